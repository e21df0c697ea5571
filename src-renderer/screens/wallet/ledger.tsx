import { Button, Skeleton } from 'antd';
import { useCallback, useEffect, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../../src-shared/errors/codes.ts';
import { formatYuan } from '../../../src-shared/domain/money.ts';
import { ask } from '../../bridge/station.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { DataTable, type Column } from '../../components/data-table.tsx';
import { ProblemText } from '../../components/problem-text.tsx';
import { Waybill } from '../../components/waybill.tsx';
import { When } from '../../components/when.tsx';
import { newestPages, withNewest, withOlder, type Page, type Pages } from './ledger-pages.ts';

type Row = Page['items'][number];

const pageAt = (cursor: string) => ask('wallet.ledger', { cursor });

/** 账本: what the account API keeps, page after page. `at`: when the wallet was last heard; the newest rows are asked for again then, and what was loaded below them stays. */
export function Ledger({ at }: { readonly at: number }): ReactElement {
  const { t } = useTranslation('rooms');
  const [pages, setPages] = useState<Pages | null>(null);
  const [loading, setLoading] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const shown = useRef<Pages | null>(null);

  const show = useCallback((next: Pages) => {
    shown.current = next;
    setPages(next);
  }, []);

  /** `isWanted` says whether no later look has begun. */
  const look = useCallback(
    async (isWanted: () => boolean) => {
      const answer = await newestPages(pageAt, shown.current);
      if (!isWanted()) return;
      setProblem(answer.ok ? null : answer.problem);
      if (answer.ok) show(withNewest(shown.current, answer.value));
    },
    [show],
  );
  useEffect(() => {
    let newest: number | null = at;
    void look(() => newest === at);
    return () => void (newest = null);
  }, [at, look]);

  async function load(cursor: string): Promise<void> {
    setLoading(true);
    const answer = await pageAt(cursor);
    setLoading(false);
    setProblem(answer.ok ? null : answer.problem);
    // The list may have begun anew meanwhile.
    if (answer.ok && shown.current?.next === cursor) show(withOlder(shown.current, answer.value));
  }

  return (
    <section className="panel whole" data-testid="ledger">
      <h2>{t('wallet.ledger')}</h2>
      {problem ? (
        <div className="room-problem" role="alert">
          <ProblemText problem={problem} />
          <Button loading={loading} onClick={() => void look(() => true)}>
            {t('retry')}
          </Button>
        </div>
      ) : null}
      {pages ? pages.rows.length === 0 ? <p className="soft">{t('wallet.ledgerEmpty')}</p> : <Rows rows={pages.rows} /> : problem ? null : <Skeleton active paragraph={{ rows: 5 }} />}
      {pages?.more ? (
        <p className="ledger-more">
          <Button loading={loading} data-testid="ledger-more" onClick={() => void load(pages.next)}>
            {t('more')}
          </Button>
        </p>
      ) : null}
    </section>
  );
}

function Rows({ rows }: { readonly rows: readonly Row[] }): ReactElement {
  const { t } = useTranslation(['rooms', 'station']);
  const columns: readonly Column<Row>[] = [
    { key: 'at', title: t('wallet.at'), render: (row) => <When at={row.at} />, sort: (row) => row.at },
    { key: 'kind', title: t('wallet.kind'), render: (row) => <Kind row={row} />, sort: (row) => row.kind },
    { key: 'station', title: t('wallet.station'), render: (row) => (row.stationName === null ? '—' : <span className="ledger-station">{row.stationName}</span>), sort: (row) => row.stationName ?? '' },
    { key: 'number', title: t('wallet.number'), render: (row) => <Number number={row.number} /> },
    { key: 'work', title: t('wallet.work'), render: (row) => (row.work === null ? '—' : t(`station:jobKind.${row.work}`)) },
    { key: 'charged', title: t('wallet.charged'), render: (row) => (row.charged === 0 ? '—' : formatYuan(row.charged)), sort: (row) => row.charged, number: true },
    { key: 'effect', title: t('wallet.effect'), render: (row) => signed(row.amount), sort: (row) => row.amount, number: true },
    { key: 'balance', title: t('wallet.balance'), render: (row) => formatYuan(row.balance), number: true },
  ];
  return <DataTable name="ledger" columns={columns} rows={rows} rowKey={(row) => row.id} attributes={(row) => ({ 'data-kind': row.kind, 'data-amount': String(row.amount) })} />;
}

function Number({ number }: { readonly number: string | null }): ReactElement {
  const { t } = useTranslation('rooms');
  if (number === null) return <>—</>;
  return (
    <span className="ledger-number">
      <Waybill number={number} /> <CopyButton text={number} label={t('wallet.number')} />
    </span>
  );
}

/** A refund says why: a message that nobody got, or work that another station had charged already. */
function Kind({ row }: { readonly row: Row }): ReactElement {
  const { t } = useTranslation('rooms');
  return (
    <>
      {t(`wallet.entry.${row.kind}`)} {row.reason ? <small className="soft">{t(`wallet.refundReason.${row.reason}`)}</small> : null}
    </>
  );
}

const signed = (amount: number): string => (amount === 0 ? '—' : amount > 0 ? `+${formatYuan(amount)}` : formatYuan(amount));
