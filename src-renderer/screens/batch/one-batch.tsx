import { App, Button, Segmented } from 'antd';
import { useCallback, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { BATCH_ROW_STATES, type BatchRoomView, type BatchRowState, type BatchRowView, type BatchView } from '../../../src-shared/bridge/batch-views.ts';
import type { Answer } from '../../../src-shared/bridge/channels.ts';
import type { Courier } from '../../../src-shared/domain/couriers.ts';
import { formatYuan } from '../../../src-shared/domain/money.ts';
import { ask } from '../../bridge/station.ts';
import { DataTable, type Column } from '../../components/data-table.tsx';
import { ExportButton } from '../../components/export-button.tsx';
import { firstClick } from '../../components/first-click.ts';
import { ProblemText } from '../../components/problem-text.tsx';
import { dateTime, groupedCount } from '../../components/times.ts';
import { useWaitWord } from '../../components/wait-word.ts';
import { Waybill } from '../../components/waybill.tsx';
import { useStatus } from '../../state/status.ts';
import { useFollowingRows } from './follow-rows.ts';
import { usePages } from './pages.ts';
import { remark, resultWords } from './words.ts';

type OneProps = { readonly batch: BatchView; readonly onRoom: (room: Answer<BatchRoomView>) => void };

/** One batch: how far it is, what can be done about it, and its rows with original and new number side by side. */
export function OneBatch({ batch, onRoom }: OneProps): ReactElement {
  return (
    <div className="panels" data-testid="batch" data-state={batch.state} data-done={batch.rows.done ?? 0} data-total={batch.total}>
      <Progress batch={batch} onRoom={onRoom} />
      <Results batch={batch} />
    </div>
  );
}

const countOf = ({ rows }: BatchView, ...states: readonly BatchRowState[]): number => states.reduce((sum, state) => sum + (rows[state] ?? 0), 0);

function Progress({ batch, onRoom }: OneProps): ReactElement {
  const { t } = useTranslation('rooms');
  const { modal } = App.useApp();
  const [busy, setBusy] = useState(false);
  const over = countOf(batch, 'done', 'skipped', 'failed', 'parked');
  const waiting = countOf(batch, 'waiting');
  const share = batch.total === 0 ? 100 : (over / batch.total) * 100;
  const { batchId, state } = batch;

  async function act(answer: Promise<Answer<BatchRoomView>>): Promise<void> {
    setBusy(true);
    onRoom(await answer);
    setBusy(false);
  }
  const cancel = (): void =>
    void modal.confirm({
      title: t('batch.cancelTitle'), content: t('batch.cancelText', { count: waiting + countOf(batch, 'sent') }), okText: t('batch.cancel'), cancelText: t('batch.keep'), okButtonProps: { danger: true },
      autoFocusButton: 'cancel', centered: true, onOk: () => act(ask('batch.cancel', { batchId })),
    });

  return (
    <section className="panel whole batch-head">
      <div className="panel-head">
        <h2>{batch.name || t('batch.pasted')}</h2>
        <span className="soft">
          {batch.operator} · {dateTime(batch.startedAt ?? batch.at)}
        </span>
        <span className="batch-actions">
          {state === 'running' || state === 'paused' ? (
            <>
              <Button danger disabled={busy} data-testid="batch-cancel" onClick={cancel}>
                {t('batch.cancel')}
              </Button>
              <Button type="primary" loading={busy} data-testid={state === 'paused' ? 'batch-resume' : 'batch-pause'} onClick={firstClick(() => void act(ask('batch.pause', { batchId, paused: state === 'running' })))}>
                {t(state === 'paused' ? 'batch.resume' : 'batch.pause')}
              </Button>
            </>
          ) : null}
        </span>
      </div>
      <div className="batch-progress" data-state={state}>
        <div className="batch-bar" role="progressbar" aria-valuemin={0} aria-valuemax={batch.total} aria-valuenow={over} aria-label={t(`batch.state.${state}`)}>
          <i style={{ width: `${share}%` }} />
        </div>
        <b data-testid="batch-progress">{t('batch.progress', { done: groupedCount(over), total: groupedCount(batch.total) })}</b>
      </div>
      <p className="batch-sentence" data-testid="batch-sentence" aria-live="polite">
        <Sentence batch={batch} />
      </p>
    </section>
  );
}

function Sentence({ batch }: { readonly batch: BatchView }): ReactElement {
  const { t } = useTranslation('rooms');
  const count = (...states: readonly BatchRowState[]): string => groupedCount(countOf(batch, ...states));
  const key = batch.state === 'coming' || batch.state === 'preview' ? 'running' : batch.state;
  return (
    <>
      <b>{t(`batch.state.${batch.state}`)}</b>{' '}
      {t(`batch.sentence.${key}`, {
        total: groupedCount(batch.total), left: count('waiting', 'sent'), open: count('sent'), done: count('done'), skipped: count('skipped'), failed: count('failed'), parked: count('parked'), undone: count('waiting', 'failed', 'parked'),
      })}
    </>
  );
}

function Results({ batch }: { readonly batch: BatchView }): ReactElement {
  const { t } = useTranslation(['rooms', 'station', 'errors']);
  const waitWord = useWaitWord();
  const standsStill = useStatus(({ view }) => view?.standsStill) ?? {};
  const [state, setState] = useState<BatchRowState | 'all'>('all');
  const { batchId } = batch;
  const pages = usePages(useCallback((after: number) => ask('batch.rows', { batchId, state, after }), [batchId, state]));
  useFollowingRows(batch, pages.reload);
  const columns: readonly Column<BatchRowView>[] = [
    { key: 'line', title: t('batch.line'), render: (row) => row.line, number: true },
    { key: 'number', title: t('batch.number'), render: (row) => <NumberOf number={row.number} courier={row.courier} /> },
    { key: 'replacement', title: t('batch.replacement'), render: (row) => (row.replacement ? <NumberOf number={row.replacement} courier={row.newCourier} /> : <span className="soft">—</span>) },
    { key: 'state', title: t('batch.status'), render: (row) => <span className="batch-state" data-state={row.state}>{t(`batch.row.${row.state}`)}</span> },
    { key: 'reason', title: t('batch.reason'), render: (row) => <span className="soft">{remark(row, t, waitWord, standsStill)}</span> },
    { key: 'store', title: t('batch.store'), render: (row) => row.store ?? '' },
    { key: 'order', title: t('batch.order'), render: (row) => <span className="when">{row.orderNumber ?? ''}</span> },
    { key: 'charged', title: t('batch.charged'), render: (row) => (row.charged > 0 ? formatYuan(row.charged) : ''), number: true },
  ];
  const shown = BATCH_ROW_STATES.filter((one) => (batch.rows[one] ?? 0) > 0);
  return (
    <section className="panel whole">
      <div className="panel-head">
        <Segmented<BatchRowState | 'all'>
          value={state}
          onChange={setState}
          options={[{ value: 'all', label: `${t('batch.all')} ${groupedCount(batch.total)}` }, ...shown.map((one) => ({ value: one, label: `${t(`batch.row.${one}`)} ${groupedCount(batch.rows[one] ?? 0)}` }))]}
        />
        <ExportButton name="results" label={t('export')} write={() => ask('batch.export', { batchId, what: 'results', ...resultWords(t) })} />
      </div>
      {pages.problem ? (
        <div className="room-problem" role="alert">
          <ProblemText problem={pages.problem} />
        </div>
      ) : null}
      {pages.rows?.length === 0 ? (
        <p className="soft">{t('batch.noRows')}</p>
      ) : (
        <DataTable name="batch-rows" columns={columns} rows={pages.rows ?? []} rowKey={(row) => String(row.line)} attributes={(row) => ({ 'data-line': String(row.line), 'data-row-state': row.state })} />
      )}
      {pages.more ? <Button onClick={pages.loadMore}>{t('more')}</Button> : null}
    </section>
  );
}

function NumberOf({ number, courier }: { readonly number: string; readonly courier: Courier | null }): ReactElement {
  const { t } = useTranslation('station');
  return (
    <span className="batch-number">
      <Waybill number={number} />
      <small className="soft">{courier ? t(`courier.${courier}`) : ''}</small>
    </span>
  );
}
