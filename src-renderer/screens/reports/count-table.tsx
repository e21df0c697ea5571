import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobCount, SendCount } from '../../../src-shared/bridge/views.ts';
import { formatYuan } from '../../../src-shared/domain/money.ts';
import { DataTable, type Column } from '../../components/data-table.tsx';
import { groupedCount } from '../../components/times.ts';

/** `order`: what the first column is sorted by, where it is not its word. */
type CountProps<R> = { readonly name: string; readonly title: string; readonly rows: readonly R[]; readonly word: (row: R) => string; readonly order?: (row: R) => number };
type Count = Omit<SendCount, 'key'>;

/** Parcels that left, and beside them the jobs that were finished and what they cost. */
export function SendTable<R extends SendCount>(props: CountProps<R>): ReactElement {
  const { t } = useTranslation('rooms');
  return <Counts {...props} counted={[counts<R>('parcels', t('reports.parcels'), props.rows), ...useJobColumns(props.rows)]} />;
}

/** A kind of work is no parcel's. */
export function JobTable<R extends JobCount>(props: CountProps<R>): ReactElement {
  return <Counts {...props} counted={useJobColumns(props.rows)} />;
}

function useJobColumns<R extends JobCount>(rows: readonly R[]): readonly Column<R>[] {
  const { t } = useTranslation('rooms');
  return [counts<R>('jobs', t('reports.jobs'), rows), counts<R>('spent', t('reports.spent'), rows, formatYuan)];
}

function counts<R extends Partial<Count>>(key: keyof Count, title: string, rows: readonly R[], shown: (count: number) => string = groupedCount): Column<R> {
  const of = (row: R): number => row[key] ?? 0;
  return { key, title, render: (row) => shown(of(row)), sort: of, number: true, total: shown(rows.reduce((sum, row) => sum + of(row), 0)) };
}

function Counts<R extends JobCount>({ name, title, rows, word, order, counted }: CountProps<R> & { readonly counted: readonly Column<R>[] }): ReactElement {
  const { t } = useTranslation('rooms');
  const columns: readonly Column<R>[] = [{ key: 'key', title, render: word, sort: order ?? word, total: t('total') }, ...counted];
  return (
    <section className="panel quarter">
      <DataTable name={name} columns={columns} rows={rows} rowKey={(row) => row.key} attributes={(row) => ({ 'data-key': row.key })} />
    </section>
  );
}
