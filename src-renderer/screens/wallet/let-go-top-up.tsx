import { App, Button } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { letGoTopUp, useTopUp } from '../../state/top-up.ts';

/** The way out of one that can't be asked about: whoever waited for it for ever could top up no more. Says first that it may have been paid. */
export function LetGoTopUp(): ReactElement {
  const { t } = useTranslation('rooms');
  const { modal } = App.useApp();
  const busy = useTopUp((state) => state.busy);
  const confirm = (): void =>
    void modal.confirm({
      title: t('topUp.letGoTitle'),
      content: t('topUp.letGoText'),
      okText: t('topUp.letGo'),
      cancelText: t('topUp.keepWaiting'),
      okButtonProps: { danger: true },
      autoFocusButton: 'cancel',
      centered: true,
      onOk: letGoTopUp,
    });
  return (
    <Button disabled={busy} data-testid="let-go-top-up" onClick={confirm}>
      {t('topUp.letGo')}
    </Button>
  );
}
