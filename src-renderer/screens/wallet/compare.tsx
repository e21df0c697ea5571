import { Button } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { WalletView } from '../../../src-shared/bridge/views.ts';
import { booksState } from './books-state.ts';
import { BooksTable } from './books-table.tsx';

/** Where the books differ by more than what has not been reported yet, `onReconcile` opens the reasons. */
export function Compare({ wallet, onReconcile }: { readonly wallet: WalletView; readonly onReconcile: () => void }): ReactElement {
  const { t } = useTranslation('rooms');
  const state = booksState(wallet);
  const same = state === 'same';
  return (
    <section className="panel quarter">
      <h2>{t('wallet.compare')}</h2>
      <BooksTable name="compare" books={wallet} />
      <p className={same ? 'compare-note service-on' : 'compare-note soft'} data-testid="compare" data-same={same}>
        {same ? `✔ ${t('wallet.same')}` : t(`wallet.${state}`)}
      </p>
      <Button data-testid="open-reconcile" onClick={onReconcile}>{t('reconcile.open')}</Button>
    </section>
  );
}
