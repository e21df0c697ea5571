import { Modal } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Difference, ReconciliationView } from '../../../src-shared/bridge/views.ts';
import { formatYuan } from '../../../src-shared/domain/money.ts';
import { DataTable, type Column } from '../../components/data-table.tsx';
import { RoomState } from '../../components/room-state.tsx';
import { dateTime } from '../../components/times.ts';
import { useAnswer } from '../../components/use-answer.ts';
import { Waybill } from '../../components/waybill.tsx';

/** 对账: both sides of this station's journal, asked for anew each time it is opened. */
export function ReconcileDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation('rooms');
  return (
    <Modal open={open} title={t('reconcile.title')} footer={null} width={1080} destroyOnHidden onCancel={onClose}>
      <Both />
    </Modal>
  );
}

function Both(): ReactElement {
  const answer = useAnswer('wallet.reconcile');
  return <RoomState answer={answer}>{(view) => <Sides view={view} />}</RoomState>;
}

function Sides({ view }: { readonly view: ReconciliationView }): ReactElement {
  const { t } = useTranslation('rooms');
  const columns: readonly Column<Difference>[] = [
    { key: 'sequence', title: t('reconcile.sequence'), render: (row) => row.sequence, number: true },
    { key: 'at', title: t('wallet.at'), render: (row) => <span className="when">{row.at === null ? '—' : dateTime(row.at)}</span> },
    { key: 'kind', title: t('reconcile.kind'), render: (row) => (row.kind === null ? '—' : t(`reconcile.kinds.${row.kind}`)) },
    { key: 'number', title: t('wallet.number'), render: (row) => (row.number === null ? '—' : <Waybill number={row.number} />) },
    { key: 'amount', title: t('wallet.amount'), render: (row) => (row.amount === 0 ? '—' : formatYuan(row.amount)), number: true },
    { key: 'why', title: t('reconcile.why'), render: (row) => t(`reconcile.whys.${row.why}`, { review: row.review ?? '' }) },
  ];
  return (
    <div data-testid="reconcile" data-differences={view.differences.length + view.more}>
      {view.differences.length === 0 ? (
        <p className="compare-note service-on">✔ {t('reconcile.agree', { count: view.entriesHere })}</p>
      ) : (
        <>
          <p className="soft">{t('reconcile.counts', { here: view.entriesHere, there: view.entriesThere })}</p>
          <DataTable name="differences" columns={columns} rows={view.differences} rowKey={(row) => String(row.sequence)} attributes={(row) => ({ 'data-why': row.why })} />
          {view.more > 0 ? <p className="soft">{t('reconcile.more', { count: view.more })}</p> : null}
        </>
      )}
    </div>
  );
}
