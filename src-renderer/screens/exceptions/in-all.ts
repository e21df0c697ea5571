import { MOST_EXCEPTIONS, MOST_UNKNOWN, type UnknownNumberRow } from '../../../src-shared/bridge/views.ts';

/** With those that the list has no room for. The status line may be late: a list that is whole knows better. */
const inAll = (listed: number, isWhole: boolean, inStatus: number): number => (isWhole ? listed : Math.max(listed, inStatus));

/** How many jobs wait for a person. */
export const allExceptions = (listed: number, inStatus: number): number => inAll(listed, listed < MOST_EXCEPTIONS, inStatus);

/** How many numbers wait for their order. Behind them are those that nobody waits for: where there is one of these, all others are there. */
export function allUnknown(rows: readonly Pick<UnknownNumberRow, 'state'>[], inStatus: number): number {
  const waits = rows.filter(({ state }) => state === 'open' || state === 'arrived').length;
  return inAll(rows.filter(({ state }) => state === 'open').length, waits < MOST_UNKNOWN, inStatus);
}
