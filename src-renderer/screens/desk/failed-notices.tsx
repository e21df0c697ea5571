import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { AlertIcon } from '../../components/icons.tsx';
import { useProblemText } from '../../components/problem-text.tsx';
import { Waybill } from '../../components/waybill.tsx';
import { putAwayFailed, retryFailed, useDesk, type FailedScan } from '../../state/desk.ts';

/**
 * Scans that were not recorded and are not what happened last: they stay above it, for a scan that was seen
 * is never dropped in silence.
 */
export function FailedLines(): ReactElement | null {
  const failed = useDesk((desk) => desk.failed);
  const whole = useDesk((desk) => desk.newest === 'failed');
  const lines = (whole ? failed.slice(0, -1) : failed).slice(-3);
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

/** The newest scan, where it was not recorded: fills the panel like a verdict. */
export function FailedNotice(): ReactElement | null {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const scan = useDesk((desk) => desk.failed.at(-1));
  if (!scan) return null;
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
      <Choices scan={scan} />
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

function Choices({ scan }: { readonly scan: FailedScan }): ReactElement {
  const { t } = useTranslation();
  return (
    <span className="failed-choices">
      <button type="button" className="button primary" data-testid="scan-retry" onClick={() => retryFailed(scan.id)}>
        {t('problem.retry')}
      </button>
      <button type="button" className="button" onClick={() => putAwayFailed(scan.id)}>
        {t('desk.putAway')}
      </button>
    </span>
  );
}
