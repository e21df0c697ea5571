import { CsvError, parse } from 'csv-parse/sync';
import { LIST_LIMITS } from '../../src-shared/domain/list.ts';
import { StationError } from '../../src-shared/errors/codes.ts';
import { guarded } from './guarded.ts';
import { linesWithin } from './open-quote.ts';
import { collectRows, cut, type Cell, type TableRow } from './table.ts';

const DELIMITERS = [',', '\t', ';', '|'] as const;
/** Bytes. Nobody can mean more to be one row. */
const LONGEST_RECORD = 1024 * 1024;

/** A text table in UTF-8, GBK (as GB 18030) or UTF-16, with or without its mark. Throws StationError `list-encoding`, `list-damaged`, `list-too-long`, and `list-quote` with the row's number. */
export function readCsv(bytes: Uint8Array): readonly TableRow[] {
  return readCsvText(decode(bytes));
}

export function readCsvText(text: string): readonly TableRow[] {
  const collected = collectRows();
  const delimiter = delimiterOf(text);
  let whole = { records: 0, bytes: 0 };
  let widest = 0;
  try {
    parse(text, {
      // Told none, it takes the first line's for the whole file: joined or printed by hand, one can have several.
      delimiter, record_delimiter: ['\r\n', '\n', '\r'], relax_quotes: true, relax_column_count: true, skip_empty_lines: false, max_record_size: LONGEST_RECORD,
      on_record(record: readonly string[], { records, bytes }) {
        const cells = new Map<number, Cell>();
        whole = { records, bytes };
        for (const [column, value] of record.slice(0, LIST_LIMITS.columns).entries()) {
          const plain = unguarded(cut(value));
          if (plain.trim() !== '') cells.set(column, { kind: 'text', text: plain });
        }
        const within = linesWithin(record, delimiter, widest);
        if (within === '' || widest === 0) widest = Math.max(widest, record.length);
        collected.add(records, cells, { within });
        return null;
      },
    });
  } catch (error) {
    if (error instanceof StationError) throw error;
    if (error instanceof CsvError && (error.code === 'CSV_QUOTE_NOT_CLOSED' || (error.code === 'CSV_MAX_RECORD_SIZE' && isDrawnTogether(text, whole.bytes)))) {
      throw new StationError('list-quote', String(whole.records + 1), { cause: error });
    }
    throw new StationError('list-damaged', error instanceof Error ? error.name : '', { cause: error });
  }
  return collected.rows;
}

/** Whether a mark has made a row of the text behind so many bytes as long as none may be: there is one, and lines behind it. */
function isDrawnTogether(text: string, bytes: number): boolean {
  const row = Buffer.from(text).subarray(bytes, bytes + LONGEST_RECORD).toString('latin1');
  const mark = row.indexOf('"');
  return mark >= 0 && /[\r\n]/.test(row.slice(mark));
}

/** ="0012" is how a number is kept as text in a CSV file; a quote in front is what our own export puts before =, +, - and @. */
function unguarded(value: string): string {
  const formula = /^="([^"]*)"$/.exec(value.trim());
  return formula?.[1] ?? (value.startsWith("'") && guarded(value.slice(1)) === value ? value.slice(1) : value);
}

function decode(bytes: Uint8Array): string {
  const marks: readonly (readonly [readonly number[], string])[] = [[[0xef, 0xbb, 0xbf], 'utf-8'], [[0xff, 0xfe], 'utf-16le'], [[0xfe, 0xff], 'utf-16be']];
  const marked = marks.find(([mark]) => mark.every((byte, at) => bytes[at] === byte))?.[1];
  for (const encoding of marked ? [marked] : ['utf-8', 'gb18030']) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
      // No text table has it; what is not text often does.
      if (!text.includes('\u0000')) return text;
    } catch {
      // The next one, then.
    }
  }
  throw new StationError('list-encoding');
}

/** What stands most often, outside quotes, in the first line that has any of them. */
function delimiterOf(text: string): string {
  for (const line of text.slice(0, 20_000).split(/\r\n|\n|\r/)) {
    const bare = line.replace(/"[^"]*"/g, '');
    const counts = DELIMITERS.map((delimiter) => bare.split(delimiter).length - 1);
    const most = Math.max(...counts);
    if (most > 0) return DELIMITERS[counts.indexOf(most)] as string;
  }
  return ',';
}
