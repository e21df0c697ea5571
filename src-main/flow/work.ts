import type { AccountClient } from '../account/client.ts';
import type { Send } from '../egress/egress.ts';
import { JOB_KINDS, SERVICE_OF, type JobKind, type Service, type StandsStill } from '../../src-shared/domain/work.ts';
import { hasEnded, putOff } from './former.ts';
import { marking, type MarkingParts } from './marking.ts';
import { UNTIL_KNOWN, mayCall } from './may-call.ts';
import { asksByRepeating, isOfNow, perform, type CallParts } from './perform.ts';
import type { OrderAgain } from './phone-of.ts';
import { bindingOnce } from './provider/binding-once.ts';
import type { NamedProviders } from './provider/named.ts';
import { doneBy, type Called } from './queue/called.ts';
import { claimReady, type Claim } from './queue/claim.ts';
import type { Pace } from './queue/pace.ts';
import { createPortions } from './queue/portions.ts';
import type { Limits } from './queue/rate.ts';
import { createRunner, type Runner } from './queue/runner.ts';
import type { Outcome } from './queue/task.ts';
import type { Recalled } from './recalled.ts';
import { leaveAside, setAside, settle } from './settle.ts';
import { providerNow, type Steps } from './steps.ts';
import { wayOut } from './way-out.ts';

/** A write-back goes through the account API; its limits are ours, not a provider's. */
const WRITE_BACK_LIMITS = { perSecond: 200, concurrency: 16 };

export type WorkParts = OrderAgain & {
  readonly flow: Steps;
  readonly client: AccountClient;
  readonly send: Send;
  readonly pace: Pace;
  readonly providers: NamedProviders;
  /** Scans whose cards changed, and what is called back, after the change is durable. */
  readonly changed: (scans: ReadonlySet<number>, recalled: readonly Recalled[]) => void;
  readonly failed: (error: unknown) => void;
  /** How each call or question has ended. */
  readonly heard: (kind: JobKind, outcome: Outcome) => void;
  /** Somebody is scanning. */
  readonly deskBusy: () => boolean;
  /** Why nothing at all is called or asked at the moment, while what is under way ends: a person has paused the queue, or nobody knows what time it is. */
  readonly standsStill: () => StandsStill | null;
  /** Nothing is claimed until it has been heard that this database is no old copy of itself (money.md, hole 2), and what was called back meanwhile: why it has not, or null. */
  readonly unheard: () => 'offline' | 'platform' | null;
  readonly mark: MarkingParts['mark'];
};

export type Work = Runner & {
  /** Kinds of which nothing is called at the moment, and why. */
  readonly standsStill: () => Readonly<Partial<Record<JobKind, StandsStill>>>;
  /** `setUp`: the provider of these is called otherwise than before, be it the same one. */
  readonly providersChanged: (swapped: readonly JobKind[], setUp: readonly JobKind[]) => void;
  readonly tryNow: () => void;
};

/** queue -> provider -> ledger: what happens to a job after the scan that made it. */
export function createWork(parts: WorkParts): Work {
  const { flow, pace, providers, unheard } = parts;
  const calls: CallParts = { ...parts, known: () => unheard() === null };
  const binding = bindingOnce(flow.bindings, flow.now);
  /** Whoever gave numbers before is called at the pace of who does it now. */
  const limits = (called: Called): Limits | undefined => (called === 'account' ? WRITE_BACK_LIMITS : flow.entitlements()?.services[called === 'former' ? 'privacy' : called].provider.limits);
  /** Claims that may not leave: the high-water mark does not cover their entries. */
  const withheld = new WeakMap<Claim, Outcome>();
  /** In the transaction of the caller, or its own. `moved`: scans of jobs that were put off instead. */
  function claimAll(free: (called: Called) => number, moved: Set<number>): Claim[] {
    const allowed = (called: Called): number => {
      const given = limits(called);
      return given ? Math.min(free(called), pace.allowance(called, given)) : 0;
    };
    let former = allowed('former');
    return claimReady(flow.store, flow.now(), (kind) => allowed(doneBy(kind)), flow.newId, (claim) => {
      const why = unheard();
      if (why === null) {
        const isFormer = goesTo(claim) === 'former';
        if (isFormer && (former <= 0 || hasEnded(flow, claim.job))) {
          if (putOff(flow, claim, pace.standsStill('former'), pace.nextIn('former', limits('former') ?? WRITE_BACK_LIMITS))) moved.add(claim.job.scan_id);
          // What was behind it is looked at now.
          runner.wake();
          return false;
        }
        const may = mayCall(flow, claim, asksByRepeating(calls, claim));
        if (!may) moved.add(claim.job.scan_id);
        else if (isFormer) former -= 1;
        return may;
      }
      if (claim.purpose === 'call') {
        flow.jobs.wait(claim.job.id, why, flow.now() + UNTIL_KNOWN);
        moved.add(claim.job.scan_id);
      }
      return false;
    }, {
      current({ id, kind }) {
        if (kind === 'unbind') return flow.bindings.ofUnbind(id)?.provider ?? null;
        const provider = providerNow(flow, kind);
        return provider && (providers.idOf(SERVICE_OF[kind] as Service, provider) ?? null);
      },
      stuck(job, error) {
        leaveAside(flow, job, error);
        moved.add(job.scan_id);
        parts.failed(error);
      },
    });
  }

  /** Found in the claim's transaction: it is asked for again after that, where a read that failed would lose what was claimed or answered. */
  const whom = new WeakMap<Claim, Called>();
  function goesTo(claim: Claim): Called {
    const called = whom.get(claim) ?? (claim.job.kind === 'unbind' && !isOfNow(calls, claim) ? 'former' : doneBy(claim.job.kind));
    whom.set(claim, called);
    return called;
  }

  const marks = marking({ mark: parts.mark, pace, wake: () => runner.wake(), failed: parts.failed });
  const portions = createPortions();
  let isStopping = false;
  const untold = new Set<number>();
  const notAnnounced: Recalled[] = [];
  function owe(moved: ReadonlySet<number>, recalled: readonly Recalled[] = []): void {
    if (untold.size === 0 && moved.size > 0) portions.add(tell);
    for (const scanId of moved) untold.add(scanId);
    notAnnounced.push(...recalled);
  }
  /** It is on the disk: a window that can't be told does not change that. */
  function tell(): void {
    if (untold.size === 0) return;
    const moved = new Set(untold);
    untold.clear();
    try {
      parts.changed(moved, notAnnounced.splice(0));
    } catch (error) {
      parts.failed(error);
    }
  }

  const runner = createRunner({
    portions,
    goesTo,
    places: (called) => {
      const given = limits(called);
      return given && parts.standsStill() === null ? pace.places(called, given) : 0;
    },
    turn: (ended, free) => {
      const moved = new Set<number>();
      let recalled: readonly Recalled[] = [];
      const both = (): Claim[] => {
        const settled = settle(flow, ended);
        for (const scanId of settled.changed) moved.add(scanId);
        ({ recalled } = settled);
        return claimAll(free, moved);
      };
      const claims = ended.length > 0 ? flow.store.transaction(both) : claimAll(free, moved);
      for (const claim of claims) pace.started(goesTo(claim), limits(goesTo(claim)) ?? WRITE_BACK_LIMITS);
      owe(moved, recalled);
      return claims;
    },
    setAside({ claim }, error) {
      const scanId = setAside(flow, claim, error);
      if (scanId !== null) owe(new Set([scanId]));
    },
    async ready(claims) {
      const trouble = await marks.keep();
      if (trouble) for (const claim of claims) withheld.set(claim, trouble);
    },
    perform: async (claim) => {
      const out = wayOut(calls, () => pace.further(goesTo(claim), limits(goesTo(claim)) ?? WRITE_BACK_LIMITS), () => isStopping || pace.rests(goesTo(claim)));
      const outcome = withheld.get(claim) ?? (await perform({ ...calls, ...out }, claim, binding));
      // It came too late for the stop: nobody asks for its provider any more, and whose it is can't be read.
      if (!flow.store.db.open) return outcome;
      try {
        if (out.tells() && (goesTo(claim) === 'former' || isOfNow(calls, claim))) pace.heard(goesTo(claim), claim, outcome);
        parts.heard(claim.job.kind, outcome);
      } catch (error) {
        // The outcome is recorded all the same: it is all that knows what happened outside.
        parts.failed(error);
      }
      return outcome;
    },
    nextReadyIn: () => {
      if (parts.standsStill() === 'paused') return null;
      const now = flow.now();
      const times = JOB_KINDS.flatMap((kind) => {
        const given = limits(doneBy(kind));
        const at = given ? flow.jobs.nextReady(kind) : null;
        return given && at !== null ? [Math.max(at - now, pace.nextIn(doneBy(kind), given))] : [];
      });
      return times.length === 0 ? null : Math.min(...times);
    },
    deskBusy: parts.deskBusy,
    failed: parts.failed,
  });
  return {
    ...runner,
    async stop(patience: number): Promise<void> {
      isStopping = true;
      marks.stop();
      await runner.stop(patience);
      tell();
    },
    standsStill: () =>
      Object.fromEntries(JOB_KINDS.flatMap((kind) => {
        const why = parts.standsStill() ?? pace.standsStill(doneBy(kind));
        return why ? [[kind, why]] : [];
      })),
    providersChanged(swapped: readonly JobKind[], setUp: readonly JobKind[]): void {
      swapped.map(doneBy).forEach(pace.anew);
      setUp.map(doneBy).forEach(pace.tryNow);
      runner.wake();
    },
    /** A network is back: providers that did not answer are tried at once. */
    tryNow(): void {
      pace.tryNow();
      runner.wake();
    },
  };
}
