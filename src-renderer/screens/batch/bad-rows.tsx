import { Button } from 'antd';
import { useCallback, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { BadRowView } from '../../../src-shared/bridge/batch-views.ts';
import { ask } from '../../bridge/station.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { DataTable, type Column } from '../../components/data-table.tsx';
import { ExportButton } from '../../components/export-button.tsx';
import { usePages } from './pages.ts';
import { badWords } from './words.ts';

/** The rows that could not be taken: line, what stood there, and why. They can be copied and exported, to be put right. */
export function BadRows({ batchId, total }: { readonly batchId: number; readonly total: number }): ReactElement {
  const { t } = useTranslation(['rooms', 'station', 'errors']);
  const pages = usePages(useCallback((after: number) => ask('batch.bad', { batchId, after }), [batchId]));
  const reason = (row: BadRowView): string => t(`batch.badReason.${row.reason}`) + (row.first === null ? '' : t('batch.bad.first', { line: row.first }));
  const rows = pages.rows ?? [];
  /** All of them, not only those that are shown; what can't be read any more ends it. */
  async function all(): Promise<string> {
    const lines: string[] = [];
    for (let after = 0; ; ) {
      const page = await ask('batch.bad', { batchId, after });
      const read = page.ok ? page.value : [];
      lines.push(...read.map((row) => [row.line, row.value, reason(row)].join('\t')));
      const last = read.at(-1);
      if (!last) return lines.join('\n');
      after = last.line;
    }
  }
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
          <CopyButton text={all} label={t('batch.bad.copy', { count: total })} />
          <ExportButton name="bad" label={t('batch.bad.export')} write={() => ask('batch.export', { batchId, what: 'bad', ...badWords(t) })} />
        </span>
      </div>
      <div className="batch-scroll">
        <DataTable name="bad-rows" columns={columns} rows={rows} rowKey={(row) => String(row.line)} attributes={(row) => ({ 'data-line': String(row.line), 'data-reason': row.reason })} />
      </div>
      {pages.more ? <Button onClick={pages.loadMore}>{t('more')}</Button> : null}
    </section>
  );
}
