import type { Grams } from '../../../src-shared/domain/weight.ts';

/** One line of a scale. `stable` is null where the scale does not say; `grams` is null where it shows no weight: overloaded, for one. */
export type Reading = { readonly grams: Grams | null; readonly stable: boolean | null };

type Format = {
  readonly name: string;
  /** Groups: status, sign, value, unit, decimals (digits behind the point, where the value has none), check. */
  readonly pattern: RegExp;
  /** What `status` says where the weight rests, and where there is none. Everything else is movement. */
  readonly stable?: readonly string[];
  readonly none?: readonly string[];
  /** Where a line names no unit. */
  readonly unit: keyof typeof GRAMS_OF;
  /** The lowest digit comes first. */
  readonly reversed?: true;
};

/** The format in which a line without a mark says that it rests, but only where this scale has a mark at all. */
export const MARKS_MOVEMENT = 'question';

const GRAMS_OF = { kg: 1_000, g: 1, lb: 453.59237 } as const;

/**
 * What scales send without being asked, line by line. A line that fits none is no reading.
 *
 * st-gs: A&D standard format and the many indicators that copy it: ST,GS,+  1.234kg · US,NT,-00012.3 g · OL,GS,+
 * wn: indicators of Chinese counters: wn0001.23kg, wg or ww for gross
 * question: Ohaus, a question mark where it moves: 0.211 kg ? (and many others, the same without any mark)
 * equals: Keli, after an equals sign and with a unit: =0001.23(kg)
 * reversed: XK3190 in another mode, and its many copies: six to eight characters after an equals sign, the lowest digit first and a minus last, and
 *   no unit: =51.0700 is 70.15 kg
 * yaohua: XK3190, between STX and ETX: sign, six digits, digits behind the point, and their XOR as two hexadecimal digits
 */
const FORMATS: readonly Format[] = [
  { name: 'st-gs', pattern: /^(?<status>ST|US|OL|QT),(?:(?:GS|NT|TR),)?\s*(?<sign>[+-]?)\s*(?<value>\d+(?:\.\d+)?)?,?\s*(?<unit>kg|g|lb)?$/i, stable: ['ST'], none: ['OL'], unit: 'kg' },
  { name: 'wn', pattern: /^w[ngw](?<sign>[+-]?)(?<value>\d+(?:\.\d+)?)(?<unit>kg|g|lb)$/i, unit: 'kg' },
  { name: MARKS_MOVEMENT, pattern: /^(?<sign>[+-]?)\s*(?<value>\d+(?:\.\d+)?)\s*(?<unit>kg|g|lb)\s*(?<status>\?)?$/i, stable: [''], unit: 'kg' },
  { name: 'equals', pattern: /^=\s*(?<sign>[+-]?)\s*(?<value>\d+(?:\.\d+)?)\s*\(?(?<unit>kg|g|lb)\)?$/i, unit: 'kg' },
  { name: 'reversed', pattern: /^=(?=.{6,8}$)(?<value>\d+\.\d+)(?<sign>-?)$/, unit: 'kg', reversed: true },
  { name: 'yaohua', pattern: /^(?<sign>[+-])(?<value>\d{6})(?<decimals>[0-4])(?<check>[0-9A-F]{2})$/, unit: 'kg' },
];

const STX = String.fromCharCode(2);

/** What a line says, and in which format; null where it is no line of a scale. Pure and total. */
export function readScale(line: string): (Reading & { readonly format: string }) | null {
  const framed = line.startsWith(STX);
  const text = framed ? line.slice(1) : line.trim();
  for (const { name, pattern, stable, none, unit, reversed } of FORMATS) {
    if (framed !== (name === 'yaohua')) continue;
    const found = pattern.exec(text)?.groups;
    if (!found || (found['check'] !== undefined && Number.parseInt(found['check'], 16) !== xor(text))) continue;
    const status = (found['status'] ?? '').toUpperCase();
    const rests = stable === undefined ? null : stable.includes(status);
    const value = reversed ? [...(found['value'] ?? '')].toReversed().join('') : found['value'];
    if (value === undefined || none?.includes(status)) return { format: name, grams: null, stable: false };
    const behind = Number(found['decimals'] ?? 0);
    const factor = GRAMS_OF[(found['unit']?.toLowerCase() ?? unit) as keyof typeof GRAMS_OF];
    const grams = Math.round(((found['sign'] === '-' ? -1 : 1) * Number(value) * factor) / 10 ** behind);
    return { format: name, grams: grams === 0 ? 0 : grams, stable: rests };
  }
  return null;
}

/** A line of a scale, and no code of a label: those end with g or kg as well, but have no point, no blank and no sign. Pure and total. */
export const isOfScale = (text: string): boolean => readScale(text) !== null && (text.startsWith(STX) || /[.,=?+\s-]/.test(text.trim()));

/** Of the bytes from the sign to the digits behind the point. */
const xor = (text: string): number => Array.from(text.slice(0, 8), (character) => character.charCodeAt(0)).reduce((sum, code) => sum ^ code, 0);
