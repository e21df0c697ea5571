import { Button, Modal, type InputRef } from 'antd';
import { useRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemText } from '../../components/problem-text.tsx';
import { finishTopUp, resumeTopUp, useTopUp } from '../../state/top-up.ts';
import { LetGoTopUp } from './let-go-top-up.tsx';
import { TopUpForm } from './top-up-form.tsx';
import { TopUpPayment } from './top-up-payment.tsx';

/** Closing the dialog closes no order: a top-up that is being paid goes on and is found again. */
export function TopUpDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation('rooms');
  const topUp = useTopUp((state) => state.topUp);
  const unheard = useTopUp((state) => state.unheard);
  const problem = useTopUp((state) => state.problem);
  const amount = useRef<InputRef>(null);

  function close(): void {
    finishTopUp();
    onClose();
  }

  return (
    <Modal centered open={open} title={t('topUp.title')} footer={null} width={520} mask={{ closable: false }} destroyOnHidden afterOpenChange={(isOpen) => (isOpen ? amount.current?.focus({ cursor: 'all' }) : undefined)} onCancel={close}>
      <div className="top-up" data-testid="top-up" data-state={topUp?.state ?? (unheard === null ? 'none' : 'unheard')}>
        {topUp ? <TopUpPayment topUp={topUp} onFinish={close} /> : unheard === null ? <TopUpForm field={amount} /> : <Unheard topUpId={unheard} />}
        {problem ? (
          <div className="room-problem" role="alert">
            <ProblemText problem={problem} />
          </div>
        ) : null}
      </div>
    </Modal>
  );
}

/** A form here would tempt people to pay twice. */
function Unheard({ topUpId }: { readonly topUpId: string }): ReactElement {
  const { t } = useTranslation('rooms');
  const busy = useTopUp((state) => state.busy);
  const problem = useTopUp((state) => state.problem);
  return (
    <>
      <p role="status" className="top-up-unsure">{t('topUp.unknown')}</p>
      <div className="top-up-ways">
        {problem ? <LetGoTopUp /> : null}
        <Button type="primary" loading={busy} data-testid="ask-top-up" onClick={() => void resumeTopUp(topUpId)}>
          {t('retry')}
        </Button>
      </div>
    </>
  );
}
