import { expect, test } from 'vitest';
import { allExceptions, allUnknown } from '../../../src-renderer/screens/exceptions/in-all.ts';
import { MOST_EXCEPTIONS, MOST_UNKNOWN, type UnknownNumberRow } from '../../../src-shared/bridge/views.ts';

test.each([
  ['a list that is whole is all there is, whatever the status line still says', 3, 4, 3],
  ['and so is one that has just become longer', 3, 2, 3],
  ['a full list is not', MOST_EXCEPTIONS, 1_234, 1_234],
  ['a full list, and the status line late', MOST_EXCEPTIONS, 12, MOST_EXCEPTIONS],
])('%s', (_, listed, inStatus, all) => {
  expect(allExceptions(listed, inStatus)).toBe(all);
});

const rows = (arrived: number, open: number, done = 0): UnknownNumberRow[] =>
  (['arrived', 'open', 'done'] as const).flatMap((state, at) => Array.from({ length: [arrived, open, done][at] ?? 0 }, () => ({ state }) as UnknownNumberRow));

test.each([
  ['numbers that wait for their order are all there, whatever the status line still says', rows(2, 3, 4), 9, 3],
  ['and so they are in a full list that has room for what has come to an end', rows(0, 3, MOST_UNKNOWN - 3), 9, 3],
  ['a full list has not all', rows(2, MOST_UNKNOWN - 2), 1_234, 1_234],
  ['nor one that is full of what has to be scanned again', rows(MOST_UNKNOWN, 0), 7, 7],
  ['a full list, and the status line late', rows(0, MOST_UNKNOWN), 12, MOST_UNKNOWN],
])('待查: %s', (_, listed, inStatus, all) => {
  expect(allUnknown(listed, inStatus)).toBe(all);
});
