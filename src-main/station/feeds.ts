import type { Interception, Parcel, StopWords } from '../../src-shared/contract/parcels.ts';
import type { Arrival } from '../../src-shared/contract/templates.ts';
import type { Unread } from '../../src-shared/contract/values.ts';
import type { FeedStore, ReportStore } from '../account/feeds.ts';
import type { MessageFeeds } from '../account/message-feeds.ts';
import { keepReports, settleReports, type Settled, type Stuck } from '../flow/deliveries.ts';
import type { Steps } from '../flow/steps.ts';
import { cursorOf, keepCursor, keepUnreadable, readFrom, unreadableOf } from './feed-cursors.ts';
import type { Problems } from './problems.ts';
import type { StuckRows } from './stuck-rows.ts';

const CODES = { interceptions: 'interceptions-unreadable', orders: 'orders-unreadable', deliveryReports: 'reports-unreadable', arrivals: 'arrivals-unreadable' } as const;
type ByRow = keyof typeof CODES;
const BY_ROW = Object.keys(CODES) as ByRow[];
/** These are told whole, every time or at every start: what of them can be read by then is read again by itself. */
const WHOLE = { stores: 'stores-unreadable', templates: 'templates-unreadable' } as const;
const isByRow = (feed: string): feed is ByRow => feed in CODES;

export type FeedsParts = {
  readonly flow: Steps;
  readonly accountId: () => string;
  readonly version: string | undefined;
  readonly problems: Pick<Problems, 'goesOn' | 'cure'>;
  readonly log: (event: string, about: string) => void;
  readonly take: (told: { readonly parcels?: readonly Parcel[]; readonly interceptions?: readonly Interception[]; readonly words?: readonly StopWords[] }, keep: () => void) => void;
  readonly takeArrivals: (arrivals: readonly Arrival[], keep: () => void) => void;
  readonly settled: (settled: Settled) => void;
  readonly rows: Pick<StuckRows, 'met' | 'passed'>;
};

/**
 * Where a station keeps what the feeds of orders, interceptions, delivery reports and arrivals tell: each page with its cursor. What this version can't read of it is
 * told, and read again by another version alone: all that came after it is heard again with it, and nothing newer until then.
 */
export function stationFeeds({ flow, accountId, version, problems, log, take, takeArrivals, settled, rows }: FeedsParts) {
  const { store } = flow;
  let hasEnded = false;
  const stuck: Stuck = { until: new Map(), failed: (key, error) => rows.met(`report ${key}`, error), settled: (key) => rows.passed(`report ${key}`) };

  /** With the page, before its cursor. */
  function note(feed: ByRow, unread: readonly Unread<unknown>[]): void {
    const [first] = unread;
    if (!first) return;
    const known = unreadableOf(store, feed);
    keepUnreadable(store, feed, { from: known ? known.from : cursorOf(store, feed), count: (known?.count ?? 0) + unread.length, path: known?.path ?? first.path, by: known ? known.by : version });
  }
  function tell(feed: ByRow, unread: readonly Unread<unknown>[] = []): void {
    if (hasEnded) return;
    for (const { path } of unread.slice(0, 1)) log(CODES[feed], `${unread.length}: ${path}`);
    const unreadable = unreadableOf(store, feed);
    if (unreadable) problems.goesOn({ code: CODES[feed], about: `${unreadable.count}: ${unreadable.path}` });
    else problems.cure(CODES[feed]);
  }
  const kept = (feed: ByRow, next: string, unread: readonly Unread<unknown>[]) => (): void => {
    note(feed, unread);
    keepCursor(store, feed, next);
  };
  const toldOf = new Map<keyof typeof WHOLE, string>();
  /** What of the stores or the templates can't be read, as they were told last. */
  function heardWhole(what: keyof typeof WHOLE, unread: readonly Unread<null>[] = []): void {
    if (hasEnded) return;
    const about = unread[0] ? `${unread.length}: ${unread[0].path}` : '';
    if (about === '') problems.cure(WHOLE[what]);
    else problems.goesOn({ code: WHOLE[what], about });
    if (about !== '' && about !== toldOf.get(what)) log(WHOLE[what], about);
    toldOf.set(what, about);
  }
  /** Where this may be a newer version than the one that could not read it. */
  function readAgain(): void {
    for (const feed of BY_ROW) {
      const unreadable = unreadableOf(store, feed);
      if (unreadable && (version === undefined || unreadable.by !== version)) readFrom(store, feed, unreadable.from);
    }
  }

  const feeds: FeedStore & ReportStore & Pick<MessageFeeds, 'keepArrivals'> = {
    cursor: (feed) => cursorOf(store, feed),
    beginAnew: (feed) => readFrom(store, feed, null),
    isRead: (feed) => void (isByRow(feed) && tell(feed)),
    keepInterceptions(next, interceptions, unread) {
      const all = [...unread.flatMap(({ said }) => (said ? { ...said, at: said.at ?? flow.now() } : [])), ...interceptions];
      take({ interceptions: all }, kept('interceptions', next, unread));
      if (unread.length > 0) tell('interceptions', unread);
    },
    keepOrders(next, parcels, unread) {
      take({ parcels, words: unread.flatMap(({ said }) => said ?? []) }, kept('orders', next, unread));
      if (unread.length > 0) tell('orders', unread);
    },
    keepReports(next, reports, unread) {
      settled(keepReports(flow, accountId(), reports, kept('deliveryReports', next, unread), stuck));
      if (unread.length > 0) tell('deliveryReports', unread);
    },
    keepArrivals(next, arrivals, unread) {
      takeArrivals(arrivals, kept('arrivals', next, unread));
      if (unread.length > 0) tell('arrivals', unread);
    },
  };
  return {
    feeds,
    readAgain,
    heardWhole,
    settleReports: (): void => settled(settleReports(flow, stuck)),
    /** What the next station can't read it tells itself. */
    end(): void {
      hasEnded = true;
      problems.cure(...Object.values(CODES), ...Object.values(WHOLE));
    },
  };
}
