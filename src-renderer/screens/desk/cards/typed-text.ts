import { fitsCourier } from '../../../../src-shared/domain/wedge/whole-code.ts';

/** What stands in a field, and who typed it: `keys` of its last characters came one by one at a scanner's pace, behind what stood there `before`. */
export type TypedText = { readonly text: string; readonly before: string; readonly keys: number; /** ms of any clock. */ readonly at: number };

export const NOTHING_TYPED: TypedText = { text: '', before: '', keys: 0, at: Number.NEGATIVE_INFINITY };

/** No fingers type a number at so many ms a key throughout. */
const SCANNERS_GAP = 60;

/** The field after it has changed. Pure. */
export function typedOn(typed: TypedText, text: string, at: number): TypedText {
  const goesOn = at - typed.at <= SCANNERS_GAP && text.length === typed.text.length + 1 && text.startsWith(typed.text);
  return goesOn ? { ...typed, text, at, keys: typed.keys + 1 } : { text, before: text.startsWith(typed.text) ? typed.text : '', at, keys: 1 };
}

export const isByScanner = ({ text, keys }: TypedText): boolean => text !== '' && keys === text.length;

/** A whole number was scanned behind something else: together they may be another one. */
export const isMixed = ({ text, before, keys }: TypedText): boolean => before !== '' && keys === text.length - before.length && fitsCourier(text.slice(before.length));
