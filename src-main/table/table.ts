import { LIST_LIMITS } from '../../src-shared/domain/list.ts';
import { StationError } from '../../src-shared/errors/codes.ts';

/** `number`: a cell that a table program keeps as a number; its text is what stands in the file. */
export type CellKind = 'text' | 'number' | 'formula' | 'date' | 'error' | 'merged';
export type Cell = { readonly kind: CellKind; readonly text: string };
/** `line`: the row's number as the table program shows it, from 1. Cells that are empty are missing. `isHidden`: nobody sees it there, where a filter is on for one. `within`: the lines of a cell of it that may be rows, empty where each cell has one (open-quote.ts). */
export type TableRow = { readonly line: number; readonly cells: ReadonlyMap<number, Cell>; readonly isHidden: boolean; readonly within: string };

/** Collects the rows that hold something. Throws StationError `list-too-long` beyond what a list may have. */
export function collectRows() {
  const rows: TableRow[] = [];
  return {
    rows: rows as readonly TableRow[],
    add(line: number, cells: ReadonlyMap<number, Cell>, { isHidden = false, within = '' }: Partial<TableRow> = {}): void {
      if (cells.size === 0) return;
      // Headings and titles are not parcels.
      if (rows.length >= LIST_LIMITS.rows + 20) throw new StationError('list-too-long', String(LIST_LIMITS.rows));
      rows.push({ line, cells, isHidden, within });
    },
  };
}

/** A huge cell is no number, and nobody needs the rest of it to see that. */
export const cut = (text: string): string => (text.length > LIST_LIMITS.cell ? text.slice(0, LIST_LIMITS.cell) : text);
