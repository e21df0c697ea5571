import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { VERDICTS } from '../../../src-shared/domain/verdict.ts';
import { AlertIcon, ScanIcon } from '../../components/icons.tsx';
import { VerdictIcon } from '../../components/verdict-icon.tsx';
import { Waybill } from '../../components/waybill.tsx';
import { unseenFailure, useDesk } from '../../state/desk.ts';
import { isSameParcel } from '../../state/hold.ts';
import { serverNow } from '../../state/status.ts';
import { briefReason } from './reason-text.ts';
import { useSteadyFill } from './use-steady-fill.ts';

/** A scan that was made while something is held: recorded and told as large as a status, beneath what is held. */
export function ToldMeanwhile(): ReactElement | null {
  const { t } = useTranslation();
  const held = useDesk((desk) => desk.held.at(-1));
  const card = useDesk((desk) => desk.current);
  const newest = useDesk((desk) => desk.newest);
  const rescan = useDesk((desk) => desk.rescans.at(-1));
  const failed = useDesk((desk) => desk.failed.at(-1));
  const unseen = useDesk(unseenFailure);
  if (!held && !unseen && !rescan) return null;
  if (newest === 'rescan' && rescan) return !held && !unseen ? null : <Line kind="rescan" icon={<ScanIcon />} word={t('desk.rescanTitle')} number={rescan.text.slice(0, 40)} />;
  if (newest === 'failed') return !held || !failed ? null : <Line kind="failed" icon={<AlertIcon />} word={t('desk.failedTitle')} number={failed.text.slice(0, 40)} />;
  if (!card || (held && isSameParcel(card, held))) return null;
  return <Line kind={card.verdict} icon={<VerdictIcon verdict={card.verdict} />} word={t(`verdict.${card.verdict}`)} number={card.label ?? card.number} why={briefReason(card, serverNow(), t)} />;
}

type LineProps = { readonly kind: string; readonly icon: ReactNode; readonly word: string; readonly number: string; readonly why?: string };

function Line({ kind, icon, word, number, why }: LineProps): ReactElement {
  const line = useSteadyFill<HTMLParagraphElement>(VERDICTS.find((verdict) => verdict === kind) ?? 'warn');
  return (
    <p ref={line} className="told" data-testid="told-meanwhile" data-verdict={kind}>
      {icon}
      <strong>{word}</strong>
      <span>
        <Waybill number={number} />
        {why ? <small>{why}</small> : null}
      </span>
    </p>
  );
}
