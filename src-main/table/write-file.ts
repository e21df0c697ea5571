import writeXlsxFile from 'write-excel-file/node';
import { StationError } from '../../src-shared/errors/codes.ts';
import { exportWhole } from '../store/write-whole.ts';
import { guarded, guardedInText } from './guarded.ts';

export type Sheet = { readonly titles: readonly string[]; readonly rows: readonly (readonly string[])[] };

/** Writes a table in which everything is text: a waybill number that a table program takes for a number loses its end. Throws StationError `list-not-written`. */
export async function writeTable(path: string, sheet: Sheet, mark?: string): Promise<void> {
  try {
    await exportWhole(path, path.toLowerCase().endsWith('.csv') ? csvText(sheet) : await xlsxBytes(sheet), mark);
  } catch (error) {
    throw new StationError('list-not-written', (error as { code?: string }).code ?? '', { cause: error });
  }
}

export function xlsxBytes({ titles, rows }: Sheet): Promise<Buffer> {
  const text = (value: string) => ({ type: String, value: guarded(value), format: '@' }) as const;
  const cells = [titles.map((value) => ({ ...text(value), fontWeight: 'bold' as const })), ...rows.map((row) => row.map((value) => (value === '' ? null : text(value))))];
  return writeXlsxFile(cells, { stickyRowsCount: 1, columns: titles.map(() => ({ width: 24 })) }).toBuffer();
}

/** UTF-8 with its mark, for Excel reads GBK without it; CR+LF (RFC 4180). */
export function csvText({ titles, rows }: Sheet): string {
  const line = (values: readonly string[]): string => values.map((value) => quoted(asText(guardedInText(value)))).join(',');
  return `\ufeff${[titles, ...rows].map(line).join('\r\n')}\r\n`;
}

/**
 * Excel shows 12 digits and more in powers of ten and drops those beyond 15, drops zeros in front, and makes a date of 3-5-1234 and
 * a power of 12E34. With a tab behind them they are a text there, and every other program has a blank to trim; ="…" is a formula to all but Excel.
 * Anything shorter stays as it is, and so does everything in .xlsx, where a cell says itself that it is a text. Our own reading takes it off.
 */
const MISREAD = /^(?:\d{12,}|0\d+|\d+[eE]\d+|\d{1,2}[-/]\d{1,2}(?:[-/]\d{1,4})?)$/;
const asText = (value: string): string => (MISREAD.test(value) ? `${value}\t` : value);

/** With quotes around it also what is a separator elsewhere. */
const quoted = (value: string): string => (/[",;\r\n\t]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
