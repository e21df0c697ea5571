import { create } from 'zustand';
import type { Card, ScanLine } from '../../src-shared/bridge/views.ts';
import { isHeldUntilAcknowledged } from '../../src-shared/domain/reason.ts';
import type { ErrorCode, Problem } from '../../src-shared/errors/codes.ts';
import { foldCode } from '../../src-shared/domain/waybill-number.ts';
import { ask } from '../bridge/station.ts';
import { takeOff } from './recalls.ts';
import { withFragment, withoutWhole, type Rescan } from './rescans.ts';
import { heldAfter, isSameParcel } from './hold.ts';
import { scanQueue } from './scan-queue.ts';

/**
 * A scan that the main process could not record. It stays until it is tried again or put away by a person. `holds`: it keeps the panel, for
 * nobody has acknowledged it yet; afterwards it is a line above.
 */
export type FailedScan = MadeScan & { readonly id: number; readonly problem: Problem; readonly holds: boolean };
/**
 * What was scanned, when (ms of this machine; now where nothing is said), and by which serial scanner, or by fingers. `byHand`: a card that was
 * played by a key or a button.
 */
type MadeScan = { readonly text: string; readonly at?: number; readonly device?: string | undefined; readonly typed?: boolean | undefined; readonly byHand?: true };
export type TimedScan = MadeScan & { readonly at: number };

type Desk = {
  /** The newest scan's card; the verdict panel keeps it until the next scan, unless something is held. */
  readonly current: Card | null;
  /** An older card that somebody opened from the strip; the next scan closes it. */
  readonly opened: Card | null;
  readonly lines: readonly ScanLine[];
  /** Scans that were made and not answered yet. */
  readonly open: number;
  readonly failed: readonly FailedScan[];
  /** Codes that may be fragments, the newest last: never sent, they keep the panel until their label is scanned whole or somebody has seen them. */
  readonly rescans: readonly Rescan[];
  /** What must not go on as it is and nobody has yet, the newest last: it keeps the panel. */
  readonly held: readonly Card[];
  /** What is being typed by hand; scanners are too fast to be worth showing. */
  readonly typed: string;
  /** What happened last, so that the panel shows the newest thing. */
  readonly newest: 'card' | 'failed' | 'rescan' | null;
};

const LINES_KEPT = 50;
const EMPTY: Desk = { current: null, opened: null, lines: [], open: 0, failed: [], rescans: [], held: [], typed: '', newest: null };

export const useDesk = create<Desk>(() => EMPTY);

/** What has just happened at the desk, as ears hear it. */
export type DeskNews = { readonly kind: 'card'; readonly card: Card } | { readonly kind: 'rescan' } | { readonly kind: 'not-recorded' };

let failures = 0;
const listeners = new Set<(news: DeskNews) => void>();

/** Called with everything that happens, before React paints it. Sounds hang here. */
export function onNews(listener: (news: DeskNews) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
const tell = (news: DeskNews): void => listeners.forEach((listener) => listener(news));

/** Scanned again with its weight: nobody has to put the first time away. */
const wantedWeight = ({ text, problem }: FailedScan, card: Card): boolean => problem.code.startsWith('weight-') && foldCode(text).startsWith(card.label ?? card.number);

const lineOf = (card: Card): ScanLine => ({ scanId: card.scanId, at: card.at, verdict: card.verdict, number: card.label ?? card.number, reason: card.reason, piece: card.piece && { number: card.piece.number, of: card.piece.of }, undone: card.undone !== null });

/** Who acts on function cards and badges (function-cards.ts): null where a text is neither. */
let actOnCard: (made: TimedScan) => Promise<void> | null = () => null;
/** The main process knows a badge, or a card that was not read whole, where nobody here did: true where that has been said. */
let wasNoParcel: (code: ErrorCode) => boolean = () => false;
export function heedCards(act: typeof actOnCard, refused: typeof wasNoParcel): void {
  actOnCard = act;
  wasNoParcel = refused;
}

/** Sends a scan to the main process, after those before it. A card is acted on in its turn, so that it concerns the scan before it. */
const toBeScanned = scanQueue<TimedScan>(async (made, queued) => {
  const acting = actOnCard(made);
  if (acting) useDesk.setState(({ rescans }) => ({ rescans: withoutWhole(rescans, made.text) }));
  else return ask('desk.scan', { text: made.text, ago: Math.max(0, Date.now() - made.at), queued, ...(made.typed ? { typed: true } : {}), ...(made.device === undefined ? {} : { device: made.device }) });
  await acting;
  return null;
}, {
  onCard(card, { text }) {
    const before = useDesk.getState().held;
    useDesk.setState((desk) => ({
      current: card,
      opened: null,
      lines: [lineOf(card), ...desk.lines.filter((line) => line.scanId !== card.scanId)].slice(0, LINES_KEPT),
      rescans: withoutWhole(desk.rescans, text),
      failed: desk.failed.filter((failed) => !wantedWeight(failed, card)),
      held: heldAfter(desk.held, card),
      newest: 'card',
    }));
    // It was taken off by its own second scan.
    if (useDesk.getState().held.length < before.length) tellTaken(card);
    tell({ kind: 'card', card });
  },
  onProblem(made, problem) {
    if (wasNoParcel(problem.code)) return;
    useDesk.setState((desk) => ({ failed: [...desk.failed, { ...made, id: ++failures, problem, holds: true }], newest: 'failed' }));
    tell({ kind: 'not-recorded' });
  },
  onLength: (open) => useDesk.setState({ open }),
  onQueued: () => void ask('desk.hurry', {}),
});

export const scan = (made: MadeScan): void => toBeScanned({ ...made, at: made.at ?? Date.now() });

export function retryFailed(id: number): void {
  const failed = useDesk.getState().failed.find((one) => one.id === id);
  if (!failed) return;
  putAwayFailed(id);
  scan({ text: failed.text, device: failed.device, typed: failed.typed });
}

export const putAwayFailed = (id: number): void =>
  useDesk.setState((desk) => {
    const failed = desk.failed.filter((one) => one.id !== id);
    return { failed, newest: failed.length === 0 && desk.newest === 'failed' ? (desk.current ? 'card' : null) : desk.newest };
  });

/** What was not recorded and nobody has acknowledged: it keeps the panel as long as no parcel does. */
export const unseenFailure = ({ failed }: Pick<Desk, 'failed'>): FailedScan | undefined => failed.findLast(({ holds }) => holds);

/** Recorded with who it was. Where that fails, the next start holds the parcel again. */
const tellTaken = ({ scanId }: Card): void => void takeOff(scanId);

/** Something keeps the panel until somebody has it. */
export const holdsPanel = ({ held, failed, rescans }: Desk): boolean => held.length > 0 || rescans.length > 0 || unseenFailure({ failed }) !== undefined;

/** Somebody has what the panel holds: by the confirm card, a click, a key or the parcel itself. False where nothing is held. */
export function acknowledge(): boolean {
  const { held, failed, rescans } = useDesk.getState();
  const taken = held.at(-1);
  const unseen = unseenFailure({ failed });
  if (taken) {
    useDesk.setState({ held: held.slice(0, -1) });
    tellTaken(taken);
  } else if (unseen) useDesk.setState({ failed: failed.with(failed.indexOf(unseen), { ...unseen, holds: false }) });
  // Nothing of them was recorded: whoever has seen that one label has to be scanned again has seen them all.
  else if (rescans.length > 0) useDesk.setState({ rescans: [] });
  return taken !== undefined || unseen !== undefined || rescans.length > 0;
}

export const showTyped = (typed: string): void => useDesk.setState({ typed });
export function askForRescan(rescan: Rescan): void {
  useDesk.setState(({ rescans }) => ({ rescans: withFragment(rescans, rescan), newest: 'rescan' }));
  tell({ kind: 'rescan' });
}

/** A card changed in the main process: a job ended, a number came back. */
export function showCardChange(card: Card): void {
  const { current, opened } = useDesk.getState();
  if (current?.scanId === card.scanId) {
    useDesk.setState({ current: card });
    // It came to rest after its scan.
    if (card.weight?.off && !current.weight) tell({ kind: 'card', card });
  }
  if (opened?.scanId === card.scanId) useDesk.setState({ opened: card });
  // Its order has come, or it was undone: nobody has to take it off.
  if (useDesk.getState().held.some(({ scanId }) => scanId === card.scanId)) useDesk.setState(({ held }) => ({ held: held.flatMap((one) => (one.scanId !== card.scanId ? [one] : isHeldUntilAcknowledged(card) ? [card] : [])) }));
  useDesk.setState(({ lines }) => ({ lines: lines.map((line) => (line.scanId === card.scanId && (line.verdict !== card.verdict || line.undone !== (card.undone !== null)) ? lineOf(card) : line)) }));
}

/** It counts no more, and nobody has to take it off. */
export function showUndone(card: Card): void {
  showCardChange(card);
  useDesk.setState(({ held, newest }) => ({ held: held.filter(({ scanId }) => scanId !== card.scanId), newest: newest === null ? null : 'card' }));
}

export async function openCard(scanId: number): Promise<void> {
  if (useDesk.getState().current?.scanId === scanId) return closeCard();
  const answer = await ask('desk.card', { scanId });
  if (answer.ok) useDesk.setState({ opened: answer.value });
}

export const closeCard = (): void => useDesk.setState({ opened: null });

/** After a start: the strip's lines, and what must not go on as it is and nobody has said to have. */
export async function loadRecent(): Promise<void> {
  const [answer, held] = await Promise.all([ask('desk.recent', {}), ask('desk.held', {})]);
  if (held.ok) useDesk.setState((desk) => ({ held: [...held.value.filter((card) => !desk.held.some((one) => isSameParcel(one, card))), ...desk.held] }));
  if (!answer.ok) return;
  // A scan can be answered before this list is: the list must not hide it.
  useDesk.setState((desk) => ({
    lines: [...desk.lines, ...answer.value.filter((line) => !desk.lines.some((known) => known.scanId === line.scanId))].sort((a, b) => b.scanId - a.scanId).slice(0, LINES_KEPT),
  }));
}

/** The cards of one account are nothing for the next. */
export const clearDesk = (): void => useDesk.setState(EMPTY);
