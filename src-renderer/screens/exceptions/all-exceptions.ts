import { MOST_EXCEPTIONS } from '../../../src-shared/bridge/views.ts';

/** How many jobs wait for a person, with those that the list has no room for. The status line may be late: a list that is whole knows better. */
export const allExceptions = (listed: number, inStatus: number): number => (listed < MOST_EXCEPTIONS ? listed : Math.max(listed, inStatus));
