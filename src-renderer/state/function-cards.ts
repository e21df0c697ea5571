import { create } from 'zustand';
import type { Answer } from '../../src-shared/bridge/channels.ts';
import type { Announcement, Card, OperatorAnswer, UndoAnswer } from '../../src-shared/bridge/views.ts';
import { CODE_OF, functionCardOf, isCardLike, type FunctionCard } from '../../src-shared/domain/function-cards.ts';
import type { VerdictReason } from '../../src-shared/domain/reason.ts';
import type { Verdict } from '../../src-shared/domain/verdict.ts';
import { readWaybillNumber } from '../../src-shared/domain/waybill-number.ts';
import type { Problem } from '../../src-shared/errors/codes.ts';
import { ask } from '../bridge/station.ts';
import { acknowledge, heedCards, onNews, scan, showUndone, type TimedScan } from './desk.ts';
import { endRecall, loadRecalls, useRecalls } from './recalls.ts';
import { showSession } from './session.ts';
import { toggleMuted } from './settings.ts';
import { showStatus, useStatus } from './status.ts';

/** What a card, a key or the main process has just brought about, in a line under the desk's header until the next scan. */
export type CardNotice =
  | { readonly kind: 'undone'; readonly card: Card }
  | { readonly kind: 'undo-refused'; readonly why: Extract<UndoAnswer, { kind: 'refused' }>['why']; readonly number: string | null }
  | { readonly kind: 'switched'; readonly operator: string }
  | { readonly kind: 'order-arrived'; readonly number: string; readonly verdict: Verdict | null }
  | { readonly kind: 'problem'; readonly problem: Problem }
  | { readonly kind: 'badge-wanted' | 'badge-forgotten' | 'unknown-badge' | 'unknown-person' | 'badge-first' | 'damaged' | 'paused' | 'resumed' | 'pause-refused' | 'muted' | 'loud' | 'acknowledged' | 'nothing-held' | 'calibrate' };

/** help: what each card does, with its code; sheet, badges: to print; entry: a number by hand; operators: who scans from now on. */
export type DeskOverlay = 'help' | 'sheet' | 'badges' | 'entry' | 'operators';

/** One of the pages of the cards: they are put away as one. */
export const isOfCards = (overlay: DeskOverlay | null): boolean => overlay === 'help' || overlay === 'sheet' || overlay === 'badges';

type Cards = {
  readonly notice: CardNotice | null;
  /** 换人: the next scan is a badge, until this moment (ms of this machine). */
  readonly badgeUntil: number | null;
  readonly overlay: DeskOverlay | null;
};

const BADGE_WITHIN = 30_000;
const NONE: Cards = { notice: null, badgeUntil: null, overlay: null };
export const useFunctionCards = create<Cards>(() => NONE);

const say = (notice: CardNotice): void => useFunctionCards.setState({ notice });
export const closeNotice = (): void => useFunctionCards.setState({ notice: null });
export const openOverlay = (overlay: DeskOverlay): void => useFunctionCards.setState({ overlay });
export const closeOverlay = (): void => useFunctionCards.setState({ overlay: null });
/** The notices of one account are nothing for the next. */
export function clearCards(): void {
  lastRead = null;
  useFunctionCards.setState(NONE);
}

/** By a key or a button, in the order of the scans that are under way. */
export const playCard = (card: FunctionCard): void => scan({ text: CODE_OF[card], byHand: true });

/**
 * ms. A scanner in a stand reads a card again and again for as long as it lies there: that is one reading, and takes off one parcel. Whoever means
 * a card twice takes longer.
 */
const SAME_READING = 1000;
let lastRead: { readonly card: FunctionCard; readonly at: number } | null = null;

function isReadAgain(card: FunctionCard, { at, byHand }: TimedScan): boolean {
  const before = lastRead;
  lastRead = byHand ? null : { card, at };
  return lastRead !== null && before?.card === card && Math.abs(at - before.at) < SAME_READING;
}

/** One place for all scanners: a card or a badge is acted on here and never sent on as a scan. Null where it is neither. */
function actOn(made: TimedScan): Promise<void> | null {
  const { text } = made;
  const card = functionCardOf(text);
  if (card) return isReadAgain(card, made) ? Promise.resolve() : DO[card]();
  lastRead = null;
  if (isCardLike(text)) return told({ kind: 'damaged' });
  const { badgeUntil, overlay } = useFunctionCards.getState();
  const until = overlay === 'operators' ? Infinity : badgeUntil;
  if (until === null) return null;
  useFunctionCards.setState({ badgeUntil: null, notice: null });
  const reading = readWaybillNumber(text);
  // Somebody went on packing: a parcel is a parcel.
  if (Date.now() > until || (reading.kind === 'number' && reading.candidates.length > 0)) return null;
  return takeDesk(text);
}

const told = (notice: CardNotice): Promise<void> => Promise.resolve(say(notice));

const DO: Readonly<Record<FunctionCard, () => Promise<void>>> = {
  ok() {
    if (useFunctionCards.getState().overlay) return Promise.resolve(closeOverlay());
    // One card, one thing: what fills the panel, and then what is called back.
    if (acknowledge()) return told({ kind: 'acknowledged' });
    const [recall] = useRecalls.getState().recalls;
    if (!recall) return told({ kind: 'nothing-held' });
    void endRecall(recall.scanId);
    return told({ kind: 'acknowledged' });
  },
  async undo() {
    const answer = await ask('desk.undo', {});
    if (!answer.ok) return say({ kind: 'problem', problem: answer.problem });
    if (answer.value.kind === 'refused') return say({ kind: 'undo-refused', why: answer.value.why, number: answer.value.number });
    showUndone(answer.value.card);
    void loadRecalls();
    say({ kind: 'undone', card: answer.value.card });
  },
  switch() {
    const { badgeUntil } = useFunctionCards.getState();
    const waits = badgeUntil !== null && Date.now() <= badgeUntil;
    if (waits) useFunctionCards.setState({ badgeUntil: null });
    else waitForBadge(Date.now() + BADGE_WITHIN);
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
  async mute() {
    // Done before it is said: what is loud again says so aloud.
    say({ kind: await toggleMuted() });
  },
  help() {
    useFunctionCards.setState(({ overlay }) => ({ overlay: isOfCards(overlay) ? null : 'help', notice: null }));
    return Promise.resolve();
  },
  calibrate: () => told({ kind: 'calibrate' }),
};

/** Once its time is over nothing is said to wait for a badge any more. */
function waitForBadge(until: number): void {
  useFunctionCards.setState({ badgeUntil: until });
  setTimeout(() => {
    const { badgeUntil, notice } = useFunctionCards.getState();
    if (badgeUntil === until) useFunctionCards.setState({ badgeUntil: null, notice: notice?.kind === 'badge-wanted' ? null : notice });
  }, until - Date.now() + 1);
}

const takeDesk = async (badge: string): Promise<void> => showTaken(await ask('desk.operator', { badge: badge.slice(0, 200) }));
/** 换人 by the list. */
export const chooseOperator = async (id: string): Promise<void> => showTaken(await ask('desk.chooseOperator', { id }));

async function showTaken(answer: Answer<OperatorAnswer>): Promise<void> {
  if (!answer.ok) return say({ kind: 'problem', problem: answer.problem });
  if (answer.value.kind === 'refused') return say({ kind: answer.value.why });
  if (useFunctionCards.getState().overlay === 'operators') closeOverlay();
  const session = await ask('session.view', {});
  if (session.ok) showSession(session.value);
  say({ kind: 'switched', operator: answer.value.operator });
}

/** Told by the main process. Resolves with the reason to sound an alarm for, null where there is none: an order that arrives is told quietly, unless its parcel is called back. */
export async function hearAnnouncement(news: Announcement): Promise<VerdictReason | null> {
  if (news.kind === 'order-arrived' && news.verdict !== 'intercepted' && news.verdict !== 'invalid') {
    say(news);
    return null;
  }
  await loadRecalls();
  return useRecalls.getState().recalls.find(({ scanId }) => scanId === news.scanId)?.reason ?? null;
}

heedCards(actOn, (code) => {
  if (code !== 'badge-scanned' && code !== 'function-card') return false;
  say({ kind: code === 'badge-scanned' ? 'badge-first' : 'damaged' });
  return true;
});
// What was said of a card is old news at the next scan.
onNews(closeNotice);
