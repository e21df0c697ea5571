import { App, Button } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { WalletView } from '../../../src-shared/bridge/views.ts';
import { formatYuan } from '../../../src-shared/domain/money.ts';
import { ask } from '../../bridge/station.ts';
import { useProblemText } from '../../components/problem-text.tsx';
import { takenBackAs } from './may-take-back.ts';

/** Gives up the lease of a station that is lost, or this one's own from before a restore or that it does not know; says first what that means. */
export function WriteOff({ lease, onChanged }: { readonly lease: WalletView['leases'][number]; readonly onChanged: (wallet: WalletView) => void }): ReactElement {
  const { t } = useTranslation('rooms');
  const { modal, message } = App.useApp();
  const text = useProblemText();
  const [busy, setBusy] = useState(false);
  const as = takenBackAs(lease);
  const left = formatYuan(lease.amount - lease.captured);

  async function writeOff(): Promise<void> {
    setBusy(true);
    const answer = await ask('wallet.writeOff', { leaseId: lease.leaseId });
    setBusy(false);
    if (answer.ok) {
      onChanged(answer.value);
      void message.success(t('writeOff.done', { left }));
    } else {
      const { sentence, action } = text(answer.problem);
      void message.error(`${sentence} ${action} (${answer.problem.code})`);
    }
  }

  const confirm = (): void =>
    void modal.confirm({
      title: t(`writeOff.title.${as}`),
      content: t(`writeOff.text.${as}`, { station: lease.station, left }),
      okText: t('writeOff.confirm', { left }),
      cancelText: t('cancel'),
      okButtonProps: { danger: true },
      onOk: writeOff,
    });

  return (
    <Button size="small" danger loading={busy} data-testid="write-off" onClick={confirm}>
      {t('writeOff.open')}
    </Button>
  );
}
