import { create } from 'zustand';
import type { ListRow, ParcelHistory } from '../../src-shared/bridge/history-views.ts';
import type { Card } from '../../src-shared/bridge/views.ts';
import type { Verdict } from '../../src-shared/domain/verdict.ts';
import { endsSo, soughtNumber } from '../../src-shared/domain/waybill-number.ts';
import { workState, type WorkState } from '../../src-shared/domain/work.ts';
import type { Problem } from '../../src-shared/errors/codes.ts';
import { ask, on } from '../bridge/station.ts';
import type { DeskNews } from './desk.ts';

/** 今日列表 beside the desk. While it is closed it holds nothing and a scan costs nothing. */
type List = {
  readonly open: boolean;
  readonly suffix: string;
  readonly verdict: Verdict | 'all';
  readonly state: WorkState | 'all';
  readonly rows: readonly ListRow[];
  /** From where the next page goes on; null at the end. */
  readonly next: number | null;
  /** More parcels end so than any page lists. */
  readonly more: boolean;
  readonly loading: boolean;
  readonly problem: Problem | null;
  /** The row that keys act on; null before there is one. */
  readonly selected: string | null;
  /** The parcel whose history is on screen. `value` is null while it is fetched, or could not be. */
  readonly history: null | { readonly number: string; readonly value: ParcelHistory | null; readonly problem: Problem | null };
};

const EMPTY: List = { open: false, suffix: '', verdict: 'all', state: 'all', rows: [], next: null, more: false, loading: false, problem: null, selected: null, history: null };

export const useList = create<List>(() => EMPTY);

export const keyOf = (row: ListRow): string => String(row.scanId ?? row.number);

/** An answer to an earlier question is not shown. */
let question = 0;

export function openList(): void {
  if (!useList.getState().open) seek({ open: true });
}
export function closeList(): void {
  question += 1;
  useList.setState({ ...EMPTY, history: useList.getState().history });
}

/** Asks anew: another end of a number, another filter, or the same again. */
export function seek(change: Partial<Pick<List, 'open' | 'suffix' | 'verdict' | 'state'>> = {}): void {
  question += 1;
  useList.setState({ ...change, rows: [], next: 0, more: false, selected: null, problem: null, loading: false });
  void loadMore();
}

/** The next page. A page can be empty before the end: it is asked on for a few of them, and by the view while its end is in sight. */
export async function loadMore(): Promise<void> {
  const { suffix, verdict, state, next, loading } = useList.getState();
  if (next === null || loading) return;
  const mine = question;
  useList.setState({ loading: true });
  const answer = await ask('desk.list', { suffix, verdict, state, before: next });
  if (mine !== question) return;
  if (!answer.ok) return useList.setState({ loading: false, problem: answer.problem });
  const { rows: found, next: after, more } = answer.value;
  useList.setState(({ rows, selected, more: already }) => {
    const known = new Set(rows.map(keyOf));
    const all = [...rows, ...found.filter((row) => !known.has(keyOf(row)))];
    return { rows: all, next: after, more: already || more, loading: false, problem: null, selected: selected ?? (all[0] ? keyOf(all[0]) : null) };
  });
}

/** By so many rows down, or up where negative. */
export function moveSelection(by: number): void {
  const { rows, selected } = useList.getState();
  const at = rows.findIndex((row) => keyOf(row) === selected);
  const to = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
  if (to) useList.setState({ selected: keyOf(to) });
}
export const select = (row: ListRow): void => useList.setState({ selected: keyOf(row) });
export const selectedRow = ({ rows, selected }: Pick<List, 'rows' | 'selected'>): ListRow | null => rows.find((row) => keyOf(row) === selected) ?? null;

/** Something was scanned. Whoever scans wants to see what the panel says of it, also that it has to be scanned again or was not recorded. */
export function hearNews(news: DeskNews): void {
  if (useList.getState().history) closeHistory();
  if (news.kind === 'card') addScan(news.card);
}

/** It comes to the top where it belongs into what is shown. Nothing is asked. */
function addScan(card: Card): void {
  const list = useList.getState();
  if (!list.open) return;
  const row = rowOf(card);
  if (!belongs(list, row)) return;
  useList.setState({ rows: [row, ...list.rows.filter((one) => keyOf(one) !== keyOf(row) && !(one.scanId === null && one.number === row.number))], selected: list.selected ?? keyOf(row) });
}

/** What became of a scan: its row changes in its place, and stays though a filter may not fit it any more. */
export function changeRow(card: Card): void {
  const { open, rows } = useList.getState();
  if (!open || !rows.some(({ scanId }) => scanId === card.scanId)) return;
  useList.setState({ rows: rows.map((row) => (row.scanId === card.scanId ? rowOf(card) : row)) });
}

export async function openHistory(number: string): Promise<void> {
  // A scan that had nothing in it is nobody's.
  if (number === '') return;
  useList.setState({ history: { number, value: null, problem: null } });
  const answer = await ask('desk.history', { number });
  if (useList.getState().history?.number !== number) return;
  useList.setState({ history: { number, value: answer.ok ? answer.value : null, problem: answer.ok ? null : answer.problem } });
}
/** The same parcel as it is now, in the place of what is shown. */
export async function refreshHistory(): Promise<void> {
  const shown = useList.getState().history;
  if (!shown) return;
  const answer = await ask('desk.history', { number: shown.number });
  if (answer.ok && useList.getState().history?.number === shown.number) useList.setState({ history: { number: shown.number, value: answer.value, problem: null } });
}

/** ms. */
const HISTORY_AT_MOST_EVERY = 1000;

/** While it is on screen it shows what is. Cards are told of the newest scans alone: it is asked for anew whenever something has happened at all. */
export function followHistory(): () => void {
  let due: ReturnType<typeof setTimeout> | undefined;
  const soon = (): void => {
    due ??= setTimeout(() => {
      due = undefined;
      void refreshHistory();
    }, HISTORY_AT_MOST_EVERY);
  };
  // Whoever comes back from another room may have decided something there.
  if (useList.getState().history?.value) void refreshHistory();
  const unfollow = [on('status', soon), on('announcement', soon)];
  return () => {
    for (const end of unfollow) end();
    clearTimeout(due);
  };
}
export const closeHistory = (): void => useList.setState({ history: null });

/** The parcels of one account are nothing for the next. */
export function clearList(): void {
  question += 1;
  useList.setState(EMPTY);
}

function belongs({ suffix, verdict, state }: Pick<List, 'suffix' | 'verdict' | 'state'>, row: ListRow): boolean {
  const end = soughtNumber(suffix);
  return (verdict === 'all' || verdict === row.verdict) && (state === 'all' || state === row.work) && [row.number, row.label, row.replacement].some((number) => number !== null && endsSo(number, end));
}

function rowOf(card: Card): ListRow {
  const { scanId, at, verdict, reason, number, label, operator, piece, typed, undone, replacement, jobs } = card;
  return { scanId, at, verdict, reason, number, label, operator, piece: piece && { number: piece.number, of: piece.of }, typed, undone: undone !== null, replacement: replacement?.number ?? null, work: workState(jobs) };
}
