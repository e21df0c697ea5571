import { expect, test } from 'vitest';
import { allExceptions } from '../../../src-renderer/screens/exceptions/all-exceptions.ts';
import { MOST_EXCEPTIONS } from '../../../src-shared/bridge/views.ts';

test.each([
  ['a list that is whole is all there is, whatever the status line still says', 3, 4, 3],
  ['and so is one that has just become longer', 3, 2, 3],
  ['a full list is not', MOST_EXCEPTIONS, 1_234, 1_234],
  ['a full list, and the status line late', MOST_EXCEPTIONS, 12, MOST_EXCEPTIONS],
])('%s', (_, listed, inStatus, all) => {
  expect(allExceptions(listed, inStatus)).toBe(all);
});
