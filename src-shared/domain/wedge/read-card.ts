import { CODE_OF } from '../function-cards.ts';

/** The calibration card: letters, a hyphen and every digit, so that what a scanner, a cable or a keyboard layout spoils shows. */
const CARD = CODE_OF.calibrate;
/** Fewer characters are no card that has lost some. */
const LEAST = 6;

/**
 * What a scanner has made of the card. `lost` characters are missing · `added` the scanner puts something before or behind
 * every code · `replaced` each character is another one: two keyboard layouts that differ · `other` another code.
 */
export type CardReading =
  | { readonly kind: 'whole'; readonly letters: 'upper' | 'lower' }
  | { readonly kind: 'lost'; readonly missing: number }
  | { readonly kind: 'added'; readonly before: string; readonly after: string }
  | { readonly kind: 'replaced' }
  | { readonly kind: 'other' };

/** Total: of any text. */
export function readCard(text: string): CardReading {
  const upper = text.toUpperCase();
  if (upper === CARD) return { kind: 'whole', letters: text === CARD ? 'upper' : 'lower' };
  const at = upper.indexOf(CARD);
  if (at >= 0) return { kind: 'added', before: text.slice(0, at), after: text.slice(at + CARD.length) };
  if (upper.length >= LEAST && isWithin(upper)) return { kind: 'lost', missing: CARD.length - upper.length };
  return isReplaced([...upper]) ? { kind: 'replaced' } : { kind: 'other' };
}

/** All its characters are the card's, in the card's order. */
function isWithin(text: string): boolean {
  let from = 0;
  for (const character of text) {
    from = CARD.indexOf(character, from) + 1;
    if (from === 0) return false;
  }
  return true;
}

/** One character for each of the card's, the same for the same and different ones for different ones. */
function isReplaced(characters: readonly string[]): boolean {
  return characters.length === CARD.length && characters.every((one, at) => characters.indexOf(one) === CARD.indexOf(CARD.charAt(at)));
}
