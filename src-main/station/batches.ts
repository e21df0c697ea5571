import type { BadRowView, BatchRoomView, BatchRowState, BatchRowView, BatchSkip, BatchView } from '../../src-shared/bridge/batch-views.ts';
import type { ErrorCode } from '../../src-shared/errors/codes.ts';
import { StationError } from '../../src-shared/errors/codes.ts';
import { businessKey } from '../../src-shared/domain/business-key.ts';
import type { Courier, Platform } from '../../src-shared/domain/couriers.ts';
import type { VerdictReason } from '../../src-shared/domain/reason.ts';
import { conversionAmong, type JobState, type WaitReason } from '../../src-shared/domain/work.ts';
import type { Desk, Listed, Scanned } from '../flow/one-scan.ts';
import type { JobRow } from '../flow/queue/job-rows.ts';
import type { BatchRow, ResultRow } from '../flow/scan/batch-rows.ts';
import { giveUp } from '../flow/settle.ts';
import { release, type Steps } from '../flow/steps.ts';
import type { List } from '../table/read-list.ts';
import { turn } from './turn.ts';
import { untilDone } from './until-done.ts';

/** Rows written in one transaction: it must be over before a packer notices. */
const PORTION = 250;
/**
 * Rows that are under way at once. Few enough that a batch lays hands on little of the money and that it stops soon when
 * it is paused; more than a provider takes at a time.
 */
const AT_ONCE = 64;
/** Lists that are shown of those that there are: of each its rows are counted. */
const LISTS = 20;
/** Rows scanned in one transaction. */
const SCANNED_AT_ONCE = 8;

const STATE_OF: Readonly<Record<JobState, BatchRowState>> = { waiting: 'sent', calling: 'sent', unknown: 'sent', parked: 'parked', done: 'done', refused: 'failed', void: 'failed' };
/** Work of an order that is held waits for the platform, and may for long: it keeps no list from its end. */
const rowStateOf = ({ state, waits }: Pick<JobRow, 'state' | 'waits'>): BatchRowState => (waits === 'held' ? 'parked' : STATE_OF[state]);

export type BatchParts = {
  readonly flow: Steps;
  readonly desk: () => Desk;
  readonly scan: (desk: Desk, text: string, listed: Listed) => Scanned;
  /** Jobs of a batch have come, or may go on. */
  readonly wake: () => void;
  readonly changed: () => void;
  readonly failed: (error: unknown) => void;
};

/**
 * 批量: a list is put down as a preview, and once a person has started it, its rows are scanned one after the other
 * (scan -> decide -> queue) in the second lane, a few at a time, until the last one has come to its end. What it does is
 * in the database, so that a restart goes on where it was.
 */
export function batches({ flow, desk, scan, wake, changed, failed }: BatchParts) {
  const { batches: rows, store } = flow;
  const owed = untilDone(failed);
  let feeding: NodeJS.Immediate | undefined;
  /** Jobs of the cancelled list that are still to be looked at; null where nobody has asked for them in this run. */
  let toGiveUp: readonly number[] | null = null;
  let stopped = false;

  /** Lists that nobody has started do not outlive the program. */
  function recover(): void {
    for (const id of rows.unstarted()) discardSoon(id);
    catchUp(Number.MAX_SAFE_INTEGER);
  }

  /** Rows follow what has become of their jobs, the newest first: those of a list that is open before those of all that have ended. */
  function catchUp(before: number): void {
    owed.take(() => {
      const jobs = rows.unfollowed(before, PORTION);
      store.transaction(() => jobs.forEach((id) => follow(flow.jobs.find(id))));
      feed();
      const last = jobs.at(-1);
      if (last !== undefined) setImmediate(() => catchUp(last));
    });
  }

  function discardSoon(id: number): void {
    setImmediate(() => owed.take(() => {
      if (store.transaction(() => rows.discard(id, PORTION))) discardSoon(id);
    }));
  }

  /** Puts a list down in portions between which the desk goes on. Nobody sees any of it before all of it is there. */
  async function put(name: string, list: List): Promise<BatchView> {
    const before = rows.preview();
    if (before) discard(before.batchId);
    const { operator, station } = desk();
    const id = rows.begin({ name: name.slice(0, 120), at: flow.now(), operator, station, headings: list.headings });
    try {
      await inPortions(list.good, (row) => rows.addGood(id, row));
      await inPortions(list.bad, (row) => rows.addBad(id, row));
      store.transaction(() => {
        // Of two lists that were put down at once the later one is looked at.
        for (const other of rows.unstarted()) if (rows.move(other, ['preview'], 'coming', flow.now())) discardSoon(other);
        rows.complete(id, list.good.length, list.bad.length);
      });
    } catch (error) {
      discardSoon(id);
      throw error;
    }
    return known(id);
  }

  async function inPortions<T>(all: readonly T[], write: (one: T) => void): Promise<void> {
    for (let from = 0; from < all.length; from += PORTION) {
      if (stopped) throw new StationError('batch-gone');
      store.transaction(() => all.slice(from, from + PORTION).forEach(write));
      await turn();
    }
  }

  function discard(id: number): void {
    if (!rows.isState(id, 'preview', 'coming')) throw new StationError('batch-gone');
    rows.move(id, ['preview'], 'coming', flow.now());
    discardSoon(id);
  }

  /** Scans the next rows where there is room, and sees to it that it is asked again. */
  function feed(): void {
    feeding ??= setImmediate(() => {
      feeding = undefined;
      owed.take(() => {
        if (feedOnce()) feed();
      });
    });
  }

  /** True where there is more to do at once. */
  function feedOnce(): boolean {
    const batch = rows.open();
    if (!batch) return false;
    if (batch.state === 'cancelled' && giveUpSome(batch.id)) {
      wake();
      return true;
    }
    const open = rows.openCount(batch.id);
    // More than so many are open where what was parked has gone on all at once; a LIMIT below 0 is none.
    const room = Math.max(0, Math.min(SCANNED_AT_ONCE, AT_ONCE - open));
    const next = batch.state === 'running' ? rows.next(batch.id, room) : [];
    if (next.length > 0) {
      // Whoever started it is who scans.
      const by: Desk = { accountId: desk().accountId, operator: { id: batch.operator_id, name: batch.operator }, station: batch.station };
      store.transaction(() => next.forEach((row) => scanRow(by, row)));
      wake();
      changed();
      return true;
    }
    const over = open === 0 && batch.state !== 'paused' && (batch.state === 'cancelled' || rows.next(batch.id, 1).length === 0);
    if (!over) return false;
    rows.move(batch.id, ['running', 'cancelled'], batch.state === 'cancelled' ? 'stopped' : 'ended', flow.now());
    changed();
    return true;
  }

  /** What of a cancelled list has not been sent is given up, a few at a time, what would be called next first. True where there may be more. */
  function giveUpSome(id: number): boolean {
    toGiveUp ??= rows.openJobs(id);
    const some = toGiveUp.slice(0, AT_ONCE);
    store.transaction(() => {
      for (const jobId of some) follow(flow.jobs.find(jobId));
    });
    toGiveUp = toGiveUp.slice(AT_ONCE);
    return some.length > 0;
  }

  function scanRow(by: Desk, row: BatchRow): void {
    const parcel = flow.parcels.find(row.number);
    if (parcel && row.courier !== null && row.courier !== parcel.courier) return rows.put(row.batch_id, row.line, 'skipped', 'courier-differs', null);
    const { decision } = scan(by, row.number, { target: row.target });
    const job = conversionOf(by.accountId, row.number);
    if (job && (decision.verdict === 'pass' || decision.verdict === 'no-funds' || decision.verdict === 'duplicate')) rows.put(row.batch_id, row.line, rowStateOf(job), null, job.id);
    else rows.put(row.batch_id, row.line, 'skipped', SKIPS[decision.reason.kind], null);
  }

  const conversionOf = (accountId: string, number: string): JobRow | null =>
    conversionAmong((['sync', 'trace'] as const).flatMap((kind) => flow.jobs.byKey(businessKey(accountId, number, kind)) ?? []));

  function follow(found: JobRow | null): void {
    if (!found || (found.kind !== 'sync' && found.kind !== 'trace')) return;
    const job = withItsList(found);
    if (rows.follow(job.id, rowStateOf(job), null).length > 0) changed();
  }

  /** What was under way when its list was paused or given up, and has come to nothing, waits or is given up with the others. */
  function withItsList(job: JobRow): JobRow {
    if (isOfList(job) && flow.jobs.isUnsent(job, flow.now()) && !rows.wants(job.id)) {
      giveUp(flow, job, flow.now());
      return flow.jobs.find(job.id) ?? job;
    }
    // A provider may name a pause as well, which would end by itself.
    const waitsForList = job.waits === 'paused' && job.ready_at === null;
    if (!waitsForList && isUnsent(job) && rows.isPaused(job.id)) flow.jobs.wait(job.id, 'paused', null);
    if (!waitsForList || rows.isPaused(job.id)) return job;
    // It may have happened, so that it is not given up with its list, which nobody lets go on any more.
    release(flow, job);
    return flow.jobs.find(job.id) ?? job;
  }

  const known = (id: number): BatchView => {
    const view = rows.view(id);
    if (!view) throw new StationError('batch-gone');
    return view;
  };
  const room = (lists = LISTS): BatchRoomView => {
    const newest = rows.newest(lists + 1);
    return { preview: rows.preview(), batches: newest.slice(0, lists), more: newest.length > lists };
  };

  return {
    recover,
    room,
    put,
    discard(id: number): BatchRoomView {
      discard(id);
      return room();
    },
    start(id: number): BatchRoomView {
      if (rows.open()) throw new StationError('batch-running');
      if (!rows.move(id, ['preview'], 'running', flow.now())) throw new StationError('batch-gone');
      feed();
      return room();
    },
    /** What has not been sent waits; what has been goes on to its end. */
    pause(id: number, paused: boolean): BatchRoomView {
      store.transaction(() => {
        if (!rows.move(id, paused ? ['running'] : ['paused'], paused ? 'paused' : 'running', flow.now())) throw new StationError('batch-gone');
        for (const job of rows.openJobs(id).flatMap((jobId) => flow.jobs.find(jobId) ?? [])) {
          if (paused && isUnsent(job)) flow.jobs.wait(job.id, 'paused', null);
          if (!paused && job.state === 'waiting' && job.waits === 'paused') release(flow, job);
        }
      });
      wake();
      feed();
      return room();
    },
    /** What has not been sent is given up and its money is free, of a long list bit by bit; what has been goes on to its end. */
    cancel(id: number): BatchRoomView {
      store.transaction(() => {
        if (!rows.move(id, ['running', 'paused'], 'cancelled', flow.now())) throw new StationError('batch-gone');
        toGiveUp = null;
        giveUpSome(id);
      });
      wake();
      feed();
      return room();
    },
    /** Jobs of these scans have changed: their rows follow, and there may be room for more. */
    follow(scans: ReadonlySet<number>): void {
      const jobs = [...scans].flatMap((scanId) => flow.jobs.ofScan(scanId)).filter((job) => rows.hasJob(job.id));
      if (jobs.length === 0) return;
      store.transaction(() => jobs.forEach(follow));
      feed();
    },
    results: (id: number, state: BatchRowState | null, after: number, count: number): BatchRowView[] =>
      (state === null ? rows.resultRows(id, after, count) : rows.resultRowsOf(id, state, after, count)).map(rowView),
    bad: (id: number, after: number, count: number): readonly BadRowView[] => rows.badRows(id, after, count),
    view: known,
    stop(): void {
      stopped = true;
      owed.stop();
      if (feeding) clearImmediate(feeding);
    },
  };

  /** Waiting: it provably has not happened. */
  function isUnsent(job: JobRow): boolean {
    return job.state === 'waiting' && isOfList(job);
  }

  /** Where a packer has scanned the parcel meanwhile, it is the packer's. */
  function isOfList(job: JobRow): boolean {
    return flow.scans.find(job.scan_id)?.source === 'batch';
  }
}
export type Batches = ReturnType<typeof batches>;

/** Of every reason, also of those that the desk alone has. */
const SKIPS: Readonly<Record<VerdictReason['kind'], BatchSkip>> = {
  'no-order': 'no-order', 'nothing-to-do': 'no-target', work: 'no-target', funds: 'no-target', intercepted: 'intercepted', 'wrong-platform': 'intercepted', expired: 'expired',
  seen: 'seen', piece: 'seen', 'number-in-use': 'number-in-use', unreadable: 'unreadable',
};

function rowView(row: ResultRow): BatchRowView {
  return {
    line: row.line, number: row.number, state: row.state, why: row.why as BatchSkip | null, courier: row.courier, platform: row.platform as Platform | null, store: row.store,
    orderNumber: row.order_number, replacement: row.replacement, newCourier: row.new_courier as Courier | null, charged: row.charged, error: row.error as ErrorCode | null,
    job: row.kind && row.job_state ? { kind: row.kind, state: row.job_state, waits: row.waits as WaitReason | null } : null,
  };
}
