import { Button } from 'antd';
import { useCallback, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { BatchRoomView, BatchView } from '../../../src-shared/bridge/batch-views.ts';
import type { Answer } from '../../../src-shared/bridge/channels.ts';
import { ask } from '../../bridge/station.ts';
import { AlertIcon, CheckIcon } from '../../components/icons.tsx';
import { groupedCount } from '../../components/times.ts';
import { Waybill } from '../../components/waybill.tsx';
import { BadRows } from './bad-rows.tsx';
import { usePages } from './pages.ts';

const SHOWN = 12;
type PreviewProps = { readonly batch: BatchView; readonly onRoom: (room: Answer<BatchRoomView>) => void; readonly onDiscarded: () => void };

/** What was read, and what could not be: nothing is converted before a person says so. */
export function Preview({ batch, onRoom, onDiscarded }: PreviewProps): ReactElement {
  const { t } = useTranslation(['rooms', 'station']);
  const [busy, setBusy] = useState(false);
  const { batchId } = batch;
  const first = usePages(useCallback((after: number) => ask('batch.rows', { batchId, state: 'all', after }), [batchId]));

  async function start(): Promise<void> {
    setBusy(true);
    onRoom(await ask('batch.start', { batchId }));
    setBusy(false);
  }
  async function discard(): Promise<void> {
    setBusy(true);
    const room = await ask('batch.discard', { batchId });
    setBusy(false);
    onRoom(room);
    if (room.ok) onDiscarded();
  }

  return (
    <div className="panels" data-testid="batch-preview" data-good={batch.total} data-bad={batch.bad}>
      <section className="panel whole batch-head">
        <div className="batch-sums">
          <h2>{batch.name || t('batch.pasted')}</h2>
          <p className="batch-good">
            <CheckIcon /> {t('batch.preview.good', { count: batch.total })}
          </p>
          {batch.bad > 0 ? (
            <p className="batch-bad">
              <AlertIcon /> {t('batch.preview.bad', { count: batch.bad })}
            </p>
          ) : null}
        </div>
        <Headings batch={batch} />
        <div className="batch-actions">
          <Button disabled={busy} data-testid="batch-discard" onClick={() => void discard()}>
            {t('batch.preview.discard')}
          </Button>
          {batch.total > 0 ? (
            <Button type="primary" loading={busy} data-testid="batch-start" onClick={() => void start()}>
              {t('batch.preview.start', { n: groupedCount(batch.total) })}
            </Button>
          ) : null}
        </div>
        {batch.total === 0 ? <p className="soft">{t('batch.preview.nothing')}</p> : null}
      </section>
      {batch.bad > 0 ? <BadRows batchId={batchId} total={batch.bad} /> : null}
      {batch.total > 0 ? (
        <section className="panel whole">
          <h2>{t('batch.preview.first', { count: Math.min(SHOWN, batch.total) })}</h2>
          <ul className="batch-first">
            {(first.rows ?? []).slice(0, SHOWN).map((row) => (
              <li key={row.line}>
                <span className="soft">{row.line}</span> <Waybill number={row.number} /> <span>{row.courier ? t(`station:courier.${row.courier}`) : ''}</span>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  );
}

function Headings({ batch }: { readonly batch: BatchView }): ReactElement {
  const { t } = useTranslation('rooms');
  return (
    <div className="batch-headings">
      <span className="soft">{t('batch.preview.columns')}</span>
      {batch.headings.length === 0 ? <span>{t('batch.preview.noHeadings')}</span> : null}
      {batch.headings.map(({ title, column }, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- a heading is its place, and two may read the same
        <span key={at} className={column ? 'batch-heading known' : 'batch-heading'}>
          {title} {column ? '→' : null} <b>{column ? t(`batch.column.${column}`) : t('batch.preview.unused')}</b>
        </span>
      ))}
    </div>
  );
}
