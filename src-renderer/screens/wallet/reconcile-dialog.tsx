import { ReloadOutlined } from '@ant-design/icons';
import { Button, Modal } from 'antd';
import { useEffect, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReconciliationView } from '../../../src-shared/bridge/books-views.ts';
import { groupedCount } from '../../components/times.ts';
import { RoomState } from '../../components/room-state.tsx';
import { useAnswer } from '../../components/use-answer.ts';
import { useStatus } from '../../state/status.ts';
import { booksState } from './books-state.ts';
import { BooksTable } from './books-table.tsx';
import { Differences } from './differences.tsx';

type DialogProps = { readonly open: boolean; readonly onClose: () => void; /** The sums have been heard anew. */ readonly onHeard: () => void };

/** 对账: both sides of this station's books, asked for anew each time it is opened. */
export function ReconcileDialog({ open, onClose, onHeard }: DialogProps): ReactElement {
  const { t } = useTranslation('rooms');
  return (
    <Modal open={open} title={t('reconcile.title')} footer={null} width="min(1500px, 97vw)" className="reconcile-dialog" destroyOnHidden onCancel={onClose}>
      <Both onHeard={onHeard} />
    </Modal>
  );
}

function Both({ onHeard }: Pick<DialogProps, 'onHeard'>): ReactElement {
  const { t } = useTranslation('rooms');
  const answer = useAnswer('wallet.reconcile');
  // The wallet behind must not say anything else than what is read here.
  useEffect(() => {
    if (answer.at !== null) onHeard();
  }, [answer.at, onHeard]);
  return (
    <>
      {answer.loading ? <Progress /> : null}
      <RoomState answer={answer}>{(view) => <Sides view={view} />}</RoomState>
      {answer.value ? (
        <Button icon={<ReloadOutlined />} loading={answer.loading} data-testid="reconcile-again" onClick={() => void answer.reload()}>
          {t('reconcile.again')}
        </Button>
      ) : null}
    </>
  );
}

function Progress(): ReactElement {
  const { t } = useTranslation('rooms');
  const progress = useStatus((status) => status.view?.reconciling ?? null);
  return (
    <p className="soft" role="status" data-testid="reconciling">
      {progress && progress.of > 0 ? t('reconcile.comparingOf', { looked: groupedCount(progress.looked), of: groupedCount(progress.of) }) : t('reconcile.comparing')}
    </p>
  );
}

function Sides({ view }: { readonly view: ReconciliationView }): ReactElement {
  const { t } = useTranslation('rooms');
  const count = view.differences.length + view.more;
  const same = booksState(view) === 'same';
  if (count === 0 && view.entriesHere + view.entriesThere === 0) return <p className="soft" data-testid="reconcile" data-differences="0">{t('reconcile.empty')}</p>;
  return (
    <div data-testid="reconcile" data-differences={count} data-same={same}>
      {count === 0 ? (
        <p className="compare-note service-on">✔ {t('reconcile.agree', { count: view.entriesHere })}</p>
      ) : (
        <>
          <p className={same ? 'compare-note service-on' : 'compare-note'}>{same ? `✔ ${t('reconcile.sumsAgree')}` : t('reconcile.sumsDiffer')}</p>
          <div className="reconcile-sums"><BooksTable name="reconcile-sums" books={view} /></div>
          <p className="soft">{t('reconcile.counts', { here: groupedCount(view.entriesHere), there: groupedCount(view.entriesThere) })}</p>
          <Differences differences={view.differences} />
          {view.more > 0 ? <p className="soft">{t('reconcile.more', { count: view.more })}</p> : null}
        </>
      )}
    </div>
  );
}
