import { expect, test } from 'vitest';
import { newestPages, withNewest, withOlder, type Page, type Pages } from '../../../src-renderer/screens/wallet/ledger-pages.ts';

const row = (n: number): Page['items'][number] => ({ id: String(n), at: n, kind: 'capture', amount: 0, charged: 60, balance: 0, number: null, work: null, stationName: null });
/** A ledger whose newest row is `newest`, told in pages of three, the newest first. */
function ledger(newest: number) {
  const asked: string[] = [];
  const ask = async (cursor: string): Promise<{ readonly ok: true; readonly value: Page }> => {
    asked.push(cursor);
    const from = cursor === '' ? newest : Number(cursor) - 1;
    const items = [from, from - 1, from - 2].filter((n) => n > 0).map(row);
    return { ok: true, value: { items, next: items.at(-1)?.id ?? cursor, more: from > 3 } };
  };
  return { ask, asked };
}
const ids = (pages: Pages): readonly number[] => pages.rows.map(({ id }) => Number(id));
async function looked(newest: number, known: Pages | null): Promise<{ readonly pages: Pages; readonly asked: readonly string[] }> {
  const { ask, asked } = ledger(newest);
  const answer = await newestPages(ask, known);
  if (!answer.ok) throw new Error(answer.problem.code);
  return { pages: withNewest(known, answer.value), asked };
}

test('begins with one page; older ones come below', async () => {
  const { pages, asked } = await looked(20, null);
  expect([ids(pages), asked]).toEqual([[20, 19, 18], ['']]);
  const { value } = await ledger(20).ask(pages.next);
  expect(ids(withOlder(pages, value))).toEqual([20, 19, 18, 17, 16, 15]);
});

test('keeps every page that somebody loaded while the newest are asked for again', async () => {
  let { pages } = await looked(20, null);
  for (let more = 0; more < 3; more += 1) pages = withOlder(pages, (await ledger(20).ask(pages.next)).value);
  const before = ids(pages);
  expect(before).toHaveLength(12);
  const same = await looked(20, pages);
  expect([ids(same.pages), same.pages.next, same.asked]).toEqual([before, pages.next, ['']]);
  // Ten rows are newer than what is shown: as many pages are asked for as it takes to meet it.
  const later = await looked(30, pages);
  expect(ids(later.pages)).toEqual([30, 29, 28, 27, 26, 25, 24, 23, 22, 21, ...before]);
  expect([later.pages.next, later.asked.length]).toEqual([pages.next, 4]);
});

test('begins anew where so much is newer that nobody reads on from there', async () => {
  const { pages } = await looked(20, null);
  const later = await looked(2_000, pages);
  expect([ids(later.pages)[0], later.asked.length, later.pages.rows.length]).toEqual([2_000, 10, 30]);
});

test('takes what has come into a ledger that was empty', async () => {
  const { pages } = await looked(0, null);
  expect([ids(pages), pages.more]).toEqual([[], false]);
  expect(ids((await looked(2, pages)).pages)).toEqual([2, 1]);
});

test('stays as it is where it cannot be asked for', async () => {
  const { pages } = await looked(20, null);
  const answer = { ok: false, problem: { code: 'api-unreachable' } } as never;
  expect(await newestPages(async () => answer, pages)).toBe(answer);
});
