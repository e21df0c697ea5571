import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { firstClick } from '../../components/first-click.ts';
import { AlertIcon } from '../../components/icons.tsx';
import { useProblemText } from '../../components/problem-text.tsx';
import { Waybill } from '../../components/waybill.tsx';
import { acknowledge, putAwayFailed, retryFailed, unseenFailure, useDesk, type FailedScan } from '../../state/desk.ts';

/**
 * Scans that were not recorded and do not fill the panel: they stay above it, for a scan that was seen is never dropped in silence.
 */
export function FailedLines(): ReactElement | null {
  const failed = useDesk((desk) => desk.failed);
  const onPanel = useDesk((desk) => (desk.held.length === 0 ? unseenFailure(desk) : desk.newest === 'failed' ? desk.failed.at(-1) : undefined));
  const lines = failed.filter((one) => one !== onPanel).slice(-3);
  if (lines.length === 0) return null;
  return (
    <div className="failed">
      {lines.map((scan) => (
        <div key={scan.id} className="failed-line" data-testid="scan-failed" data-code={scan.problem.code}>
          <AlertIcon />
          <Sentence scan={scan} />
          <Choices scan={scan} />
        </div>
      ))}
    </div>
  );
}

/** A scan that was not recorded fills the panel like a verdict, until somebody has seen it. */
export function FailedNotice({ scan }: { readonly scan: FailedScan }): ReactElement {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const text = problemText(scan.problem);
  return (
    <div className="notice notice-failed" data-testid="scan-failed" data-code={scan.problem.code}>
      <AlertIcon />
      <h1>{t('desk.failedTitle')}</h1>
      <p className="notice-number">
        <Waybill number={scan.text.slice(0, 40)} />
      </p>
      <p>{text.sentence}</p>
      <p>{text.action}</p>
      <code>{scan.problem.code}</code>
      <Choices scan={scan}>
        <button type="button" className="button" data-testid="acknowledge" title={t('desk.acknowledgeHint.code')} onClick={firstClick(acknowledge)}>
          {t('desk.acknowledge.code')}
        </button>
        <small>{t('desk.acknowledgeHint.code')}</small>
      </Choices>
    </div>
  );
}

function Sentence({ scan }: { readonly scan: FailedScan }): ReactElement {
  const { t } = useTranslation();
  const text = useProblemText()(scan.problem);
  return (
    <span>
      <b>{t('desk.failed', { text: scan.text.slice(0, 40) })}</b> {text.sentence} {text.action} <code>{scan.problem.code}</code>
    </span>
  );
}

function Choices({ scan, children }: { readonly scan: FailedScan; readonly children?: ReactNode }): ReactElement {
  const { t } = useTranslation();
  return (
    <span className="failed-choices">
      <button type="button" className="button primary" data-testid="scan-retry" onClick={firstClick(() => retryFailed(scan.id))}>
        {t('problem.retry')}
      </button>
      <button type="button" className="button" onClick={firstClick(() => putAwayFailed(scan.id))}>
        {t('desk.putAway')}
      </button>
      {children}
    </span>
  );
}
