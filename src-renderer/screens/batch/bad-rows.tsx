import { Button } from 'antd';
import { useCallback, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { BadRowView } from '../../../src-shared/bridge/batch-views.ts';
import { ask } from '../../bridge/station.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { DataTable, type Column } from '../../components/data-table.tsx';
import { ExportButton } from './export-button.tsx';
import { usePages } from './pages.ts';
import { badWords } from './words.ts';

/** The rows that could not be taken: line, what stood there, and why. They can be copied and exported, to be put right. */
export function BadRows({ batchId, total }: { readonly batchId: number; readonly total: number }): ReactElement {
  const { t } = useTranslation(['rooms', 'station', 'errors']);
  const pages = usePages(useCallback((after: number) => ask('batch.bad', { batchId, after }), [batchId]));
  const reason = (row: BadRowView): string => t(`batch.badReason.${row.reason}`) + (row.first === null ? '' : t('batch.bad.first', { line: row.first }));
  const rows = pages.rows ?? [];
  const columns: readonly Column<BadRowView>[] = [
    { key: 'line', title: t('batch.bad.line'), render: (row) => row.line, sort: (row) => row.line, number: true },
    { key: 'value', title: t('batch.bad.value'), render: (row) => <code className="batch-value">{row.value || '—'}</code>, sort: (row) => row.value },
    { key: 'reason', title: t('batch.bad.reason'), render: reason, sort: reason },
  ];
  return (
    <section className="panel whole" data-testid="batch-bad">
      <div className="panel-head">
        <h2>
          {t('batch.bad.title')} <small className="soft">{total}</small>
        </h2>
        <span className="batch-actions">
          <CopyButton text={rows.map((row) => [row.line, row.value, reason(row)].join('\t')).join('\n')} label={t('batch.bad.copy')} />
          <ExportButton batchId={batchId} what="bad" words={() => badWords(t)} label={t('batch.bad.export')} />
        </span>
      </div>
      <div className="batch-scroll">
        <DataTable name="bad-rows" columns={columns} rows={rows} rowKey={(row) => String(row.line)} attributes={(row) => ({ 'data-line': String(row.line), 'data-reason': row.reason })} />
      </div>
      {pages.more ? <Button onClick={pages.loadMore}>{t('more')}</Button> : null}
    </section>
  );
}
