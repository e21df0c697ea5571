import { useState, type ReactElement, type ReactNode } from 'react';

export type Column<R> = {
  readonly key: string;
  readonly title: string;
  readonly render: (row: R) => ReactNode;
  /** What the column is sorted by; a column without it cannot be sorted. */
  readonly sort?: (row: R) => number | string;
  /** Numbers and money are right-aligned. */
  readonly number?: boolean;
  /** What can be done about a row: in view also where the table is wider than its room. */
  readonly ways?: boolean;
  readonly total?: ReactNode;
};

type TableProps<R> = { readonly name: string; readonly columns: readonly Column<R>[]; readonly rows: readonly R[]; readonly rowKey: (row: R) => string; readonly attributes?: (row: R) => Record<`data-${string}`, string> };

/** A dense table with a header that stays, sorting by a click on it, and totals below. */
export function DataTable<R>({ name, columns, rows, rowKey, attributes }: TableProps<R>): ReactElement {
  const [order, setOrder] = useState<{ readonly key: string; readonly down: boolean } | null>(null);
  const sorted = sortRows(rows, columns.find((column) => column.key === order?.key)?.sort, order?.down ?? false);
  const totals = columns.some((column) => column.total !== undefined);

  const turn = (key: string): void => setOrder((now) => (now?.key !== key ? { key, down: true } : now.down ? { key, down: false } : null));
  return (
    <table className="data" data-testid={`table-${name}`}>
      <thead>
        <tr>
          {columns.map(({ key, title, sort, ...kind }) => (
            <th key={key} className={classOf(kind)} aria-sort={order?.key !== key ? undefined : order.down ? 'descending' : 'ascending'}>
              {sort ? (
                <button type="button" onClick={() => turn(key)}>
                  {title} <span aria-hidden="true">{order?.key !== key ? '' : order.down ? '▼' : '▲'}</span>
                </button>
              ) : (
                title
              )}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {sorted.map((row) => (
          <tr key={rowKey(row)} {...attributes?.(row)}>
            {columns.map(({ key, render, ...kind }) => (
              <td key={key} className={classOf(kind)}>
                {render(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
      {totals ? (
        <tfoot>
          <tr>
            {columns.map(({ key, total, ...kind }) => (
              <td key={key} className={classOf(kind)}>
                {total}
              </td>
            ))}
          </tr>
        </tfoot>
      ) : null}
    </table>
  );
}

const classOf = ({ number, ways }: { readonly number?: boolean; readonly ways?: boolean }): string | undefined => (number ? 'number' : ways ? 'ways' : undefined);

export function sortRows<R>(rows: readonly R[], by: ((row: R) => number | string) | undefined, down: boolean): readonly R[] {
  if (!by) return rows;
  const compare = (a: number | string, b: number | string): number => (typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), 'zh-CN'));
  return rows.toSorted((a, b) => (down ? -1 : 1) * compare(by(a), by(b)));
}
