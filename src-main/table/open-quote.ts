import type { Cell } from './table.ts';

/**
 * A quotation mark that nobody shut makes one cell of the rows after it, as far as the next one. The lines in such a cell, as the rows that they would be: whether one
 * of them is a parcel is said by the column of the numbers, which only a reader of lists knows. A text that has several lines of its own has mostly none.
 */
export function rowsWithin(text: string, column: number, delimiter: string): readonly ReadonlyMap<number, Cell>[] {
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.length === 1) return [];
  return lines.flatMap((line, at) => {
    // A line of a row has what divides its cells, or a mark around one; the first line goes on from the cell's own column.
    if (!line.includes(delimiter) && !line.includes('"')) return [];
    const cells = line.split(delimiter).map((cell, place): [number, Cell] => [at === 0 ? column + place : place, { kind: 'text', text: cell.replaceAll('"', '') }]);
    return [new Map(at === 0 ? cells.slice(1) : cells)];
  });
}
