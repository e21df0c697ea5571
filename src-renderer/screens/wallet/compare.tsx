import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { WalletView } from '../../../src-shared/bridge/views.ts';
import { formatYuan } from '../../../src-shared/domain/money.ts';
import { DataTable, type Column } from '../../components/data-table.tsx';
import { useSession } from '../../state/session.ts';

type Line = { readonly item: 'lent' | 'captured' | 'held' | 'refunded' | 'unreported'; readonly own: number; readonly platform: number | null };

/** This station's books beside the platform's. They differ by what has not been reported yet, and by nothing else. */
export function Compare({ wallet }: { readonly wallet: WalletView }): ReactElement {
  const { t } = useTranslation('rooms');
  const name = useSession((session) => session.view?.station);
  // The platform knows a station's money by the leases that carry its name; what was refunded it keeps per account.
  const leases = wallet.leases.filter((lease) => lease.station === name);
  const there = (of: (lease: WalletView['leases'][number]) => number): number | null => (leases.length === 0 ? null : leases.reduce((sum, lease) => sum + of(lease), 0));
  const lines: readonly Line[] = [
    { item: 'lent', own: wallet.station.lent, platform: there((lease) => lease.amount) },
    { item: 'captured', own: wallet.station.captured, platform: there((lease) => lease.captured) },
    { item: 'held', own: wallet.station.held, platform: null },
    { item: 'refunded', own: wallet.station.refunded, platform: null },
    { item: 'unreported', own: wallet.station.unreported, platform: null },
  ];
  const columns: readonly Column<Line>[] = [
    { key: 'item', title: t('wallet.item'), cell: (line) => t(`wallet.${line.item}`) },
    { key: 'own', title: t('wallet.own'), cell: (line) => formatYuan(line.own), number: true },
    { key: 'platform', title: t('wallet.platform'), cell: (line) => (line.platform === null ? '—' : formatYuan(line.platform)), number: true },
  ];
  return (
    <section className="panel quarter">
      <h2>{t('wallet.compare')}</h2>
      <DataTable name="compare" columns={columns} rows={lines} rowKey={(line) => line.item} attributes={(line) => ({ 'data-item': line.item, 'data-own': String(line.own), 'data-platform': String(line.platform ?? '') })} />
      <p className={wallet.station.unreported === 0 ? 'compare-note service-on' : 'compare-note soft'}>{wallet.station.unreported === 0 ? `✔ ${t('wallet.same')}` : t('wallet.reporting')}</p>
    </section>
  );
}
