import { Modal } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemText } from '../../components/problem-text.tsx';
import { finishTopUp, useTopUp } from '../../state/top-up.ts';
import { TopUpForm } from './top-up-form.tsx';
import { TopUpPayment } from './top-up-payment.tsx';

/** Closing the dialog closes no order: a top-up that is being paid goes on and is found again. */
export function TopUpDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation('rooms');
  const topUp = useTopUp((state) => state.topUp);
  const problem = useTopUp((state) => state.problem);

  function close(): void {
    finishTopUp();
    onClose();
  }

  return (
    <Modal centered open={open} title={t('topUp.title')} footer={null} width={520} mask={{ closable: false }} destroyOnHidden onCancel={close}>
      <div className="top-up" data-testid="top-up" data-state={topUp?.state ?? 'none'}>
        {topUp ? <TopUpPayment topUp={topUp} onFinish={close} /> : <TopUpForm />}
        {problem ? (
          <div className="room-problem" role="alert">
            <ProblemText problem={problem} />
          </div>
        ) : null}
      </div>
    </Modal>
  );
}
