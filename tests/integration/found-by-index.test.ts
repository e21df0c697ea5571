import { expect, test } from 'vitest';
import { printRows } from '../../src-main/flow/print/print-rows.ts';
import type { Store } from '../../src-main/store/store.ts';
import { bench } from '../support/station.ts';

/** How SQLite finds what these steps ask for: the first line of the plan of each of their statements. */
function plansOf(steps: (store: Store) => unknown): (string | undefined)[] {
  const store = bench().store();
  const asked: string[] = [];
  steps({ ...store, sql: (text) => (asked.push(text), store.sql(text)) });
  return asked.map((text) => store.db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${text}`).all(...Array.from({ length: text.split('?').length - 1 }, () => 1))[0]?.detail);
}

test('the slips that are not over are found by an index, however many have come out: it is asked after each', () => {
  const plans = plansOf((store) => {
    const prints = printRows(store);
    prints.allWaiting();
    prints.newestUnknown(0);
    prints.forsake(0);
  });
  expect(plans).toEqual([expect.stringMatching(/prints_open \(state=\?\)$/), expect.stringMatching(/prints_open \(state=\?\)$/), expect.stringMatching(/prints_open \(state=\?\)$/)]);
});

test('a parcel\'s slips are found by its number', () => {
  const plans = plansOf((store) => {
    const prints = printRows(store);
    prints.newest('SF1', 1);
    prints.waiting('SF1');
    prints.ofNumber('SF1');
  });
  expect(plans.filter((plan) => !plan?.startsWith('SEARCH prints USING INDEX sqlite_autoindex_prints_1 (number=?'))).toEqual([]);
});
