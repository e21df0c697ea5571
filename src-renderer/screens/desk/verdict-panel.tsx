import { memo, type CSSProperties, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Card, Recall } from '../../../src-shared/bridge/views.ts';
import { isHeldUntilAcknowledged, reasonName } from '../../../src-shared/domain/reason.ts';
import { firstClick } from '../../components/first-click.ts';
import { CheckIcon } from '../../components/icons.tsx';
import { VerdictIcon } from '../../components/verdict-icon.tsx';
import { lastFour, Waybill } from '../../components/waybill.tsx';
import { acknowledge, unseenFailure, useDesk } from '../../state/desk.ts';
import { isSameParcel } from '../../state/hold.ts';
import { useRecalls } from '../../state/recalls.ts';
import { serverNow, useStatus } from '../../state/status.ts';
import { EntryWords } from './cards/entry-words.tsx';
import { UndoneNotice } from './cards/undone-notice.tsx';
import { FailedLines, FailedNotice } from './failed-notices.tsx';
import { FirstNotice, LoadingNotice, RescanNotice } from './notices.tsx';
import { onPanel, type OnPanel } from './on-panel.ts';
import { ReasonIcon } from './reason-icon.tsx';
import { reasonText } from './reason-text.ts';
import { ToldMeanwhile } from './told-meanwhile.tsx';
import { useAfter } from './use-after.ts';
import { useSteadyFill } from './use-steady-fill.ts';
import { useToday } from './use-today.ts';
import { WeightText } from './weight-text.tsx';

/** ms after which an answer is slow. */
const SLOW = 300;

/** em: the sign beside the word and what is between them. */
const SIGN = 1.15;
/** em, and no less than it takes: the word is as large as its panel is wide. */
const widthOf = (word: string): number => [...word].reduce((width, character) => width + (character > '\u2e80' ? 1 : 0.72), 0);

/** The newest thing that happened, filling the panel until the next one does. What must not go on as it is keeps it until somebody has it. */
export const VerdictPanel = memo(function VerdictPanel(): ReactElement {
  const card = useDesk((desk) => desk.current);
  const held = useDesk((desk) => desk.held.at(-1));
  const unseen = useDesk(unseenFailure);
  const rescan = useDesk((desk) => desk.rescans.at(-1));
  const recall = useRecalls((state) => state.recalls.find(({ scanId }) => scanId === card?.scanId));
  const shown = onPanel({ held, unseen, rescan, card }, useToday());
  // A parcel that has passed and was called back is not green any more, for as long as nobody has it.
  const wanted = shown.kind === 'verdict' ? (recall && !held ? 'intercepted' : shown.card.verdict) : shown.kind === 'failed' || shown.kind === 'rescan' ? 'warn' : 'none';
  const stage = useSteadyFill<HTMLDivElement>(wanted);
  return (
    <section className="verdict-area" role="status" aria-live="assertive" aria-atomic="true" data-testid="verdict-area" data-scan-id={card?.scanId} data-verdict={card?.verdict}>
      <FailedLines />
      <div ref={stage} className="verdict-stage" data-testid="verdict-stage">
        <Shown shown={shown} recall={held ? undefined : recall} />
      </div>
      <ToldMeanwhile />
      <OpenScans />
      <Typed />
    </section>
  );
});

function Shown({ shown, recall }: { readonly shown: OnPanel; readonly recall: Recall | undefined }): ReactElement {
  const ready = useStatus((status) => status.view?.ordersReady ?? false);
  switch (shown.kind) {
    case 'verdict':
      return <VerdictOf card={shown.card} recall={recall} />;
    case 'failed':
      return <FailedNotice scan={shown.scan} />;
    case 'rescan':
      return <RescanNotice rescan={shown.rescan} />;
    case 'undone':
      return <UndoneNotice card={shown.card} />;
    case 'first':
      return ready ? <FirstNotice /> : <LoadingNotice />;
  }
}

/** `recall`: it has passed, and must not leave after all; the banner above has the button for it. */
function VerdictOf({ card: scanned, recall }: { readonly card: Card; readonly recall: Recall | undefined }): ReactElement {
  const { t } = useTranslation();
  const card: Card = recall ? { ...scanned, verdict: 'intercepted', reason: recall.reason } : scanned;
  const word = t(`verdict.${card.verdict}`);
  const number = card.label ?? card.number;
  const long = number.length > 20;
  // A repeated verdict keeps its nodes: only the number, the line and the side of the mark change.
  return (
    <div className="verdict" data-testid="verdict" data-verdict={card.verdict} data-scan-id={card.scanId} data-mark={card.scanId % 2 === 0 ? 'upper' : 'lower'}>
      <div className="verdict-word" style={{ '--ems': SIGN + widthOf(word) } as CSSProperties}>
        <VerdictIcon verdict={card.verdict} />
        <strong>{word}</strong>
      </div>
      <p className="verdict-number" data-long={long} style={{ '--characters': number.length + (card.suffix?.length ?? 0) / 2 } as CSSProperties}>
        <Waybill number={number} />
        {card.suffix ? <small>{card.suffix}</small> : null}
      </p>
      <p className="verdict-why">
        <ReasonIcon reason={reasonName(card.reason)} />
        <span>{reasonText(card, serverNow(), t)}</span>
      </p>
      {card.weight?.off ? (
        <p className="verdict-weight">
          <WeightText weight={card.weight} />
        </p>
      ) : null}
      {isHeldUntilAcknowledged(card) && !recall ? <Acknowledgement card={card} /> : null}
    </div>
  );
}

function Acknowledgement({ card }: { readonly card: Card }): ReactElement | null {
  const { t } = useTranslation();
  const held = useDesk((desk) => desk.held);
  const others = held.filter((one) => !isSameParcel(one, card)).toReversed();
  // There may be no parcel to take off.
  const kind = card.verdict === 'invalid' ? 'code' : 'parcel';
  if (others.length === held.length) return <p className="acknowledged" data-testid="acknowledged"><CheckIcon /> {t(`desk.acknowledged.${kind}`)}</p>;
  return (
    <div className="acknowledge">
      <button type="button" data-testid="acknowledge" onClick={firstClick(acknowledge)}>
        {t(`desk.acknowledge.${kind}`)}
      </button>
      <span>{t(`desk.acknowledgeHint.${kind}`)}</span>
      {others.length === 0 ? null : (
        <b data-testid="also-held">{t('desk.alsoHeld', { count: others.length, numbers: others.slice(0, 4).map(({ number }) => lastFour(number)).join(t('listComma')) })}</b>
      )}
    </div>
  );
}

/** Said only where an answer is slow. An element that came with every scan, seen or not, would begin a picture without its verdict, which would have to wait for the next one. */
function OpenScans(): ReactElement | null {
  const { t } = useTranslation();
  const open = useDesk((desk) => desk.open);
  const slow = useAfter(SLOW, open > 0);
  return slow ? <p className="open-scans" data-testid="open-scans">{t('desk.open', { count: open })}</p> : null;
}

function Typed(): ReactElement | null {
  const { t } = useTranslation();
  const typed = useDesk((desk) => desk.typed);
  if (typed === '') return null;
  return (
    <p className="typed" data-testid="typed">
      {t('desk.typed')} <b>{typed.slice(-40)}</b> <EntryWords text={typed} /> <span>{t('desk.typedHint')}</span>
    </p>
  );
}
