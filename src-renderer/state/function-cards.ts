import { create } from 'zustand';
import type { Announcement, Card, UndoAnswer } from '../../src-shared/bridge/views.ts';
import { CODE_OF, functionCardOf, isCardLike, type FunctionCard } from '../../src-shared/domain/function-cards.ts';
import type { VerdictReason } from '../../src-shared/domain/reason.ts';
import type { Verdict } from '../../src-shared/domain/verdict.ts';
import { readWaybillNumber } from '../../src-shared/domain/waybill-number.ts';
import type { Problem } from '../../src-shared/errors/codes.ts';
import { ask } from '../bridge/station.ts';
import { acknowledge, heedCards, onNews, scan, showUndone } from './desk.ts';
import { showSession } from './session.ts';
import { toggleMuted, useSettings } from './settings.ts';
import { showStatus, useStatus } from './status.ts';

/** What a card, a key or the main process has just brought about, in a line under the desk's header until the next scan. */
export type CardNotice =
  | { readonly kind: 'undone'; readonly card: Card }
  | { readonly kind: 'undo-refused'; readonly why: Extract<UndoAnswer, { kind: 'refused' }>['why']; readonly number: string | null }
  | { readonly kind: 'switched'; readonly operator: string }
  | { readonly kind: 'order-arrived'; readonly number: string; readonly verdict: Verdict | null }
  | { readonly kind: 'problem'; readonly problem: Problem }
  | { readonly kind: 'badge-wanted' | 'badge-forgotten' | 'unknown-badge' | 'badge-first' | 'damaged' | 'paused' | 'resumed' | 'pause-refused' | 'muted' | 'loud' | 'acknowledged' | 'nothing-held' | 'calibrate' };

/** A parcel that has passed and must not leave after all. */
export type Recall = { readonly scanId: number; readonly number: string; readonly reason: VerdictReason };

/** help: what each card does, with its code; sheet, badges: to print; entry: a number by hand. */
export type DeskOverlay = 'help' | 'sheet' | 'badges' | 'entry';

type Cards = {
  readonly notice: CardNotice | null;
  /** 换人: the next scan is a badge, until this moment (ms of this machine). */
  readonly badgeUntil: number | null;
  readonly overlay: DeskOverlay | null;
  readonly recalls: readonly Recall[];
};

const BADGE_WITHIN = 30_000;
const NONE: Cards = { notice: null, badgeUntil: null, overlay: null, recalls: [] };
export const useFunctionCards = create<Cards>(() => NONE);

const say = (notice: CardNotice): void => useFunctionCards.setState({ notice });
export const closeNotice = (): void => useFunctionCards.setState({ notice: null });
export const openOverlay = (overlay: DeskOverlay): void => useFunctionCards.setState({ overlay });
export const closeOverlay = (): void => useFunctionCards.setState({ overlay: null });
export const putRecallAway = (scanId: number): void => useFunctionCards.setState(({ recalls }) => ({ recalls: recalls.filter((one) => one.scanId !== scanId) }));
/** The notices of one account are nothing for the next. */
export const clearCards = (): void => useFunctionCards.setState(NONE);

/** By a key or a button, in the order of the scans that are under way. */
export const playCard = (card: FunctionCard): void => scan({ text: CODE_OF[card] });

/** One place for all scanners: a card or a badge is acted on here and never sent on as a scan. Null where it is neither. */
function actOn(text: string): Promise<void> | null {
  const card = functionCardOf(text);
  if (card) return DO[card]();
  if (isCardLike(text)) return told({ kind: 'damaged' });
  const { badgeUntil } = useFunctionCards.getState();
  if (badgeUntil === null) return null;
  useFunctionCards.setState({ badgeUntil: null, notice: null });
  const reading = readWaybillNumber(text);
  // Somebody went on packing: a parcel is a parcel.
  if (Date.now() > badgeUntil || (reading.kind === 'number' && reading.candidates.length > 0)) return null;
  return takeDesk(text);
}

const told = (notice: CardNotice): Promise<void> => Promise.resolve(say(notice));

const DO: Readonly<Record<FunctionCard, () => Promise<void>>> = {
  ok() {
    const { overlay, recalls } = useFunctionCards.getState();
    if (overlay) return Promise.resolve(closeOverlay());
    const [recall] = recalls;
    if (!acknowledge() && !recall) return told({ kind: 'nothing-held' });
    else if (recall) putRecallAway(recall.scanId);
    return told({ kind: 'acknowledged' });
  },
  async undo() {
    const answer = await ask('desk.undo', {});
    if (!answer.ok) return say({ kind: 'problem', problem: answer.problem });
    if (answer.value.kind === 'refused') return say({ kind: 'undo-refused', why: answer.value.why, number: answer.value.number });
    showUndone(answer.value.card);
    say({ kind: 'undone', card: answer.value.card });
  },
  switch() {
    const waits = useFunctionCards.getState().badgeUntil !== null;
    useFunctionCards.setState({ badgeUntil: waits ? null : Date.now() + BADGE_WITHIN });
    return told({ kind: waits ? 'badge-forgotten' : 'badge-wanted' });
  },
  async pause() {
    const paused = useStatus.getState().view?.paused === null;
    const answer = await ask('exceptions.pause', { paused });
    if (answer.ok) {
      showStatus(answer.value);
      say({ kind: paused ? 'paused' : 'resumed' });
    } else say(answer.problem.code === 'not-allowed' ? { kind: 'pause-refused' } : { kind: 'problem', problem: answer.problem });
  },
  mute() {
    const muted = !useSettings.getState().settings.muted;
    toggleMuted();
    return told({ kind: muted ? 'muted' : 'loud' });
  },
  help() {
    useFunctionCards.setState(({ overlay }) => ({ overlay: overlay === 'help' ? null : 'help', notice: null }));
    return Promise.resolve();
  },
  calibrate: () => told({ kind: 'calibrate' }),
};

async function takeDesk(badge: string): Promise<void> {
  const answer = await ask('desk.operator', { badge: badge.slice(0, 200) });
  if (!answer.ok) return say({ kind: 'problem', problem: answer.problem });
  if (answer.value.kind === 'refused') return say({ kind: 'unknown-badge' });
  const session = await ask('session.view', {});
  if (session.ok) showSession(session.value);
  say({ kind: 'switched', operator: answer.value.operator });
}

/** Told by the main process. Resolves with the reason to sound an alarm for, null where there is none: an order that arrives is told quietly. */
export async function hearAnnouncement(news: Announcement): Promise<VerdictReason | null> {
  if (news.kind === 'order-arrived' && news.verdict !== 'intercepted') {
    say(news);
    return null;
  }
  const reason = news.kind === 'recalled' ? news.reason : await reasonOf(news.scanId);
  if (!reason) return null;
  useFunctionCards.setState(({ recalls }) => ({ recalls: [...recalls.filter(({ scanId }) => scanId !== news.scanId), { scanId: news.scanId, number: news.number, reason }] }));
  return reason;
}

async function reasonOf(scanId: number): Promise<VerdictReason | null> {
  const answer = await ask('desk.card', { scanId });
  return answer.ok ? answer.value.reason : null;
}

heedCards(actOn, (code) => {
  if (code !== 'badge-scanned' && code !== 'function-card') return false;
  say({ kind: code === 'badge-scanned' ? 'badge-first' : 'damaged' });
  return true;
});
// What was said of a card is old news at the next scan.
onNews(closeNotice);
