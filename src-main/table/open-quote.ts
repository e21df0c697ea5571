/** Between the cells of a line. No text has it; what divides the cells of a list is another in each. */
const NEXT_CELL = '\u001f';
const LINE_END = /\r\n|\n|\r/;

export const hasLines = (text: string): boolean => LINE_END.test(text);
/** The mark that was to open a cell of a row further down has shut this one, and stands before what was in that cell. */
const isShutByANext = (text: string): boolean => text.split(LINE_END).at(-1)?.includes('"') === true;

/**
 * A quotation mark that nobody shut makes one cell of the rows after it, as far as the next one; the last of them goes on in the record's next cells. The record as
 * the lines that it may have been, empty where it has one only: whether one of them is a parcel is said by the column of the numbers, which only a reader of lists
 * knows. A record that is no wider than `widest`, the others' most cells, has none of another row's behind a text of several lines: they are its own.
 */
export function linesWithin(record: readonly string[], delimiter: string, widest: number): string {
  const last = record.findLastIndex(hasLines);
  if (last < 0) return '';
  const goesOn = record.length > widest || record.some((cell) => hasLines(cell) && isShutByANext(cell));
  const cells = goesOn ? record : record.slice(0, last + 1);
  // replaceAll would keep a string of as many pieces: of 20 MB of such texts some hundreds in memory.
  return cells.join(delimiter).split(delimiter).join(NEXT_CELL);
}

/** What stands in a column of such lines, without marks. Of lines that have no other cell and no mark, which are mostly lines of a text, only where `alone`. */
export function* cellsWithin(lines: string, column: number, alone: boolean): Generator<string> {
  for (const line of lines.split(LINE_END)) {
    // ="0012" has lost one mark or two to the cell that it stands in.
    if (alone || line.includes(NEXT_CELL) || line.includes('"')) yield line.split(NEXT_CELL, column + 1)[column]?.replaceAll('"', '').replace(/^\s*=/, '') ?? '';
  }
}

/** The first line of a cell that holds something: the row's own, where a mark has drawn others into it. */
export const ownLine = (text: string): string => text.trim().split(LINE_END, 1)[0] ?? '';
