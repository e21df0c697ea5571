/** Up to this many characters are one segment; a longer text is cut into segments of LONG. Source: facts/providers.md, SMS. */
const ONE = 70;
const LONG = 67;

/**
 * Segments 条 that a text is sent and charged as: every character counts one, the signature with its brackets 【】 too.
 * Counted in UTF-16 units, as the network does: an emoji counts two.
 */
export function segmentsOf(text: string): number {
  return text.length <= ONE ? 1 : Math.ceil(text.length / LONG);
}

/** A mobile number of the mainland, without its country: eleven digits. Null where the text is none. */
export function readMobile(text: string): string | null {
  const digits = text.normalize('NFKC').replace(/[\s\u00a0()-]/g, '').replace(/^(?:\+|00)?86(?=1[3-9]\d{9}$)/, '');
  return /^1[3-9]\d{9}$/.test(digits) ? digits : null;
}
