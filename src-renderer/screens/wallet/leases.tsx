import { Button } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { WalletView } from '../../../src-shared/bridge/views.ts';
import { formatYuan } from '../../../src-shared/domain/money.ts';
import type { Problem } from '../../../src-shared/errors/codes.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { DataTable, type Column } from '../../components/data-table.tsx';
import { RoomProblem } from '../../components/room-problem.tsx';
import { When } from '../../components/when.tsx';
import { mayTakeBack } from './may-take-back.ts';
import { shortened } from './shortened.ts';
import { WriteOff } from './write-off.tsx';

type Lease = WalletView['leases'][number];

/** What was lent to each station, and how much of it was used. */
export function Leases({ leases, reload }: { readonly leases: readonly Lease[]; readonly reload: () => Promise<void> }): ReactElement {
  const { t } = useTranslation('rooms');
  const [all, setAll] = useState(false);
  const [failed, setFailed] = useState<{ readonly leaseId: string; readonly problem: Problem } | null>(null);
  const rows = all ? leases : shortened(leases);
  const sum = (of: (lease: Lease) => number): string => formatYuan(leases.reduce((total, lease) => total + of(lease), 0));
  const columns: readonly Column<Lease>[] = [
    { key: 'station', title: t('wallet.station'), render: (lease) => lease.station, sort: (lease) => lease.station, total: t('total') },
    { key: 'state', title: t('wallet.state'), render: (lease) => <State state={lease.state} />, sort: (lease) => lease.state },
    { key: 'until', title: t('wallet.until'), render: (lease) => <When at={lease.spendUntil} />, sort: (lease) => lease.spendUntil },
    { key: 'amount', title: t('wallet.amount'), render: (lease) => formatYuan(lease.amount), sort: (lease) => lease.amount, number: true, total: sum((lease) => lease.amount) },
    { key: 'used', title: t('wallet.used'), render: (lease) => formatYuan(lease.captured), sort: (lease) => lease.captured, number: true, total: sum((lease) => lease.captured) },
    { key: 'id', title: '', render: (lease) => <CopyButton text={lease.leaseId} label={t('wallet.leaseId')} /> },
    { key: 'write-off', title: '', render: (lease) => (mayTakeBack(lease) ? <WriteOff lease={lease} reload={reload} onProblem={(problem) => setFailed(problem && { leaseId: lease.leaseId, problem })} /> : null) },
  ];
  return (
    <section className="panel half leases">
      <h2>{t('wallet.leases')}</h2>
      {failed && leases.some((lease) => lease.leaseId === failed.leaseId && mayTakeBack(lease)) ? <RoomProblem problem={failed.problem} /> : null}
      {leases.length === 0 ? <p className="soft">{t('wallet.leasesEmpty')}</p> : <DataTable name="leases" columns={columns} rows={rows} rowKey={(lease) => lease.leaseId} attributes={(lease) => ({ 'data-state': lease.state })} />}
      {rows.length < leases.length ? (
        <p className="ledger-more">
          <Button data-testid="all-leases" onClick={() => setAll(true)}>{t('wallet.allLeases', { count: leases.length })}</Button>
        </p>
      ) : null}
    </section>
  );
}

/** One that this version does not know says so: nothing is done about it here. */
function State({ state }: Pick<Lease, 'state'>): ReactElement {
  const { t } = useTranslation('rooms');
  return (
    <>
      {t(`wallet.lease.${state}`)}
      {state === 'other' ? <small className="difference-more">{t('wallet.leaseOther')}</small> : null}
    </>
  );
}
