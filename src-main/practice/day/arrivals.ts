import type { Arrival } from '../../../src-shared/contract/templates.ts';
import { dice } from './dice.ts';

const PLACES = ['东门菜鸟驿站', '丰巢柜3号', '南苑便利店'] as const;
const ARRIVALS_A_DAY = 12;
/** ms after the day's start: the first after two minutes, then one a minute. */
const FIRST = 120_000;
const EVERY = 60_000;

/** The day's arrivals at pickup places, with dice of their own so that the parcels stay as they are. Phones are nobody's: 1980000 and four digits. */
export function practiceArrivals(seed: number): readonly { readonly arrival: Omit<Arrival, 'at'>; readonly after: number }[] {
  const chance = dice('practice-arrivals', seed);
  return Array.from({ length: ARRIVALS_A_DAY }, (_, at) => ({
    arrival: {
      arrivalId: `arrival-${seed}-${at + 1}`, code: `${1 + chance.below(9)}-${1 + chance.below(6)}-${chance.digits(3)}${at}`, place: PLACES[at % PLACES.length] as string, phone: `1980000${String(at).padStart(4, '0')}`,
      template: at % 4 === 3 ? 'pickup-reminder' : 'pickup-code', number: null, corrects: null,
    },
    after: FIRST + at * EVERY,
  }));
}
