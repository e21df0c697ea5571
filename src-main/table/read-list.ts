import type { Target } from '../../src-shared/contract/parcels.ts';
import type { Courier } from '../../src-shared/domain/couriers.ts';
import { LIST_COLUMNS, LIST_LIMITS, type BadRowReason, type ListColumn } from '../../src-shared/domain/list.ts';
import { redactPhones } from '../../src-shared/domain/phone.ts';
import { readWaybillNumber } from '../../src-shared/domain/waybill-number.ts';
import { StationError } from '../../src-shared/errors/codes.ts';
import { cellsWithin, hasLines, ownLine } from './open-quote.ts';
import type { Cell, TableRow } from './table.ts';
import { COURIER_WORDS, HEADINGS, SEGMENT_WORDS, folded } from './words.ts';

export type GoodRow = { readonly line: number; readonly number: string; readonly courier: Courier | null; readonly target: Target | null };
/** `value` is what stood there, cut and without phone numbers; `first` is the line of the same number further up. */
export type BadRow = { readonly line: number; readonly value: string; readonly reason: BadRowReason; readonly first: number | null };
/** A heading as it stood in the list, and what it was taken for; null where it is not used. */
export type Heading = { readonly title: string; readonly column: ListColumn | null };
export type List = { readonly headings: readonly Heading[]; readonly good: readonly GoodRow[]; readonly bad: readonly BadRow[] };

const ROWS_BEFORE_HEADINGS = 20;
/** Characters. No courier's number has fewer; of the thousands of words in texts of several lines most have. */
const SHORTEST_NUMBER = 10;

/** A table -> the parcels in it, and every row that can't be taken with its reason. Throws StationError `list-empty`, `list-no-column` or `list-too-long`. */
export function readList(rows: readonly TableRow[]): List {
  if (rows.length === 0) throw new StationError('list-empty');
  const { at, columns, headings } = layoutOf(rows);
  const good: GoodRow[] = [];
  const bad: BadRow[] = [];
  const seen = new Map<string, number>();
  const body = rows.slice(at);
  if (body.length === 0) throw new StationError('list-empty');
  if (body.length > LIST_LIMITS.rows) throw new StationError('list-too-long', String(LIST_LIMITS.rows));
  // Rows that the headings have drawn in are missing like others.
  for (const row of rows.slice(0, at)) if (drawsIn(row, columns)) bad.push({ line: row.line, value: shown(row.cells.get(columns.number)), reason: 'quote', first: null });
  for (const row of body) {
    const cell = row.cells.get(columns.number);
    const read = readRow(row, cell, columns);
    const first = 'number' in read ? seen.get(read.number) : undefined;
    if ('number' in read && first === undefined) {
      seen.set(read.number, row.line);
      good.push(read);
    } else {
      const reason = 'number' in read ? 'repeated' : read.reason;
      bad.push({ line: row.line, value: shown(('at' in read ? row.cells.get(read.at) : cell) ?? cell), reason, first: first ?? null });
    }
  }
  return { headings, good, bad };
}

type Columns = { readonly number: number } & Partial<Record<ListColumn, number>>;
type Layout = { readonly at: number; readonly columns: Columns; readonly headings: readonly Heading[] };

const columnFor = (text: string): ListColumn | null => {
  const title = folded(text);
  return LIST_COLUMNS.find((column) => HEADINGS[column].includes(title)) ?? null;
};

/** Where the headings are: under titles perhaps; or there are none, and the column that reads as waybill numbers is it. */
function layoutOf(rows: readonly TableRow[]): Layout {
  for (const [index, row] of rows.slice(0, ROWS_BEFORE_HEADINGS).entries()) {
    const columns: Partial<Record<ListColumn, number>> = {};
    const headings: Heading[] = [];
    for (const [place, cell] of [...row.cells].sort(([a], [b]) => a - b)) {
      const known = cell.kind === 'text' ? columnFor(cell.text) : null;
      const column = known !== null && columns[known] === undefined ? known : null;
      if (column !== null) columns[column] = place;
      if (cell.kind !== 'merged') headings.push({ title: shown(cell), column });
    }
    if (columns.number !== undefined) return { at: index + 1, columns: { ...columns, number: columns.number }, headings };
  }
  const counts = new Map<number, number>();
  const sample = rows.slice(0, ROWS_BEFORE_HEADINGS);
  for (const { cells } of sample) for (const [place, cell] of cells) if ('number' in numberIn(cell)) counts.set(place, (counts.get(place) ?? 0) + 1);
  const [place, count] = [...counts].sort(([, a], [, b]) => b - a)[0] ?? [0, 0];
  if (count * 2 < sample.length) throw new StationError('list-no-column');
  return { at: 0, columns: { number: place }, headings: [] };
}

type Refused = { readonly reason: BadRowReason; readonly at?: number };

function readRow(row: TableRow, cell: Cell | undefined, columns: Columns): GoodRow | Refused {
  // Whoever filtered the list means the rows that are left.
  if (row.isHidden) return { reason: 'hidden' };
  if (drawsIn(row, columns)) return { reason: 'quote' };
  if (cell?.kind === 'text' && columnFor(cell.text) === 'number') return { reason: 'header' };
  const read = numberIn(cell);
  if (!('number' in read)) return read;
  const unknown = [columns.courier, columns.target].map((place) => unread(row, place)).find((reason) => reason !== null);
  if (unknown) return { reason: unknown };
  const courier = word(row, columns.courier);
  const target = word(row, columns.target);
  const known = courier === '' ? null : courierIn(courier);
  if (known === undefined) return { reason: 'courier', at: columns.courier as number };
  const to = target === '' ? null : targetIn(target);
  if (to === undefined) return { reason: 'target', at: columns.target as number };
  return { line: row.line, number: read.number, courier: known, target: to };
}

/** Whether another number than its own stands in one of its cells, where its column would be. */
function drawsIn({ within, cells }: TableRow, { number }: Columns): boolean {
  if (within === '') return false;
  const text = cells.get(number)?.text ?? '';
  const numberOf = (cell: string): string | null => {
    if (cell.length < SHORTEST_NUMBER) return null;
    const read = numberIn({ kind: 'text', text: cell });
    return 'number' in read ? read.number : null;
  };
  const own = numberOf(ownLine(text));
  for (const cell of cellsWithin(within, number, hasLines(text))) if (![null, own].includes(numberOf(cell))) return true;
  return false;
}

/**
 * The waybill number of a cell. A number cell is taken where the file has all its digits: table programs keep 15
 * (IEEE 754), and leading zeros never.
 */
function numberIn(cell: Cell | undefined): { readonly number: string } | Refused {
  if (!cell) return { reason: 'missing' };
  if (cell.kind === 'formula' || cell.kind === 'date' || cell.kind === 'merged') return { reason: cell.kind };
  if (cell.kind === 'error') return { reason: 'error-cell' };
  // A quote in front is how a number is typed as a text.
  const text = cell.kind === 'number' ? spelt(cell.text.trim()) : cell.text.trim().replace(/^['‘’]/, '');
  if (/^[+-]?\d+(\.\d+)?[eE]\+?\d+$/.test(text.normalize('NFKC'))) return { reason: 'scientific' };
  if (cell.kind === 'number') {
    if (!/^\d+$/.test(text)) return { reason: 'characters' };
    if (text.length > 15) return { reason: 'rounded' };
  }
  const reading = readWaybillNumber(text);
  if (reading.kind !== 'number') return { reason: reading.why === 'empty' ? 'missing' : reading.why };
  return reading.candidates.length === 0 ? { reason: 'no-format' } : { number: reading.number };
}

/** Programs in Java write 774123385090 as 7.7412338509E11. Where more than two zeros are to follow, what stood there may have been other digits. */
function spelt(text: string): string {
  const [, first = '', others = '', power] = /^([1-9])\.(\d+)[eE]\+?(\d{1,2})$/.exec(text) ?? [];
  const zeros = Number(power) - others.length;
  return zeros >= 0 && zeros <= 2 ? first + others + '0'.repeat(zeros) : text;
}

/** What stands there is another row's, or was never reckoned: taken for empty, the parcel would go elsewhere, for good. */
function unread(row: TableRow, place: number | undefined): 'merged' | 'formula' | null {
  const cell = cellAt(row, place);
  return cell?.kind === 'merged' || (cell?.kind === 'formula' && cell.text.trim() === '') ? cell.kind : null;
}

const cellAt = ({ cells }: TableRow, place: number | undefined): Cell | undefined => (place === undefined ? undefined : cells.get(place));
const word = (row: TableRow, place: number | undefined): string => folded(cellAt(row, place)?.text ?? '');

const named = <K extends string>(words: Readonly<Record<K, readonly string[]>>, text: string): K | undefined => (Object.keys(words) as K[]).find((key) => words[key].includes(text));
const courierIn = (text: string): Courier | undefined => named(COURIER_WORDS, text);

/** 中通 or zto is another courier, 拼多多 or 线下 a segment; 京东 alone is the courier, for the platform has 京东号段. */
function targetIn(text: string): Target | undefined {
  const courier = courierIn(text);
  if (courier) return { kind: 'courier', courier };
  const segment = named(SEGMENT_WORDS, text);
  return segment && { kind: 'segment', segment };
}

/** What stood there, for a person to find it again: cut, on one line, without phone numbers. */
const shown = (cell: Cell | undefined): string => redactPhones((cell?.text ?? '').normalize('NFKC').replace(/\p{C}/gu, ' ')).trim().slice(0, 60);
