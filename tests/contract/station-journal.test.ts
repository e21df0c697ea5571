import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnswerOf } from '../../src-shared/contract/calls.ts';
import type { JournalEntry } from '../../src-shared/contract/money.ts';
import { startPractice, type Practice } from '../support/practice.ts';
import { signedIn, type Caller } from './caller.ts';
import { capture, hold, refund, station, type TestStation } from './station.ts';

let world: Practice;
let caller: Caller;
beforeAll(async () => {
  world = await startPractice({ seed: 12 });
  caller = await signedIn(world);
});
afterAll(() => world.stop());

type Item = AnswerOf<'stationJournal'>['items'][number];
async function journalOf(desk: TestStation, epoch: number, mode?: 'marks' | 'bodies'): Promise<{ readonly items: readonly Item[]; readonly pages: number }> {
  const items: Item[] = [];
  for (let pages = 1; ; pages += 1) {
    const page = await caller.call('stationJournal', { epoch, after: items.at(-1)?.sequence ?? 0, ...(mode ? { mode } : {}) }, desk.params);
    items.push(...page.items);
    if (!page.more) return { items, pages };
  }
}
const grant = (n: number) => ({ kind: 'grant-request', at: 1, grantId: `g-${n}`, amount: n }) as const;
async function report(desk: TestStation, entries: readonly JournalEntry[]): Promise<void> {
  for (let from = 0; from < entries.length; from += 500) await desk.send(entries.slice(from, from + 500));
}

describe("a station's journal at the platform", () => {
  it('is told page by page, with its texts where they are asked for', async () => {
    const desk = await station(caller);
    const entries = desk.write(...Array.from({ length: 2_100 }, (_, n) => grant(n)));
    await report(desk, entries);
    const plain = await journalOf(desk, 1);
    expect([plain.items.length, plain.pages]).toEqual([2_100, 3]);
    expect(plain.items[0]).toEqual({ sequence: 1, hash: entries[0]?.hash, review: null, refunded: null });
    expect((await journalOf(desk, 1, 'bodies')).items.map(({ body }) => body)).toEqual(entries.map(({ body }) => body));
  });

  it('is told by its marks: the last of each thousand and of all, what is under review and what was given back', async () => {
    const desk = await station(caller);
    const [paid, over] = [{ job: 'm1', leaseId: await desk.lease(100), amount: 60 }, { job: 'm2', leaseId: 'nobody', amount: 1 }];
    await report(desk, desk.write(hold(paid), capture(paid), ...Array.from({ length: 1_200 }, (_, n) => grant(n)), refund(paid), hold(over), grant(0), grant(1)));
    const marks = await journalOf(desk, 1, 'marks');
    expect(marks.items.map(({ sequence, review, refunded }) => [sequence, review, refunded])).toEqual([[2, null, 60], [1_000, null, null], [1_204, 'lease-unknown', null], [1_206, null, null]]);
    expect(marks.items.some((item) => 'body' in item || 'applied' in item)).toBe(false);
    const all = (await journalOf(desk, 1)).items;
    expect(marks.items).toEqual(all.filter(({ sequence }) => [2, 1_000, 1_204, 1_206].includes(sequence)));
  });

  it('shows what came too late or of another chain, which is no part of it', async () => {
    const desk = await station(caller);
    await desk.report(grant(1));
    const [second] = desk.write(grant(2));
    const tampered = { ...second, body: JSON.stringify(grant(3)), hash: 'a'.repeat(64) };
    await caller.refused('journal', { epoch: 1, entries: [tampered] }, desk.params);
    await desk.open({ lastSequence: 1 });
    await caller.refused('journal', { epoch: 1, entries: [second, { ...desk.write(grant(4))[0], sequence: 3 }] }, desk.params);
    const told = [
      [1, null, undefined],
      [2, 'journal-diverged', tampered.body],
      [2, 'stale-epoch', second?.body],
      [3, 'stale-epoch', JSON.stringify(grant(4))],
    ];
    for (const mode of [undefined, 'marks'] as const) {
      const { items } = await journalOf(desk, 1, mode);
      expect(items.map(({ sequence, review, body }) => [sequence, review, body]).sort()).toEqual(told);
      expect(items.map(({ applied }) => applied)).toEqual([undefined, false, false, false]);
    }
  });
});
