import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { WalletView } from '../../../src-shared/bridge/views.ts';
import { formatYuan } from '../../../src-shared/domain/money.ts';
import { DataTable, type Column } from '../../components/data-table.tsx';

type Price = WalletView['prices'][number];

export function Prices({ prices }: { readonly prices: readonly Price[] }): ReactElement {
  const { t } = useTranslation(['rooms', 'station']);
  const columns: readonly Column<Price>[] = [
    { key: 'service', title: t('wallet.service'), render: (price) => t(`station:service.${price.service}`) },
    { key: 'on', title: t('wallet.state'), render: (price) => <span className={price.on ? 'service-on' : 'soft'}>{price.on ? `✔ ${t('wallet.on')}` : `✕ ${t('wallet.off')}`}</span> },
    { key: 'price', title: t('wallet.price'), render: ({ price }) => (price === null ? '—' : formatYuan(price)), number: true },
  ];
  return (
    <section className="panel quarter">
      <h2>{t('wallet.prices')}</h2>
      <DataTable name="prices" columns={columns} rows={prices} rowKey={(price) => price.service} />
    </section>
  );
}
