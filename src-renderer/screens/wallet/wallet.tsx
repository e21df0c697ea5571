import { ReloadOutlined, WalletOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useCallback, useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { WalletView } from '../../../src-shared/bridge/views.ts';
import { formatYuan } from '../../../src-shared/domain/money.ts';
import { RoomFrame } from '../../components/room-frame.tsx';
import { RoomState } from '../../components/room-state.tsx';
import { clockTime } from '../../components/times.ts';
import { useAnswer } from '../../components/use-answer.ts';
import { resumeTopUp, useTopUp } from '../../state/top-up.ts';
import { Compare } from './compare.tsx';
import { Leases } from './leases.tsx';
import { Ledger } from './ledger.tsx';
import { Prices } from './prices.tsx';
import { ReconcileDialog } from './reconcile-dialog.tsx';
import { TopUpDialog } from './top-up-dialog.tsx';
import { useLookingAgain } from './use-looking-again.ts';
import './wallet.css';

export function Wallet(): ReactElement {
  const { t } = useTranslation('rooms');
  const answer = useAnswer('wallet.view');
  const { reload, value } = answer;
  const [paying, setPaying] = useState(false);
  const [reconciling, setReconciling] = useState(false);
  const paid = useTopUp((state) => state.paid);
  const pending = useTopUp((state) => state.topUp?.state === 'pending' || state.unheard !== null);
  // A payment that arrives changes balance and ledger at once.
  useEffect(() => {
    if (paid > 0) void reload();
  }, [paid, reload]);
  useLookingAgain(answer);
  const heardAnew = useCallback(() => void reload(), [reload]);
  // With every answer: what could not be asked about is asked about again.
  useEffect(() => {
    if (value !== null && value.pendingTopUp !== null) void resumeTopUp(value.pendingTopUp);
  }, [value]);
  const actions = (
    <>
      <Button icon={<ReloadOutlined />} loading={answer.loading} onClick={() => void reload()}>
        {t('refresh')}
      </Button>
      <Button type="primary" icon={<WalletOutlined />} data-testid="open-top-up" onClick={() => setPaying(true)}>
        {pending ? t('topUp.continue') : t('topUp.open')}
      </Button>
    </>
  );
  const note = [pending && !paying ? t('topUp.resume') : '', value ? t('asOf', { time: clockTime(value.at) }) : ''].filter(Boolean).join(' · ');
  return (
    <>
      <RoomFrame name="wallet" title={t('wallet.title')} note={note} actions={actions}>
        <RoomState answer={answer}>
          {(wallet) => (
            <div className="panels">
              <Sums wallet={wallet} />
              <Leases leases={wallet.leases} reload={reload} />
              <Prices prices={wallet.prices} />
              <Compare wallet={wallet} onReconcile={() => setReconciling(true)} />
              <Ledger at={answer.at ?? wallet.at} />
            </div>
          )}
        </RoomState>
      </RoomFrame>
      <ReconcileDialog open={reconciling} onClose={() => setReconciling(false)} onHeard={heardAnew} />
      <TopUpDialog open={paying} onClose={() => setPaying(false)} />
    </>
  );
}

const SUMS = ['balance', 'escrow', 'captured', 'refunded', 'toppedUp', 'adjusted'] as const;

/** Without `adjusted`, where there is some, they would not add up. */
function Sums({ wallet }: { readonly wallet: WalletView }): ReactElement {
  const { t } = useTranslation('rooms');
  return (
    <section className="panel whole sums">
      {SUMS.filter((sum) => sum !== 'adjusted' || wallet.adjusted !== 0).map((sum) => (
        <p key={sum} data-testid={`sum-${sum}`} data-amount={wallet[sum]} title={formatYuan(wallet[sum])}>
          {t(`wallet.${sum}`)} <b>{formatYuan(wallet[sum], 2)}</b>
        </p>
      ))}
    </section>
  );
}
