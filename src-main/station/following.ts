import { z } from 'zod';
import type { Provider } from '../../src-shared/contract/parcels.ts';
import type { Send } from '../egress/egress.ts';
import type { Desk } from '../flow/one-scan.ts';
import { settings, type Wire } from '../flow/provider/adapter.ts';
import type { OrderAgain } from '../flow/phone-of.ts';
import { TRACKERS } from '../flow/provider/trackers.ts';
import { backoff } from '../flow/queue/backoff.ts';
import { isServiceOn, type Steps } from '../flow/steps.ts';
import { followNext } from '../flow/tracking.ts';
import type { Problems } from './problems.ts';
import type { UnsafeProblems } from './unsafe.ts';

/** ms between two looks where nothing is due, and until a platform that refuses is asked again. */
const EVERY = 5_000;
const REFUSED = 3_600_000;
const SCANS_AT_ONCE = 50;
/**
 * ms between two questions at least, whatever their provider allows, while the desk rests and while it is busy: nobody waits for one, and each costs the
 * desk some of its processor and a few syncs of its disk. 300,000 a day are enough for 30,000 parcels a day.
 */
const GENTLY = 200;
const GENTLIEST = 1_000;
/** A timer of more ms than this fires at once. */
const LONGEST_REST = 2 ** 31 - 1;
/** Older ones are not taken up: they have arrived, or nobody has their phone any more. */
const LONGEST = 30 * 86_400_000;

/** `firstAfter`: ms from a parcel's scan to the first question; a parcel that left at noon is nowhere yet at one. */
const schedule = z.object({ firstAfter: z.int().min(60_000).max(LONGEST / 2).default(6 * 3_600_000) });

export type FollowingParts = OrderAgain & {
  readonly flow: Steps;
  readonly send: Send;
  readonly desk: () => Desk;
  /** Somebody is scanning. */
  readonly deskBusy: () => boolean;
  /** The account API has spoken in this run, there is a network, and nobody has paused the queue. */
  readonly may: () => boolean;
  /** Messages were made under these scans. */
  readonly moved: (scans: ReadonlySet<number>) => void;
  readonly problems: Pick<Problems, 'add' | 'cure'>;
  readonly unsafe: Pick<UnsafeProblems, 'met' | 'passed'>;
  readonly failed: (error: unknown) => void;
};

/**
 * 轨迹: one question after the other to who is named for it in the entitlements (`tracking`), within its limits, about parcels that have left
 * here. Only for a message's sake: without the SMS service nothing is asked.
 */
export function following({ flow, askOrder, send, desk, deskBusy, may, moved, problems, unsafe, failed }: FollowingParts) {
  let timer: NodeJS.Timeout | undefined;
  let running = false;
  let troubles = 0;
  /** When scans are looked through again for what has left, by `performance.now()`. */
  let takesUpAt = 0;

  const gently = (): number => (deskBusy() ? GENTLIEST : GENTLY);
  const provider = (): Provider | null => {
    const named = flow.entitlements()?.tracking;
    return named && TRACKERS.has(named.kind) && may() && isServiceOn(flow, 'pickup-sms') ? named : null;
  };

  /** Returns how long to wait after it, ms. */
  async function round(): Promise<number> {
    const named = provider();
    if (!named) return EVERY;
    const wire: Wire = { provider: named, send, now: flow.now };
    const { firstAfter } = settings(wire, schedule) ?? schedule.parse({});
    if (takesUpAt <= performance.now()) {
      const now = flow.now();
      if (flow.followed.takeUp({ from: now - LONGEST, until: now - firstAfter, after: firstAfter }, SCANS_AT_ONCE)) return gently();
      takesUpAt = performance.now() + EVERY;
    }
    const came = await followNext(flow, { askOrder }, desk(), wire);
    // Its station has ended meanwhile.
    if (!running) return EVERY;
    if (came.kind === 'none') return EVERY;
    if (came.kind === 'trouble') {
      troubles += 1;
      if (came.unsafe) unsafe.met('tracking', came.unsafe, came.about);
      if (came.act === 'platform') problems.add({ code: 'tracking-refused', about: came.about });
      return came.act === 'platform' ? REFUSED : Math.max(EVERY, came.after ?? 0, backoff(troubles, flow.random()));
    }
    troubles = 0;
    problems.cure('tracking-refused');
    unsafe.passed('tracking');
    if (came.scans.length > 0) moved(new Set(came.scans));
    return Math.max(gently(), 1_000 / named.limits.perSecond);
  }

  async function turn(): Promise<void> {
    let next = EVERY;
    try {
      next = await round();
    } catch (error) {
      if (running) failed(error);
    }
    if (running) again(next);
  }
  function again(delay: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => void turn(), Math.min(delay, LONGEST_REST));
  }

  return {
    start(): void {
      running = true;
      again(EVERY);
    },
    stop(): void {
      running = false;
      clearTimeout(timer);
      // Whoever works next may ask nobody, and would never hear that it is over.
      problems.cure('tracking-refused');
    },
  };
}
