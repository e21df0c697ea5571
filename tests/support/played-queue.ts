import { vi } from 'vitest';
import { doneBy } from '../../src-main/flow/queue/called.ts';
import type { Claim } from '../../src-main/flow/queue/claim.ts';
import type { JobRow } from '../../src-main/flow/queue/job-rows.ts';
import { createPortions } from '../../src-main/flow/queue/portions.ts';
import { createRunner } from '../../src-main/flow/queue/runner.ts';
import type { Outcome } from '../../src-main/flow/queue/task.ts';
import { StationError } from '../../src-shared/errors/codes.ts';
import type { JobKind } from '../../src-shared/domain/work.ts';
import { OUTCOMES } from './station.ts';

/** Enough turns of the event loop for whatever is due: a commit, what comes before its calls, and the calls. */
const TURNS = 8;
export async function pass(ms: number): Promise<void> {
  for (const time of [0, ms]) {
    await vi.advanceTimersByTimeAsync(time);
    for (let n = 0; n < TURNS; n += 1) await new Promise((go) => setImmediate(go));
  }
}

const full = () => new StationError('disk-full', 'SQLITE_FULL', { cause: new Error('full') });
const refused = () => new StationError('store-failed', 'SQLITE_CONSTRAINT_TRIGGER', { cause: new Error('refused') });

/** A queue in memory: `ready` jobs of a kind, calls that end when the test says so. */
export function playedQueue(places = 2) {
  const ready: JobKind[] = [];
  const calls: { claim: Claim; end: (outcome: Outcome) => void }[] = [];
  const settled: string[][] = [];
  const failures: unknown[] = [];
  /** `settle`: the disk takes no outcome. `bad`: those of these tokens are never taken, of `unparked` not even that they are set aside. */
  const broken = { claim: false, settle: false, bad: [] as string[], unparked: [] as string[] };
  const aside: string[] = [];
  /** ms that a turn takes. */
  const disk = { takes: 0 };
  const desk = { isBusy: false };
  let tokens = 0;
  let turns = 0;
  let nextReadyIn: number | null = null;
  const runner = createRunner({
    portions: createPortions(),
    ready: async () => undefined,
    goesTo: ({ job }) => doneBy(job.kind),
    places: () => places,
    turn(batch, free) {
      turns += 1;
      for (const from = performance.now(); performance.now() - from < disk.takes; );
      if (broken.settle && batch.length > 0) throw full();
      if (batch.some(({ claim }) => broken.bad.includes(claim.token))) throw refused();
      const taken: Claim[] = [];
      for (const kind of ['sync', 'privacy'] as const) {
        if (broken.claim && free(kind) > 0) throw new Error('claim');
        for (let left = free(kind); left > 0 && ready.includes(kind); left -= 1) {
          ready.splice(ready.indexOf(kind), 1);
          taken.push({ job: { id: (tokens += 1), kind } as JobRow, token: `t${tokens}`, attempt: 1, purpose: 'call', provider: null });
        }
      }
      if (batch.length > 0) settled.push(batch.map(({ claim }) => claim.token));
      return taken;
    },
    setAside({ claim }) {
      if (broken.settle) throw full();
      if (broken.unparked.includes(claim.token)) throw refused();
      aside.push(claim.token);
    },
    perform: (claim) => new Promise((end) => calls.push({ claim, end })),
    nextReadyIn: () => nextReadyIn,
    deskBusy: () => desk.isBusy,
    failed: (error) => failures.push(error),
  });
  const end = (n: number): void => calls[n]?.end(OUTCOMES.reference());
  return { runner, turns: () => turns, ready, calls, settled, aside, failures, broken, disk, desk, end, setNext: (ms: number | null) => void (nextReadyIn = ms) };
}
