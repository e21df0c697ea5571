import { App, Button } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer, ChannelAnswer } from '../../../src-shared/bridge/channels.ts';
import type { WalletView } from '../../../src-shared/bridge/views.ts';
import { formatYuan } from '../../../src-shared/domain/money.ts';
import type { Problem } from '../../../src-shared/errors/codes.ts';
import { takenBackAs } from './may-take-back.ts';
import { takeBack } from './take-back.ts';

type WriteOffProps = { readonly lease: WalletView['leases'][number]; readonly reload: () => Promise<void>; /** Null once it was taken back. */ readonly onProblem: (problem: Problem | null) => void };

/** Gives up the lease of a station that is lost, or this one's own from before a restore or that it does not know; says first what that means. */
export function WriteOff({ lease, reload, onProblem }: WriteOffProps): ReactElement {
  const { t } = useTranslation('rooms');
  const { modal, message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const as = takenBackAs(lease);
  const left = formatYuan(lease.amount - lease.captured);

  async function writeOff(): Promise<void> {
    setBusy(true);
    await takeBack(lease.leaseId, tell, reload);
    setBusy(false);
  }

  function tell(answer: Answer<ChannelAnswer<'wallet.writeOff'>>): void {
    onProblem(answer.ok ? null : answer.problem);
    if (answer.ok) void message.success(t('writeOff.done', { returned: formatYuan(answer.value.returned) }));
  }

  const confirm = (): void =>
    void modal.confirm({
      title: t(`writeOff.title.${as}`),
      content: t(`writeOff.text.${as}`, { station: lease.station, left }),
      okText: t('writeOff.confirm', { left }),
      cancelText: t('cancel'),
      okButtonProps: { danger: true },
      autoFocusButton: 'cancel',
      centered: true,
      onOk: writeOff,
    });

  return (
    <Button size="small" danger loading={busy} data-testid="write-off" onClick={confirm}>
      {t('writeOff.open')}
    </Button>
  );
}
