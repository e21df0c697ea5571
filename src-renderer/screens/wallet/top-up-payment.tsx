import { CheckCircleFilled, ClockCircleFilled } from '@ant-design/icons';
import { Button, QRCode } from 'antd';
import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../state/session.ts';
import { serverNow } from '../../state/status.ts';
import { closeTopUp, finishTopUp, payInPractice, useTopUp, type TopUp } from '../../state/top-up.ts';
import { LetGoTopUp } from './let-go-top-up.tsx';
import { payableText } from './yuan.ts';

export function TopUpPayment({ topUp, onFinish }: { readonly topUp: TopUp; readonly onFinish: () => void }): ReactElement {
  const { t } = useTranslation(['rooms', 'station']);
  if (topUp.state === 'pending') return <Pending topUp={topUp} />;
  const paid = topUp.state === 'paid';
  const isUnread = topUp.state === 'other';
  const [again, finish] = paid || isUnread ? (['default', 'primary'] as const) : (['primary', 'default'] as const);
  return (
    <div className="top-up-end" role="status">
      {paid ? <CheckCircleFilled className="top-up-paid" /> : <ClockCircleFilled className="top-up-over" />}
      <p>{topUp.state === 'paid' ? t('topUp.paid', { amount: payableText(topUp.amount) }) : t(`topUp.${topUp.state}`)}</p>
      {topUp.state === 'closed' || topUp.state === 'expired' || isUnread ? <p className="top-up-late">{t('topUp.late')}</p> : null}
      <div className="top-up-ways">
        <Button type={again} onClick={finishTopUp}>{t('topUp.again')}</Button>
        <Button type={finish} data-testid="top-up-finish" onClick={onFinish}>
          {t('topUp.finish')}
        </Button>
      </div>
    </div>
  );
}

function Pending({ topUp }: { readonly topUp: TopUp }): ReactElement {
  const { t } = useTranslation(['rooms', 'station']);
  const unknown = useTopUp((state) => state.unknown);
  const busy = useTopUp((state) => state.busy);
  const problem = useTopUp((state) => state.problem);
  const practice = useSession((session) => session.view?.practice ?? false);
  const left = useTimeLeft(topUp.expiresAt);
  // Past its end by the clock but not yet closed by the platform, it may have been paid in the last second.
  const unsure = unknown || left === 0;
  return (
    <>
      <p className="top-up-ask">
        {t('topUp.scan', { channel: t(`topUp.${topUp.channel}`) })} <b>{payableText(topUp.amount)}</b>
      </p>
      <div className="top-up-code" data-testid="top-up-qr" data-qr={topUp.qr}>
        {/* Black on white in every theme: phones read nothing else well. */}
        <QRCode type="svg" value={topUp.qr} size={240} color="#000000" bgColor="#ffffff" errorLevel="M" bordered={false} status={left === 0 ? 'expired' : 'active'} />
      </div>
      <p role="status" className={unsure ? 'top-up-unsure' : 'soft'} data-testid="top-up-wait" data-unsure={unsure}>
        {unsure ? t('topUp.unknown') : `${t('topUp.pending')} · ${t('topUp.left', { time: minutes(left) })}`}
      </p>
      <div className="top-up-ways">
        {unknown && problem ? <LetGoTopUp /> : null}
        <Button loading={busy} data-testid="close-top-up" onClick={() => void closeTopUp()}>
          {t('topUp.closeOrder')}
        </Button>
        {practice ? (
          <Button type="primary" loading={busy} title={t('topUp.playPhoneHint')} data-testid="practice-pay" onClick={() => void payInPractice()}>
            {t('topUp.playPhone')}
          </Button>
        ) : null}
      </div>
    </>
  );
}

/** ms until `end` in server time, renewed each second; never below 0. */
function useTimeLeft(end: number): number {
  const [left, setLeft] = useState(() => Math.max(0, end - serverNow()));
  useEffect(() => {
    const timer = setInterval(() => setLeft(Math.max(0, end - serverNow())), 1000);
    return () => clearInterval(timer);
  }, [end]);
  return left;
}

function minutes(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
