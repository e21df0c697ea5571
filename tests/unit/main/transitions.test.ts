import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { TRANSITIONS, allUnknown, claim, endAs, move } from '../../../src-main/flow/queue/transitions.ts';
import { JOB_STATES, type JobState } from '../../../src-shared/domain/work.ts';
import { unsoundBooks } from '../../support/books.ts';
import { aParcel } from '../../support/samples.ts';
import { bench } from '../../support/station.ts';

/** A job in a state, put there by hand, and a way to change it. */
function aJob(state: JobState) {
  const b = bench();
  b.flow().parcels.put(aParcel());
  const { scanId } = b.scan(aParcel().number);
  const id = b.flow().jobs.ofScan(scanId)[0]?.id ?? 0;
  b.store().sql('UPDATE jobs SET state = ? WHERE id = ?').run(state, id);
  const to = (next: JobState): void => {
    if (next === 'calling') claim(b.store(), id, 'token', 1);
    else if (next === 'waiting' || next === 'unknown') move(b.store(), id, next, null, 0, 0);
    else endAs(b.store(), id, next, { at: 0 });
  };
  return { b, id, to, state: () => b.flow().jobs.find(id)?.state };
}

describe('the table of transitions', () => {
  const pairs = JOB_STATES.flatMap((from) => JOB_STATES.map((to) => ({ from, to, legal: TRANSITIONS[from].includes(to) })));
  test.each(pairs.filter(({ legal }) => legal))('$from becomes $to', ({ from, to }) => {
    const job = aJob(from);
    job.to(to);
    expect(job.state()).toBe(to);
  });
  test.each(pairs.filter(({ legal }) => !legal))('$from never becomes $to: nothing is written', ({ from, to }) => {
    const job = aJob(from);
    expect(() => job.to(to)).toThrow(`can not become ${to}`);
    expect(job.state()).toBe(from);
  });
  test('is the one that docs/money.md has, with when and what becomes of the money', () => {
    const document = readFileSync(resolve(import.meta.dirname, '../../../docs/money.md'), 'utf8');
    const told = [...document.matchAll(/^\| (\w+) \| (\w+) \| ([^|]+) \| ([^|]+) \|$/gm)].filter(([, from]) => (JOB_STATES as readonly string[]).includes(from ?? ''));
    expect(new Set(told.map(([, from, to]) => `${from} to ${to}`))).toEqual(new Set(pairs.filter(({ legal }) => legal).map(({ from, to }) => `${from} to ${to}`)));
  });
  test('what has ended stays as it is, and only a person moves what is parked', () => {
    for (const end of ['done', 'refused'] as const) expect(TRANSITIONS[end]).toEqual([]);
    expect(TRANSITIONS.void).toEqual(['waiting']);
    expect(TRANSITIONS.parked).not.toContain('calling');
    expect(TRANSITIONS.unknown).not.toContain('refused');
  });
  test('jobs that are to be asked about are those of the given states and no others', () => {
    for (const state of JOB_STATES) {
      const job = aJob(state);
      allUnknown(job.b.store(), ['calling'], 7);
      expect(job.state()).toBe(state === 'calling' ? 'unknown' : state);
    }
  });
});

describe('the counts of open jobs', () => {
  test.each(JOB_STATES)('are those of the rows, also after a job became %s', (state) => {
    expect(unsoundBooks(aJob(state).b.store()).filter((found) => found.includes('counted'))).toEqual([]);
  });
});
