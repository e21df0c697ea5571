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

/** One code as far as anybody knows: a courier's number, one that looks like it, or a code to pay with. */
export function isOneCode(text: string): boolean {
  if (text.length > LONGEST_FITTING) return false;
  const reading = readWaybillNumber(text);
  return reading.kind === 'number' ? reading.candidates.length > 0 : reading.why === 'payment' || reading.why === 'look-alike';
}

const OVER_DIGITS = ')!@#$%^&*(';

/** A scanner that lets go of Shift too late types what stands over a digit. Taken for the digit only where that makes a courier's number. */
export function meant(text: string): string {
  if (text.length > LONGEST_FITTING || !/[)!@#$%^&*(]/.test(text)) return text;
  const digits = text.replace(/[)!@#$%^&*(]/g, (one) => String(OVER_DIGITS.indexOf(one)));
  return isUnmistakable(digits) ? digits : text;
}

/** A courier's number that begins with letters: no part of another code looks like it. */
export const isUnmistakable = (text: string): boolean => fitsCourier(text) && /^[A-Za-z]{2}/.test(text.trim());

/** One of our own cards: none of them is the beginning of another. */
export const isOwnCard = (text: string): boolean => functionCardOf(text) !== null;

export const isWhole = (text: string): boolean => fitsCourier(text) || isOwnCard(text);

/** What may follow a whole number and make another one: 12 digits fit a format, but so do 13 and 15; JD has parcel suffixes; YT with 16 digits is another carrier's. */
const MORE = ['0', '00', '000', '0000', '-1-1-'];

/** After such a number silence has to be longer to be believed. */
export const couldGoOn = (text: string): boolean =>
  !isOwnCard(text) &&
  MORE.some((more) => isOneCode(text + more));
