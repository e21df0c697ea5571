import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dice } from '../../src-main/practice/day/dice.ts';
import { createDisk } from './disk.ts';
import type { Mark } from './marks.ts';
import type { Step } from './recording.ts';
import { reopened } from './reopened.ts';
import type { Workload } from './workloads.ts';

export type Cuts = {
  readonly cuts: number;
  /** Cuts that came while something written was not synced yet. */
  readonly unsynced: number;
  /** Answers looked for, over all cuts. */
  readonly answers: number;
  /** Cuts after which an answered scan, or any other answer, was not on the disk. */
  readonly losing: number;
  readonly broken: number;
  /** Cuts after which the mark did not cover a call that may have begun. */
  readonly uncovered: number;
  /** Cuts after which the database was behind its mark. */
  readonly behind: number;
  readonly lostScans: number;
  readonly examples: readonly string[];
};

/** Cuts the power `cuts` times at moments of the seed, and opens what each left. */
export function cutPower(steps: readonly Step[], given: { scratch: string; workload: Workload; cuts: number; seed: string }): Cuts {
  const chance = dice('cut', given.seed);
  const moments = Array.from({ length: given.cuts }, () => chance.below(steps.length + 1)).sort((a, b) => a - b);
  const disk = createDisk();
  const answered: Mark[] = [];
  const examples: string[] = [];
  let at = 0;
  let unsynced = 0;
  let answers = 0;
  let losing = 0;
  let broken = 0;
  let uncovered = 0;
  let behind = 0;
  let lostScans = 0;
  for (const [index, moment] of moments.entries()) {
    for (; at < moment; at += 1) {
      const step = steps[at] as Step;
      if (step.kind === 'answered') answered.push(step.mark);
      else disk.add(step);
    }
    if (disk.isUnsynced()) unsynced += 1;
    answers += answered.length;
    const dir = join(given.scratch, String(index));
    mkdirSync(dir);
    for (const [name, content] of disk.image(chance)) writeFileSync(join(dir, name), content);
    const found = reopened(dir, given.workload, answered);
    rmSync(dir, { recursive: true, force: true });
    if (found.lost.length > 0) losing += 1;
    if (found.broken.length > 0) broken += 1;
    if (found.uncovered.length > 0) uncovered += 1;
    if (found.behind) behind += 1;
    lostScans += found.lost.filter((lost) => lost.startsWith('{"type":"scan"')).length;
    const example = found.broken[0] ?? found.lost[0] ?? found.uncovered[0] ?? (found.behind ? 'behind its mark' : undefined);
    if (example !== undefined && examples.length < 5) examples.push(`cut after step ${moment} of ${steps.length}: ${example}`);
  }
  return { cuts: given.cuts, unsynced, answers, losing, broken, uncovered, behind, lostScans, examples };
}
