import type { AccountClient } from '../account/client.ts';
import type { Send } from '../egress/egress.ts';
import { JOB_KINDS, SERVICE_OF, isMessage, type JobKind, type StandsStill } from '../../src-shared/domain/work.ts';
import type { Provider, Target } from '../../src-shared/contract/parcels.ts';
import type { Adapter, Wire } from './provider/adapter.ts';
import { ADAPTERS } from './provider/adapters.ts';
import { phoneOf } from './phone-of.ts';
import { bindingOnce } from './provider/binding-once.ts';
import { mayMessage, messageOf } from './message-check.ts';
import type { NamedProviders } from './provider/named.ts';
import { writeBack } from './provider/write-back/write-back.ts';
import { claimReady, type Claim } from './queue/claim.ts';
import { resultOf, type JobRow } from './queue/job-rows.ts';
import type { Pace } from './queue/pace.ts';
import { createRunner, type Runner } from './queue/runner.ts';
import type { Outcome, Task } from './queue/task.ts';
import { endAs } from './queue/transitions.ts';
import { settle } from './settle.ts';
import { isServiceOn, release, type Steps } from './steps.ts';

/** A write-back goes through the account API; its limits are ours, not a provider's. */
const WRITE_BACK_LIMITS = { perSecond: 200, concurrency: 16 };

/** The opening brings it forward; this is only so that nobody looks again and again. */
const UNTIL_KNOWN = 60_000;

export type WorkParts = {
  readonly flow: Steps;
  readonly client: AccountClient;
  readonly send: Send;
  readonly pace: Pace;
  readonly providers: NamedProviders;
  /** Scans whose cards changed, after the change is durable. */
  readonly changed: (scans: ReadonlySet<number>) => void;
  readonly failed: (error: unknown) => void;
  /** A person has paused the queue: nothing is called or asked, what is under way ends. */
  readonly paused: () => boolean;
  /** Nothing is claimed while this database may be an old copy of itself (money.md, hole 2). */
  readonly known: () => boolean;
  /** Keeps the high-water mark of the journal outside the database. Throws where it can't. */
  readonly mark: () => void;
};

export type Work = Runner & {
  /** Kinds of which nothing is called at the moment, and why. */
  readonly standsStill: () => Readonly<Partial<Record<JobKind, StandsStill>>>;
  readonly providersChanged: (kinds: readonly JobKind[]) => void;
  readonly tryNow: () => void;
};

/** queue -> provider -> ledger: what happens to a job after the scan that made it. */
export function createWork(parts: WorkParts): Work {
  const { flow, pace, known, paused, providers } = parts;
  const binding = bindingOnce(flow.bindings, flow.phones.fingerprint, flow.now);
  const limits = (kind: JobKind) => {
    const service = SERVICE_OF[kind];
    return service === null ? WRITE_BACK_LIMITS : flow.entitlements()?.services[service].provider.limits;
  };
  /** Claims that may not leave: the high-water mark does not cover their entries. */
  const withheld = new WeakMap<Claim, Outcome>();
  /** In the transaction of the caller, or its own. `moved`: scans of jobs that were put off instead. */
  function claimAll(free: (kind: JobKind) => number, moved: Set<number>): Claim[] {
    const allowed = (kind: JobKind) => {
      const given = limits(kind);
      return given ? Math.min(free(kind), pace.allowance(kind, given)) : 0;
    };
    return claimReady(flow.store, flow.now(), allowed, flow.newId, (claim) => {
      if (known()) {
        const may = mayCall(flow, claim, asksByRepeating(parts, claim));
        if (!may) moved.add(claim.job.scan_id);
        return may;
      }
      if (claim.purpose === 'call') {
        flow.jobs.wait(claim.job.id, 'offline', flow.now() + UNTIL_KNOWN);
        moved.add(claim.job.scan_id);
      }
      return false;
    }, ({ id, kind }) => {
      if (kind === 'unbind') return flow.bindings.ofUnbind(id)?.provider ?? null;
      const service = SERVICE_OF[kind];
      const provider = service === null ? undefined : flow.entitlements()?.services[service].provider;
      return service === null || !provider ? null : (providers.idOf(service, provider) ?? null);
    });
  }

  /** It is on the disk: a window that can't be told does not change that. */
  function tell(moved: ReadonlySet<number>): void {
    if (moved.size === 0) return;
    try {
      parts.changed(moved);
    } catch (error) {
      parts.failed(error);
    }
  }

  const runner = createRunner({
    places: (kind) => {
      const given = limits(kind);
      return given && !paused() ? pace.places(kind, given) : 0;
    },
    turn: (ended, free) => {
      const moved = new Set<number>();
      const both = (): Claim[] => {
        for (const scanId of settle(flow, ended)) moved.add(scanId);
        return claimAll(free, moved);
      };
      const claims = ended.length > 0 ? flow.store.transaction(both) : claimAll(free, moved);
      for (const { job } of claims) pace.started(job.kind, limits(job.kind) ?? WRITE_BACK_LIMITS);
      const trouble = claims.length > 0 ? unmarked(parts) : null;
      if (trouble) for (const claim of claims) withheld.set(claim, trouble);
      tell(moved);
      return claims;
    },
    perform: async (claim) => {
      const outcome = withheld.get(claim) ?? (await perform(parts, claim, binding));
      pace.heard(claim, outcome);
      return outcome;
    },
    nextReadyIn: () => {
      if (paused()) return null;
      const now = flow.now();
      const times = JOB_KINDS.flatMap((kind) => {
        const given = limits(kind);
        const at = given ? flow.jobs.nextReady(kind) : null;
        return given && at !== null ? [Math.max(at - now, pace.nextIn(kind, given))] : [];
      });
      return times.length === 0 ? null : Math.min(...times);
    },
    failed: parts.failed,
  });
  return {
    ...runner,
    standsStill: () =>
      Object.fromEntries(JOB_KINDS.flatMap((kind) => {
        const why = paused() ? 'paused' : pace.standsStill(kind);
        return why === null ? [] : [[kind, why]];
      })),
    providersChanged(kinds: readonly JobKind[]): void {
      kinds.forEach(pace.anew);
      runner.wake();
    },
    /** A network is back: providers that did not answer are tried at once. */
    tryNow(): void {
      pace.tryNow();
      runner.wake();
    },
  };
}

/**
 * The last look before a call. The platform can switch a service off at any time, and a message has its rules. Money first: no call without a hold that
 * is in the same database, and a job that lost its hold waits for funds. Asking needs neither, but what it asks about;
 * only where asking `repeats` the call, money comes first as well.
 */
export function mayCall(flow: Steps, { job, purpose, attempt }: Claim, repeats = false): boolean {
  if (purpose === 'look-up') {
    if (flow.jobs.asksAfterEarlier(job)) return false;
    if (!repeats || flow.ledger.openHold(job.id)) return true;
    release(flow, job);
    return false;
  }
  if (!isServiceOn(flow, job.kind)) {
    flow.jobs.wait(job.id, 'service-off', null);
    return false;
  }
  if ((job.kind === 'sync' || job.kind === 'trace') && !mayConvert(flow, job)) return false;
  if (isMessage(job.kind) && !mayMessage(flow, job)) return false;
  const heldFrom = flow.ledger.heldFrom(job.id);
  if (job.price > 0 && heldFrom === null) {
    flow.jobs.wait(job.id, 'funds', null);
    return false;
  }
  // Its lease was lost while it was being called, and the call came to nothing: the next one needs other money.
  if (heldFrom === 'lost') {
    release(flow, job);
    return false;
  }
  flow.ledger.noteCall(job, attempt, flow.now());
  return true;
}

/** No conversion for a store whose authorisation is not on record (product.md, rules): its money is free, and a person is told. */
function mayConvert(flow: Steps, job: JobRow): boolean {
  const { storeId } = JSON.parse(job.task) as { storeId: string };
  if (flow.stores.isAuthorised(storeId)) return true;
  const at = flow.now();
  if (flow.stores.version() === null) {
    flow.jobs.wait(job.id, 'offline', at + UNTIL_KNOWN);
    return false;
  }
  flow.ledger.release(job, at);
  endAs(flow.store, job.id, 'parked', { error: 'store-not-authorised', about: storeId, at });
  return false;
}

/** No call whose entry the high-water mark does not cover: null where it does. */
function unmarked({ mark, failed }: WorkParts): Outcome | null {
  try {
    mark();
    return null;
  } catch (error) {
    failed(error);
    return { kind: 'later', why: 'retry', after: null, about: 'the mark could not be kept' };
  }
}

/** Whom a claim goes to. Null where it was sent to one whose credential is lost, or entitlements have not been heard. */
function providerOf({ flow, providers }: WorkParts, { job, provider }: Claim): Provider | null {
  const service = SERVICE_OF[job.kind];
  const now = service === null ? undefined : flow.entitlements()?.services[service].provider;
  if (!service || !now || provider === null || provider === providers.idOf(service, now)) return now ?? null;
  return providers.find(provider, now.limits);
}

function asksByRepeating(parts: WorkParts, claim: Claim): boolean {
  const provider = providerOf(parts, claim);
  return provider !== null && ADAPTERS[provider.kind]?.asksByRepeating === true;
}

const OVERTAKEN: Outcome = { kind: 'later', why: 'retry', after: 0, about: 'lost its money before the call' };

async function perform(parts: WorkParts, claim: Claim, binding: ReturnType<typeof bindingOnce>): Promise<Outcome> {
  const { flow, client, send } = parts;
  const { job, purpose } = claim;
  try {
    const opened = await phoneOf(flow, client, job);
    if ('outcome' in opened) return opened.outcome;
    // Its phone may have been asked for meanwhile: a lease that was lost since then pays nothing new, and nothing has left yet.
    if (purpose === 'call' && (!flow.jobs.isClaimed(job.id, claim.token) || flow.ledger.heldFrom(job.id) === 'lost')) return OVERTAKEN;
    const task = taskOf(flow, claim, opened.phone);
    if (SERVICE_OF[job.kind] === null) return await writeBack(client, task);
    const provider = providerOf(parts, claim);
    const adapter = provider ? ADAPTERS[provider.kind] : undefined;
    // Of a call nothing has left; of a look-up nobody can be asked, and in the end a person decides.
    if (!provider || !adapter) return purpose === 'call' ? { kind: 'later', why: 'retry', after: null, about: 'no provider' } : { kind: 'unknown', about: 'its provider can not be asked any more' };
    const wire = { provider, send, now: flow.now };
    if (job.kind === 'unbind') return await unbind(flow, adapter, task, wire);
    const call = () => (purpose === 'call' ? adapter.call(task, wire) : adapter.lookUp(task, wire));
    return await (job.kind === 'privacy' ? binding(claim, task, provider.credential['contact'] ?? '', call) : call());
  } catch (error) {
    // An adapter must not throw; if one does, nobody knows what happened outside.
    return { kind: 'unknown', about: error instanceof Error ? error.name : 'failed' };
  }
}

function taskOf(flow: Steps, { job, attempt }: Claim, phone: string): Task {
  const facts = JSON.parse(job.task) as { storeId: string; orderNumber: string; target: Target | null };
  const dependency = job.depends_on === null ? null : resultOf(flow.jobs.find(job.depends_on));
  const conversion = dependency?.kind === 'conversion' ? { number: dependency.number, courier: dependency.courier } : null;
  return {
    jobId: job.id, key: job.key, kind: job.kind, number: job.number, courier: job.courier, platform: job.platform, ...facts,
    phone,
    conversion,
    message: isMessage(job.kind) ? messageOf(flow, job) : null,
    firstCalledAt: attempt === 1 ? flow.now() : (firstCall(flow, job.id) ?? job.created_at),
  };
}

/** A provider that can't end a binding lets it end by itself. */
async function unbind(flow: Steps, adapter: Adapter, { jobId, phone }: Task, wire: Wire): Promise<Outcome> {
  const binding = flow.bindings.ofUnbind(jobId);
  if (!binding || !adapter.unbind) return { kind: 'refused', act: 'nobody', about: 'ends by itself' };
  const { x: number, until, reference } = binding;
  return adapter.unbind({ kind: 'binding', number, until, reference }, wire, phone);
}

const firstCall = ({ store }: Steps, jobId: number): number | null =>
  store.sql<{ at: number | null }>("SELECT min(started_at) AS at FROM attempts WHERE job_id = ? AND purpose = 'call'").get(jobId)?.at ?? null;
