import { writeFile } from 'node:fs/promises';
import writeXlsxFile from 'write-excel-file/node';
import { StationError } from '../../src-shared/errors/codes.ts';
import { guarded } from './guarded.ts';

export type Sheet = { readonly titles: readonly string[]; readonly rows: readonly (readonly string[])[] };

/** Writes a table in which everything is text: a waybill number that a table program takes for a number loses its end. Throws StationError `list-not-written`. */
export async function writeTable(path: string, sheet: Sheet): Promise<void> {
  try {
    if (path.toLowerCase().endsWith('.csv')) await writeFile(path, csvText(sheet), { flush: true });
    else await writeFile(path, await xlsxBytes(sheet), { flush: true });
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
  const line = (values: readonly string[]): string => values.map((value) => quoted(asText(guarded(value)))).join(',');
  return `\ufeff${[titles, ...rows].map(line).join('\r\n')}\r\n`;
}

/** Excel shows 12 digits and more in powers of ten and drops those beyond 15; with a tab behind them they are a text. Our own reading takes it off. */
const asText = (value: string): string => (/^\d{10,}$/.test(value) || /^0\d+$/.test(value) ? `${value}\t` : value);

const quoted = (value: string): string => (/[",\r\n\t]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
