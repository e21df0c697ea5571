import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { PrintView } from '../../../../src-shared/bridge/printing.ts';
import { mayAskFor, type PersonsReason, type PrintState } from '../../../../src-shared/domain/printing.ts';
import type { Problem } from '../../../../src-shared/errors/codes.ts';
import { ask } from '../../../bridge/station.ts';
import { firstClick } from '../../../components/first-click.ts';
import { AlertIcon, ArrowsIcon, CheckIcon, ClockIcon, CrossIcon, QuestionIcon } from '../../../components/icons.tsx';
import { ProblemText } from '../../../components/problem-text.tsx';
import { clockTime } from '../../../components/times.ts';
import { useSettings } from '../../../state/settings.ts';
import './print.css';

const ICONS: Readonly<Record<PrintState, () => ReactElement>> = { waiting: ClockIcon, handed: ArrowsIcon, done: CheckIcon, failed: AlertIcon, unknown: QuestionIcon };

type Props = {
  readonly number: string;
  /** 1 for an order of one. */
  readonly piece: number;
  /** The newest slip of it; null where none was asked for. */
  readonly print: PrintView | null;
  readonly onChange?: () => void;
};

/** 打印: how the slip of a parcel is, and what a person may do about it. Another one is asked for with its reason. */
export function PrintLine({ number, piece, print, onChange }: Props): ReactElement | null {
  const { t } = useTranslation();
  const on = useSettings(({ settings }) => settings.printing.to !== 'off');
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  if (!print && !on) return null;
  const may = on ? mayAskFor(print?.state ?? null) : [];
  const Icon = print ? ICONS[print.state] : null;

  async function act(doing: () => Promise<{ readonly ok: boolean; readonly problem?: Problem }>): Promise<void> {
    setAsking(false);
    const answer = await doing();
    setProblem(answer.ok ? null : (answer.problem ?? null));
    onChange?.();
  }
  const order = (reason: PersonsReason): void => void act(() => ask('desk.print', { number, piece, reason }));

  return (
    <div className="print-line" data-testid="print" data-state={print?.state ?? 'none'}>
      {asking ? (
        <p className="print-state" data-testid="print-why">
          <span className="soft">{t('print.why')}</span>
          {may.map((reason) => (
            <button key={reason} type="button" className="button" data-testid={`print-why-${reason}`} onClick={firstClick(() => order(reason))}>
              {t(`print.reason.${reason}`)}
            </button>
          ))}
          <button type="button" className="button print-close" aria-label={t('problem.close')} title={t('problem.close')} onClick={firstClick(() => setAsking(false))}>
            <CrossIcon />
          </button>
        </p>
      ) : (
        <p className="print-state">
          {Icon ? <Icon /> : null}
          <b>{print ? t(`print.state.${print.state}`) : t('print.none')}</b>
          {print ? <span className="soft">{[print.reprint > 0 ? t('print.reprinted', { count: print.reprint }) : '', clockTime(print.endedAt ?? print.handedAt ?? print.askedAt)].filter(Boolean).join(' · ')}</span> : null}
          <span className="print-do">
            {print?.state === 'unknown' ? (
              <button type="button" className="button" data-testid="print-confirm" onClick={firstClick(() => void act(() => ask('desk.confirmPrint', { printId: print.printId })))}>
                {t('print.confirm')}
              </button>
            ) : null}
            {may.length === 1 ? (
              <button type="button" className="button" data-testid="print-ask" onClick={firstClick(() => order(may[0] as PersonsReason))}>
                {t(may[0] === 'retry' ? 'print.retry' : 'print.print')}
              </button>
            ) : may.length > 1 ? (
              <button type="button" className="button" data-testid="print-again" onClick={firstClick(() => setAsking(true))}>
                {t('print.again')}
              </button>
            ) : null}
          </span>
        </p>
      )}
      {problem ? <ProblemText problem={problem} /> : print?.error ? <ProblemText problem={{ code: print.error }} /> : null}
    </div>
  );
}
