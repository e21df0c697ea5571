import { LIST_LIMITS } from '../../src-shared/domain/list.ts';
import { StationError } from '../../src-shared/errors/codes.ts';
import { collectRows, cut, type Cell, type CellKind, type TableRow } from './table.ts';
import { unpack } from './unpack.ts';
import { readXml } from './xml.ts';

/** What has to be known before a sheet can be read. */
type Book = { readonly sheet: string; readonly strings: readonly string[]; readonly dateStyles: ReadonlySet<number> };

/**
 * The first visible sheet of an .xlsx file (ECMA-376, part 1: 18.3 worksheets, 18.4 shared strings, 18.8 styles).
 * Throws StationError `list-damaged`, `list-too-big`, `list-too-long` or `list-no-sheet`.
 */
export function readXlsx(bytes: Uint8Array): readonly TableRow[] {
  return readSheet(bytes, readBook(bytes));
}

/** Built-in formats that show a date or a time (18.8.30, with those of the East Asian editions). */
const isDateFormat = (id: number): boolean => (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
/** A format code of one's own: a letter of a date outside quotes, brackets and escapes. */
const isDateCode = (code: string): boolean => /[ymdhs年月日]/i.test(code.replace(/"[^"]*"|\[[^\]]*\]|\\./g, ''));

function readBook(bytes: Uint8Array): Book {
  const sheets: { readonly id: string; readonly hidden: boolean }[] = [];
  const paths = new Map<string, string>();
  const strings: string[] = [];
  const dateStyles = new Set<number>();
  const dateCodes = new Set<number>();
  const workbook = () =>
    readXml({
      open(name, attributes) {
        const id = Object.entries(attributes).find(([key]) => /(^|:)id$/.test(key) && key !== 'sheetId')?.[1];
        if (name === 'sheet' && id !== undefined) sheets.push({ id, hidden: (attributes['state'] ?? 'visible') !== 'visible' });
      },
    });
  const relations = () =>
    readXml({
      open(name, attributes) {
        const { Id, Target } = attributes;
        if (name === 'Relationship' && Id !== undefined && Target !== undefined) paths.set(Id, Target.startsWith('/') ? Target.slice(1) : `xl/${Target}`);
      },
    });
  const shared = () => {
    let text = '';
    let inText = false;
    let phonetic = 0;
    return readXml({
      open(name) {
        if (name === 'si') text = '';
        if (name === 'rPh') phonetic += 1;
        inText = name === 't' && phonetic === 0;
      },
      text(piece) {
        if (inText && text.length <= LIST_LIMITS.cell) text += piece;
      },
      close(name) {
        if (name === 'si') strings.push(cut(text));
        if (name === 'rPh') phonetic -= 1;
        inText = false;
      },
    });
  };
  const styles = () => {
    let inCells = false;
    let style = 0;
    return readXml({
      open(name, { numFmtId, formatCode }) {
        if (name === 'numFmt' && isDateCode(formatCode ?? '')) dateCodes.add(Number(numFmtId));
        if (name === 'cellXfs') inCells = true;
        if (name !== 'xf' || !inCells) return;
        if (isDateFormat(Number(numFmtId)) || dateCodes.has(Number(numFmtId))) dateStyles.add(style);
        style += 1;
      },
      close(name) {
        if (name === 'cellXfs') inCells = false;
      },
    });
  };
  const parts: Readonly<Record<string, () => (piece: Uint8Array, last: boolean) => void>> = { 'xl/workbook.xml': workbook, 'xl/_rels/workbook.xml.rels': relations, 'xl/sharedstrings.xml': shared, 'xl/styles.xml': styles };
  unpack(bytes, (name) => parts[name.toLowerCase()]?.() ?? parts[name]?.() ?? null);
  const first = sheets.find(({ hidden }) => !hidden);
  const sheet = first && paths.get(first.id);
  if (sheet === undefined) throw new StationError('list-no-sheet');
  return { sheet, strings, dateStyles };
}

function readSheet(bytes: Uint8Array, { sheet, strings, dateStyles }: Book): readonly TableRow[] {
  const collected = collectRows();
  const merges: string[] = [];
  let found = false;
  unpack(bytes, (name) => {
    if (name !== sheet) return null;
    found = true;
    let line = 0;
    let isHidden = false;
    let cells = new Map<number, Cell>();
    let column = -1;
    let type = 'n';
    let style = 0;
    let formula = false;
    let value = '';
    let inValue = false;
    return readXml({
      open(tag, attributes) {
        if (tag === 'row') {
          line = lineAfter(line, attributes['r']);
          isHidden = ['1', 'true'].includes(attributes['hidden'] ?? '');
          cells = new Map();
          column = -1;
        } else if (tag === 'c') {
          column = attributes['r'] === undefined ? column + 1 : columnOf(attributes['r']);
          type = attributes['t'] ?? 'n';
          style = Number(attributes['s'] ?? 0);
          formula = false;
          value = '';
        } else if (tag === 'f') formula = true;
        else if (tag === 'mergeCell' && merges.length < LIST_LIMITS.rows) merges.push(attributes['ref'] ?? '');
        inValue = tag === 'v' || tag === 't';
      },
      text(piece) {
        if (inValue && value.length <= LIST_LIMITS.cell) value += piece;
      },
      close(tag) {
        inValue = false;
        if (tag === 'row') collected.add(line, cells, { isHidden });
        if (tag !== 'c' || column >= LIST_LIMITS.columns || (value === '' && !formula)) return;
        const text = cut(type === 's' ? (strings[Number(value)] ?? '') : value);
        const kind = kindOf(type, formula, dateStyles.has(style));
        if (text.trim() !== '' || kind === 'formula') cells.set(column, { kind, text });
      },
    });
  });
  if (!found) throw new StationError('list-no-sheet');
  return withMerged(collected.rows, merges);
}

function kindOf(type: string, formula: boolean, date: boolean): CellKind {
  if (formula) return 'formula';
  if (type === 'e') return 'error';
  if (type === 'd') return 'date';
  if (type === 'n') return date ? 'date' : 'number';
  return 'text';
}

/** AB12 -> 27 */
function columnOf(reference: string): number {
  let column = 0;
  for (const letter of /^[A-Z]+/.exec(reference)?.[0] ?? '') column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}

/** Lines of merged cells that are looked at: a file can claim billions. */
const MOST_MERGED = 200_000;

/** Cells that a merged one covers look empty in the file; here they say so. */
function withMerged(rows: readonly TableRow[], merges: readonly string[]): readonly TableRow[] {
  const at = new Map(rows.map((row) => [row.line, row.cells as Map<number, Cell>]));
  let left = MOST_MERGED;
  for (const merge of merges) {
    const parts = /^([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})$/.exec(merge);
    if (!parts) continue;
    const [, from = '', top = '', to = '', bottom = ''] = parts;
    const lastColumn = Math.min(columnOf(to), LIST_LIMITS.columns - 1);
    for (let line = Number(top); line <= Number(bottom) && left > 0; line += 1, left -= 1) {
      const cells = at.get(line) ?? new Map<number, Cell>();
      for (let column = columnOf(from); column <= lastColumn; column += 1) if (!cells.has(column)) cells.set(column, { kind: 'merged', text: '' });
    }
  }
  return rows;
}

/** Rows count upwards (ECMA-376, 18.3.1.73): one that stands twice would be two rows of one line, and a person would be told the wrong one. */
function lineAfter(before: number, own: string | undefined): number {
  const line = own === undefined ? before + 1 : Number(own);
  if (!Number.isInteger(line) || line <= before) throw new StationError('list-damaged', 'rows');
  return line;
}
