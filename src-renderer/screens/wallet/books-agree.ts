import type { WalletView } from '../../../src-shared/bridge/views.ts';

/** This station's books and the platform's say the same. An API that tells no refunds contradicts none. */
export const booksAgree = ({ station, stationThere }: WalletView): boolean =>
  station.lent === stationThere.lent && station.captured === stationThere.captured && (stationThere.refunded ?? station.refunded) === station.refunded;
