import { functionCardOf } from '../function-cards.ts';
import { foldCode, readWaybillNumber } from '../waybill-number.ts';

/** Longer texts fit no format: asking would cost more than the answer is worth. */
const LONGEST_FITTING = 48;
const SHORTEST_FITTING = 8;

/** What the rest of the program gets: waybill numbers and cards in upper case, half width and without blanks; other texts as the code has them. */
export function scannedCode(text: string): string {
  const plain = text.normalize('NFKC').replace(/\p{C}/gu, '').trim();
  const packed = foldCode(text);
  return /^[A-Z0-9-]*$/.test(packed) ? packed : plain;
}

/** A whole number of some courier. */
export function fitsCourier(text: string): boolean {
  if (text.length < SHORTEST_FITTING || text.length > LONGEST_FITTING) return false;
  const reading = readWaybillNumber(text);
  return reading.kind === 'number' && reading.candidates.length > 0;
}

/** A courier's number that begins with letters: no part of another code looks like it. */
export const isUnmistakable = (text: string): boolean => fitsCourier(text) && /^[A-Za-z]{2}/.test(text.trim());

/** One of our own cards: none of them is the beginning of another. */
export const isOwnCard = (text: string): boolean => functionCardOf(text) !== null;

/** What may follow a whole number and make another one: 12 digits fit a format, but so do 13 and 15; JD has parcel suffixes; YT with 16 digits is another carrier's. */
const MORE = ['0', '00', '000', '0000', '-1-1-'];

/** After such a number silence has to be longer to be believed. */
export const couldGoOn = (text: string): boolean =>
  !isOwnCard(text) &&
  MORE.some((more) => {
    if (fitsCourier(text + more)) return true;
    const reading = readWaybillNumber(text + more);
    return reading.kind === 'not-a-number' && reading.why === 'look-alike';
  });
