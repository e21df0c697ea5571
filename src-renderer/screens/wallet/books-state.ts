import type { TwoBooks } from '../../../src-shared/bridge/books-views.ts';

type Books = Pick<TwoBooks, 'station' | 'stationThere' | 'lost'>;
export type BooksState = 'same' | 'reporting' | 'differ';

const LOOK_AGAIN = 3_000;
const SELDOM = 60_000;

/** Do this station's books and the platform's say the same? `reporting`: by no more than what is being reported. An API that tells no refunds contradicts none. */
export function booksState({ station, stationThere, lost }: Books): BooksState {
  const captured = station.captured - stationThere.captured;
  const refunded = stationThere.refunded === null ? 0 : station.refunded - stationThere.refunded;
  if (station.lent === stationThere.lent && captured === 0 && refunded === 0) return 'same';
  return lost === 0 && station.unreported > 0 && captured >= 0 && refunded >= 0 && captured + refunded <= station.unreported ? 'reporting' : 'differ';
}

/** ms until they are looked at again by themselves: a station reports every two seconds. What stays as it is, is looked at ever more seldom. Null where they agree. */
export function lookAgainAfter(state: BooksState, looks: number): number | null {
  if (state === 'same') return null;
  return state === 'reporting' ? LOOK_AGAIN : Math.min(SELDOM, LOOK_AGAIN * 2 ** looks);
}
