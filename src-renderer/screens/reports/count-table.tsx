import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { SendCount } from '../../../src-shared/bridge/views.ts';
import { formatYuan } from '../../../src-shared/domain/money.ts';
import { DataTable, type Column } from '../../components/data-table.tsx';
import { groupedCount } from '../../components/times.ts';

type CountProps = { readonly name: string; readonly title: string; readonly rows: readonly SendCount[]; readonly word: (key: string) => string };

export function CountTable({ name, title, rows, word }: CountProps): ReactElement {
  const { t } = useTranslation('rooms');
  const count = rows.reduce((sum, row) => sum + row.count, 0);
  const spent = rows.reduce((sum, row) => sum + row.spent, 0);
  const columns: readonly Column<SendCount>[] = [
    { key: 'key', title, render: (row) => word(row.key), sort: (row) => word(row.key), total: t('total') },
    { key: 'count', title: t('reports.count'), render: (row) => groupedCount(row.count), sort: (row) => row.count, number: true, total: groupedCount(count) },
    { key: 'spent', title: t('reports.spent'), render: (row) => formatYuan(row.spent), sort: (row) => row.spent, number: true, total: formatYuan(spent) },
  ];
  return (
    <section className="panel quarter">
      <DataTable name={name} columns={columns} rows={rows} rowKey={(row) => row.key} />
    </section>
  );
}
