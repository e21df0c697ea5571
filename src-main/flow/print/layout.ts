import type { Paper } from '../../../src-shared/domain/printing.ts';
import { StationError } from '../../../src-shared/errors/codes.ts';
import { code128, dotsOf } from './code128.ts';
import type { Slip, slipWords } from './slip.ts';

/** One fact of a slip; `lines`: so many its value takes, and has. */
export type Fact = { readonly name: string; readonly value: string; readonly isNumber: boolean; readonly lines: number };
/**
 * What stands on a paper and how big, in pt and mm. `aside`: facts that stand side by side in one line each. Whatever paper it is: bars and
 * number are whole, and what is there fits.
 */
export type Layout = {
  readonly form: 'roomy' | 'small';
  readonly margin: number;
  readonly size: number;
  readonly numberSize: number;
  readonly bars: string | null;
  readonly facts: readonly Fact[];
  readonly aside: readonly (readonly Fact[])[];
};

/** mm of a pt. */
const PT = 25.4 / 72;
/** Bars of one dot are read by no scanner of a warehouse. */
const FEWEST_DOTS = 2;
/** pt: nothing smaller is read on thermal paper. */
const SMALLEST = 7;
const SMALLEST_ROOMY = 8;
/** Lines are so many em high. */
export const LINE = { roomy: 1.35, small: 1.25 } as const;
/** mm on each side that a printer may not reach; the quiet zone is in the bars. */
const EDGE = 1;
/** An order number or an address that is longer ends in an ellipsis. */
const MOST_LINES = 5;

/** How wide a text is in em, rather more than less: fonts differ. */
const wide = (text: string): number => [...text].reduce((sum, character) => sum + (/[^ -\u2fff]/u.test(character) ? 1 : /[A-Z*&@%]/.test(character) ? 0.72 : 0.58), 0);
/** In fours with a space between, the last four a quarter bigger. */
const wideOfNumber = (number: string): number => wide(number) + Math.ceil(number.length / 4) * 0.3 + wide(number.slice(-4)) * 0.25;

/** Everything on it as long as there is room in a readable size, otherwise on purpose only what a parcel needs. Throws StationError `print-paper-small`. */
export function layoutOf(slip: Slip, paper: Paper, words: ReturnType<typeof slipWords>): Layout {
  const dots = dotsOf(slip.number, paper.width - 2 * EDGE);
  if (dots !== null && dots < FEWEST_DOTS) throw tooSmall(paper);
  const layout = roomy(slip, paper, words) ?? small(slip, paper, words);
  if (!layout) throw tooSmall(paper);
  return layout;
}

const tooSmall = ({ width, height }: Paper): StationError => new StationError('print-paper-small', `${width}×${height}`);

function roomy(slip: Slip, paper: Paper, words: ReturnType<typeof slipWords>): Layout | null {
  const margin = 4;
  const barsHeight = Math.min(22, paper.height / 6);
  const all: readonly (readonly [string, string, boolean?])[] = [
    [words.original, slip.original, true], [words.order, slip.order], [words.recipient, [slip.name, slip.phone, slip.address].filter(Boolean).join(' ')],
    [words.operator, slip.operator], [words.station, slip.station], [words.time, slip.time],
  ];
  const names = Math.max(...all.map(([name]) => wide(name)));
  for (const size of sizes(Math.min(14, paper.width / 7), SMALLEST_ROOMY)) {
    const em = size * PT;
    const room = paper.width - 2 * margin - names * em - 3;
    const facts = all.filter(([, value]) => value !== '').map(([name, value, isNumber = false]) => ({ name, value, isNumber, lines: linesOf(isNumber ? wideOfNumber(value) : wide(value), room / em) }));
    const numberSize = Math.min(1.35 * size, (paper.width - 2 * margin) / wideOfNumber(slip.number) / PT);
    const lines = facts.reduce((sum, fact) => sum + fact.lines, 0);
    const head = 1.5 * em * LINE.roomy + (slip.mark === '' ? 0 : LINE.roomy * em + 1);
    const needed = head + barsHeight + 3 + numberSize * PT * 1.25 * LINE.roomy + 5.5 + lines * LINE.roomy * em + facts.length * 0.6;
    if (needed <= paper.height - 0.5 - 2 * margin && numberSize >= SMALLEST_ROOMY) return { form: 'roomy', margin, size, numberSize, bars: code128(slip.number, paper.width - 2 * EDGE, barsHeight), facts, aside: [] };
  }
  return null;
}

/** Number, original, order and piece; phone, operator, station and time as far as there is room, in type that leaves some for the first. */
function small(slip: Slip, paper: Paper, words: ReturnType<typeof slipWords>): Layout | null {
  const margin = 2;
  const barsHeight = Math.max(8, Math.min(20, paper.height / 5));
  const room = paper.width - 2 * margin;
  const others = [[words.recipient, slip.phone], [words.operator, slip.operator], [words.station, slip.station], [words.time, slip.time]]
    .flatMap(([name = '', value = '']): Fact[] => (value === '' ? [] : [{ name, value, isNumber: false, lines: 1 }]));
  for (const size of sizes(Math.min(11, paper.width / 7, paper.height / 7), SMALLEST)) {
    const em = size * PT;
    const line = LINE.small * em;
    const facts = ([[words.original, slip.original, true], [words.order, slip.order, false]] as const)
      .filter(([, value]) => value !== '')
      .map(([name, value, isNumber]) => ({ name, value, isNumber, lines: linesOf((isNumber ? wideOfNumber(value) : wide(value)) + wide(name) + 0.6, room / em) }));
    const numberSize = Math.min(1.35 * size, room / wideOfNumber(slip.number) / PT);
    const head = 1.2 * line + (slip.mark === '' ? 0 : line + 1);
    const used = head + barsHeight + 1.5 + numberSize * PT * 1.25 * LINE.small + 1.5 + facts.reduce((sum, { lines }) => sum + lines, 0) * line;
    const left = Math.floor((paper.height - 0.5 - 2 * margin - used) / line + 1e-6);
    if (numberSize < SMALLEST || left < (size > SMALLEST ? 1 : 0)) continue;
    const aside = sideBySide(others, room / em).slice(0, left);
    return { form: 'small', margin, size, numberSize, bars: code128(slip.number, paper.width - 2 * EDGE, barsHeight), facts, aside };
  }
  return null;
}

/** By half a pt from the biggest to the smallest. */
const sizes = (biggest: number, smallest: number): number[] => [...Array.from({ length: Math.max(0, Math.ceil((biggest - smallest) / 0.5)) }, (_, step) => biggest - step * 0.5), smallest];

const linesOf = (text: number, room: number): number => Math.min(MOST_LINES, Math.max(1, Math.ceil(text / room)));

/** Facts in lines of so many em, in their order. */
function sideBySide(facts: readonly Fact[], room: number): Fact[][] {
  const lines: Fact[][] = [];
  let left = 0;
  for (const fact of facts) {
    const needed = wide(fact.name) + wide(fact.value) + 1.6;
    if (needed > left || lines.length === 0) {
      lines.push([]);
      left = room + 1;
    }
    lines.at(-1)?.push(fact);
    left -= needed;
  }
  return lines;
}
