import { Button } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { WalletView } from '../../../src-shared/bridge/views.ts';
import { formatYuan } from '../../../src-shared/domain/money.ts';
import { DataTable, type Column } from '../../components/data-table.tsx';
import { booksAgree } from './books-agree.ts';

type Line = { readonly item: 'lent' | 'captured' | 'refunded' | 'held' | 'unreported'; readonly own: number; readonly platform: number | null };

/** This station's books beside the platform's. They differ by what has not been reported yet, and by nothing else. `onReconcile` opens the same entry by entry. */
export function Compare({ wallet, onReconcile }: { readonly wallet: WalletView; readonly onReconcile: () => void }): ReactElement {
  const { t } = useTranslation('rooms');
  const { station, stationThere } = wallet;
  const same = booksAgree(wallet);
  const lines: readonly Line[] = [
    { item: 'lent', own: station.lent, platform: stationThere.lent },
    { item: 'captured', own: station.captured, platform: stationThere.captured },
    { item: 'refunded', own: station.refunded, platform: stationThere.refunded },
    { item: 'held', own: station.held, platform: null },
    { item: 'unreported', own: station.unreported, platform: null },
  ];
  const columns: readonly Column<Line>[] = [
    { key: 'item', title: t('wallet.item'), render: (line) => t(`wallet.${line.item}`) },
    { key: 'own', title: t('wallet.own'), render: (line) => formatYuan(line.own), number: true },
    { key: 'platform', title: t('wallet.platform'), render: (line) => (line.platform === null ? '—' : formatYuan(line.platform)), number: true },
  ];
  return (
    <section className="panel quarter">
      <h2>{t('wallet.compare')}</h2>
      <DataTable name="compare" columns={columns} rows={lines} rowKey={(line) => line.item} attributes={(line) => ({ 'data-item': line.item, 'data-own': String(line.own), 'data-platform': String(line.platform ?? '') })} />
      <p className={same ? 'compare-note service-on' : 'compare-note soft'} data-testid="compare" data-same={same}>
        {same ? `✔ ${t('wallet.same')}` : station.unreported > 0 ? t('wallet.reporting') : t('wallet.differ')}
      </p>
      <Button data-testid="open-reconcile" onClick={onReconcile}>{t('reconcile.open')}</Button>
    </section>
  );
}
