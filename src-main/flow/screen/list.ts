import type { ListPage, ListRow } from '../../../src-shared/bridge/history-views.ts';
import type { Verdict } from '../../../src-shared/domain/verdict.ts';
import { endsSo, soughtNumber } from '../../../src-shared/domain/waybill-number.ts';
import { workState, type WorkState } from '../../../src-shared/domain/work.ts';
import { dayOf, daySpan } from '../scan/day.ts';
import type { ScanRow } from '../scan/scan-rows.ts';
import type { Steps } from '../steps.ts';

/** `suffix`: how a number ends (a parcel's own, its new one, or a piece's), or all of it; empty asks for the day. `before`: the `next` of the page before, 0 for the first. */
export type ListQuestion = { readonly suffix: string; readonly verdict: Verdict | 'all'; readonly state: WorkState | 'all'; readonly before: number };

const PAGE = 50;
/** Rows that one question looks at, whatever it finds: a scan that comes meanwhile does not wait for a search. */
const LOOKED_AT = 200;
/** From so many characters on there is an index, and the search goes through all days. */
const INDEXED = 4;
/** Parcels that it looks at by one kind of number: no index has these by time, and the newest are found among all of them. */
const PARCELS = 500;
/** Listed though they were never scanned. */
const NEVER_SCANNED = 50;

/** 今日列表: the desk's scans of today, or of any day by the end of their number, the newest first. */
export function listPage(flow: Steps, { suffix: typed, verdict, state, before }: ListQuestion): ListPage {
  const suffix = soughtNumber(typed);
  const isSearch = suffix.length >= INDEXED;
  const byOthers = isSearch ? byOtherNumber(flow, suffix) : [];
  const others = byOthers.flat();
  const { scans, next: after } = isSearch ? bySuffix(flow, typed, others, before) : ofToday(flow, suffix, before);
  const rows: ListRow[] = [];
  let next = after;
  for (const [at, scan] of scans.entries()) {
    if (verdict === 'all' || scan.verdict === verdict) {
      const row = rowOf(flow, scan);
      if (state === 'all' || row.work === state) rows.push(row);
    }
    if (rows.length < PAGE || at === scans.length - 1) continue;
    next = scan.id;
    break;
  }
  const more = byOthers.some((parcels) => parcels.length > PARCELS);
  if (!isSearch || before !== 0 || verdict !== 'all' || (state !== 'all' && state !== 'none')) return { rows, next, more };
  const never = neverScanned(flow, suffix, others);
  return { rows: [...rows, ...never.rows], next, more: more || never.more };
}

/** Scans, the newest first, and from where it goes on; null at the end. */
type Found = { readonly scans: readonly ScanRow[]; readonly next: number | null };

function ofToday(flow: Steps, suffix: string, before: number): Found {
  const { from } = daySpan(dayOf(flow.now()));
  const looked = flow.scans.before(before, LOOKED_AT);
  const scans = looked.filter(({ at }) => at >= from);
  const ended = scans.length < looked.length || looked.length < LOOKED_AT;
  return { scans: scans.filter((scan) => endsIn(flow, scan, suffix)), next: ended ? null : (scans.at(-1)?.id ?? null) };
}

/** By the parcel's own number, what stood on the label, or the number that it has been converted to. */
const endsIn = (flow: Steps, scan: ScanRow, suffix: string): boolean =>
  suffix === '' || endsSo(scan.number, suffix) || (scan.label?.endsWith(suffix) ?? false) || (newNumberOf(flow, scan.number)?.endsWith(suffix) ?? false);

/** By the numbers that their parcels have: the own one, and `others`, parcels by another. What is no number is kept, and found, as it is written. */
function bySuffix(flow: Steps, typed: string, others: readonly string[], before: number): Found {
  const suffix = soughtNumber(typed);
  const ends = new Set([suffix, typed.normalize('NFKC').trim()].map((end) => end.slice(-INDEXED)));
  const own = [...ends].map((end) => flow.scans.endingIn(end, before, LOOKED_AT));
  const other = flow.scans.ofNumbers(others, before, LOOKED_AT);
  // Before the last of as many as were asked for there may be others, which come with the next page.
  const next = Math.max(...[...own, other].map((scans) => (scans.length < LOOKED_AT ? 0 : (scans.at(-1)?.id ?? 0))));
  const found = new Map([...own.flat().filter(({ number }) => endsSo(number, suffix)), ...other.filter(({ source }) => source === 'desk')].map((scan) => [scan.id, scan]));
  return { scans: [...found.values()].filter(({ id }) => id >= next).toSorted((a, b) => b.id - a.id), next: next || null };
}

const newNumberOf = (flow: Steps, original: string): string | null => flow.store.sql<{ number: string }>('SELECT number FROM new_numbers WHERE original = ?').get(original)?.number ?? null;

/** One parcel, all its numbers: whoever holds the one that is stuck on it, or on one of its pieces, finds it too. */
const byOtherNumber = (flow: Steps, suffix: string): string[][] => [endingIn(flow, 'original AS parcel FROM new_numbers', suffix), endingIn(flow, 'parcel FROM piece_numbers', suffix)];

/** Parcels by such a number of theirs; one more than are looked at where there are more. */
function endingIn(flow: Steps, numbers: 'number AS parcel FROM parcels' | 'original AS parcel FROM new_numbers' | 'parcel FROM piece_numbers', suffix: string): string[] {
  const found = flow.store.sql<{ parcel: string }>(`SELECT ${numbers} WHERE substr(number, -${INDEXED}) = @end AND substr(number, @from) = @suffix LIMIT ${PARCELS + 1}`);
  return found.all({ end: suffix.slice(-INDEXED), from: -suffix.length, suffix }).map(({ parcel }) => parcel);
}

/** Those whose order came last come first. */
function neverScanned(flow: Steps, suffix: string, others: readonly string[]): Pick<ListPage, 'rows' | 'more'> {
  const own = endingIn(flow, 'number AS parcel FROM parcels', suffix);
  const found = flow.store.sql<{ number: string }>(
    `SELECT ending.value AS number FROM json_each(?) AS ending LEFT JOIN parcels ON parcels.number = ending.value
     WHERE NOT EXISTS (SELECT 1 FROM scans WHERE scans.number = ending.value AND source = 'desk') ORDER BY kept_since DESC LIMIT ${NEVER_SCANNED + 1}`,
  ).all(JSON.stringify([...new Set([...own, ...others])]));
  const rows = found.slice(0, NEVER_SCANNED).map(({ number }): ListRow => ({ scanId: null, at: null, verdict: null, reason: null, number, label: null, operator: null, piece: null, typed: false, undone: false, replacement: newNumberOf(flow, number), work: 'none' }));
  return { rows, more: own.length > PARCELS || found.length > NEVER_SCANNED };
}

function rowOf(flow: Steps, scan: ScanRow): ListRow {
  return {
    scanId: scan.id, at: scan.at, verdict: scan.verdict, reason: scan.reason, number: scan.number, label: scan.label, operator: scan.operator.name, piece: scan.piece, typed: scan.typed, undone: scan.undoneAt !== null,
    // The order's, whichever of its scans it came of: a further piece and a duplicate carry it too.
    replacement: newNumberOf(flow, scan.number), work: workState(flow.jobs.ofScan(scan.id)),
  };
}
