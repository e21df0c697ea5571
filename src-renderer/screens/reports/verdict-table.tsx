import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { TodaySends } from '../../../src-shared/bridge/views.ts';
import { VERDICTS, type Verdict } from '../../../src-shared/domain/verdict.ts';
import { DataTable, type Column } from '../../components/data-table.tsx';
import { VerdictIcon } from '../../components/verdict-icon.tsx';
import { groupedCount } from '../../components/times.ts';

export function VerdictTable({ scans }: { readonly scans: TodaySends['scans'] }): ReactElement {
  const { t } = useTranslation(['rooms', 'station']);
  const total = VERDICTS.reduce((sum, verdict) => sum + scans[verdict], 0);
  const columns: readonly Column<Verdict>[] = [
    { key: 'verdict', title: t('reports.byVerdict'), render: (verdict) => <Word verdict={verdict} />, total: t('total') },
    { key: 'count', title: t('reports.scans'), render: (verdict) => groupedCount(scans[verdict]), sort: (verdict) => scans[verdict], number: true, total: groupedCount(total) },
  ];
  return (
    <section className="panel quarter">
      <DataTable name="verdict" columns={columns} rows={VERDICTS} rowKey={(verdict) => verdict} />
    </section>
  );
}

function Word({ verdict }: { readonly verdict: Verdict }): ReactElement {
  const { t } = useTranslation('station');
  return (
    <span className="verdict-name">
      <VerdictIcon verdict={verdict} small /> {t(`verdict.${verdict}`)}
    </span>
  );
}
