import { create } from 'zustand';
import type { Verdict } from '../../src-shared/domain/verdict.ts';
import { ask } from '../bridge/station.ts';
import { onNews, useDesk, type DeskNews } from './desk.ts';
import { showDevices, useDevices } from './devices.ts';
import { useSession } from './session.ts';

/** What is known of an absence. Times in UTC ms of this machine. */
export type Absence = {
  readonly from: number;
  readonly to: number;
  /** The window lost the front in the middle of this scan. */
  readonly cut: string | null;
  /** Serial scanners need no window in front: these were recorded, and these were held. */
  readonly recorded: readonly { readonly number: string; readonly verdict: Verdict }[];
  readonly held: readonly string[];
};

type Front = {
  /** False while another window has the front: keys go there, so that no keyboard scanner is heard here. */
  readonly inFront: boolean;
  /** Told when the window is back, until it was read or the next scan. */
  readonly absence: Absence | null;
};

export const useFront = create<Front>(() => ({ inFront: true, absence: null }));

/** Shorter ones are a glance: where somebody might scan meanwhile, its beginning was heard. ms. */
const SHORTEST_ABSENCE = 2000;
let now: Absence | null = null;

/** The page and the main process both tell it: the first of them counts. Where a page begins behind another window the main process alone does. */
export function loseFront(): void {
  if (!useFront.getState().inFront) return;
  now = { from: Date.now(), to: 0, cut: null, recorded: [], held: [] };
  useFront.setState({ inFront: false, absence: null });
  if (useDevices.getState().devices === null) void ask('settings.devices', {}).then((answer) => answer.ok && showDevices(answer.value));
}

export function regainFront(): void {
  if (useFront.getState().inFront || !now) return;
  const absence = { ...now, to: Date.now() };
  now = null;
  const known = absence.cut !== null || absence.recorded.length > 0 || absence.held.length > 0;
  const told = known || (useSession.getState().view?.phase === 'ready' && absence.to - absence.from >= SHORTEST_ABSENCE);
  useFront.setState({ inFront: true, absence: told ? absence : null });
}

export const forgetAbsence = (): void => useFront.setState({ absence: null });

function hear(news: DeskNews): void {
  if (!now) return news.kind === 'card' ? forgetAbsence() : undefined;
  const rescan = useDesk.getState().rescans.at(-1);
  if (news.kind === 'card') now = { ...now, recorded: [...now.recorded, { number: news.card.label ?? news.card.number, verdict: news.card.verdict }] };
  else if (news.kind === 'rescan' && rescan) now = rescan.device === null ? { ...now, cut: rescan.text } : { ...now, held: [...now.held, rescan.text] };
}
onNews(hear);
