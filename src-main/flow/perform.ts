import type { AccountClient } from '../account/client.ts';
import type { Send } from '../egress/egress.ts';
import type { Provider } from '../../src-shared/contract/parcels.ts';
import { readMobile } from '../../src-shared/domain/sms.ts';
import { SERVICE_OF, isMessage } from '../../src-shared/domain/work.ts';
import { isCorrected } from './arrivals.ts';
import { isStopped } from './called-back.ts';
import { ENDS_BY_ITSELF, hasEnded, lessOften, saysOfBefore } from './former.ts';
import { messageOf } from './message-check.ts';
import { ENTER_AGAIN, arrivalOf, isUnjudged, keptPhone, orderAgain, type OrderAgain } from './phone-of.ts';
import { ADAPTERS } from './provider/adapters.ts';
import type { bindingOnce } from './provider/binding-once.ts';
import { pairOfPhones } from './provider/bindings.ts';
import type { NamedProviders } from './provider/named.ts';
import { writeBack } from './provider/write-back/write-back.ts';
import type { Claim } from './queue/claim.ts';
import { JOINED_OTHERS, NOBODY_TO_ASK } from './queue/doubt.ts';
import type { JobRow } from './queue/job-rows.ts';
import { orderOf, resultOf } from './queue/kept.ts';
import type { Outcome, Result, Task } from './queue/task.ts';
import { providerNow, type Steps } from './steps.ts';

export type CallParts = OrderAgain & {
  readonly flow: Steps;
  readonly client: AccountClient;
  readonly send: Send;
  readonly providers: NamedProviders;
  /** False while this database may be an old copy of itself, or another one runs, or what was called back has not been heard. */
  readonly known: () => boolean;
};

type Who = Pick<CallParts, 'flow' | 'providers'>;

/** Whether it goes to who does its service now: what one says that did it before holds up nothing of that one. */
export function isOfNow({ flow, providers }: Who, { job: { kind }, provider }: Claim): boolean {
  const service = SERVICE_OF[kind];
  const now = providerNow(flow, kind);
  return service === null || provider === null || now === null || providers.idOf(service, now) === provider;
}

/** Whom a claim goes to. Null where it was sent to one whose credential is lost, or entitlements have not been heard. */
function providerOf(parts: Who, claim: Claim): Provider | null {
  const now = providerNow(parts.flow, claim.job.kind);
  return now === null || claim.provider === null || isOfNow(parts, claim) ? now : parts.providers.find(claim.provider, now.limits);
}

/** Asking is calling again: it needs its money like a call. */
export function asksByRepeating(parts: Who, claim: Claim): boolean {
  const provider = providerOf(parts, claim);
  return provider !== null && ADAPTERS.get(provider.kind)?.asksByRepeating === true;
}

const OVERTAKEN: Outcome = { kind: 'later', why: 'retry', after: 0, about: 'lost its money, its place, its phone or its text before it left' };

/** One claim, called or asked about. Total: whatever happens outside is an outcome. */
export async function perform(parts: CallParts, claim: Claim, binding: ReturnType<typeof bindingOnce>): Promise<Outcome> {
  const { flow, client, send } = parts;
  const { job, purpose } = claim;
  const { reading } = flow.store;
  let isCalled = false;
  try {
    const kept = reading(() => readyFor(parts, claim, keptPhone(flow, job)));
    const ready = 'fetch' in kept ? await orderAgain(parts, kept.fetch).then((found) => reading(() => readyFor(parts, claim, found))) : kept;
    if ('outcome' in ready) return ready.outcome;
    const { task, provider, pair, noted } = ready;
    if (SERVICE_OF[job.kind] === null) {
      const refusals = reading(() => flow.jobs.refusals(job.id));
      isCalled = true;
      return await writeBack(client, task, refusals);
    }
    const adapter = provider ? ADAPTERS.get(provider.kind) : undefined;
    if (!provider || !adapter) return reading(() => whereBefore(parts, claim, withoutProvider(flow, claim)));
    const wire = { provider, send, now: flow.now };
    if (job.kind === 'unbind') {
      const bound = reading(() => boundBy(flow, job, pair));
      // A provider that can't end a binding lets it end by itself.
      if (!bound || !adapter.unbind) return ENDS_BY_ITSELF;
      isCalled = true;
      return whereBefore(parts, claim, await adapter.unbind(bound.binding, wire, task.phone, bound.isOfThese));
    }
    // What a call before may have joined is not found by others, but where its key is enough: a phone that was fetched, or told meanwhile, may be another one.
    if (noted !== null && noted !== pair && !adapter.asksByKey) return purpose === 'call' ? OVERTAKEN : { kind: 'unknown', about: JOINED_OTHERS };
    // Whoever is asked by asking for it again may bind it then: noted where no call has, as of what a lost copy of this database may have called.
    if (pair !== null && noted === null && purpose === 'look-up' && adapter.asksByRepeating) flow.store.transaction(() => flow.jobs.joins(job.id, pair));
    const call = () => {
      isCalled = true;
      return purpose === 'call' ? adapter.call(task, wire) : adapter.lookUp(task, wire);
    };
    const outcome = await (job.kind === 'privacy' ? binding(claim, task.phone === '' ? null : pair, call) : call());
    return purpose === 'call' || isOfNow(parts, claim) ? outcome : saysOfBefore(flow, job, outcome);
  } catch (error) {
    const about = error instanceof Error ? error.name : 'failed';
    // An adapter must not throw; if one does, nobody knows what happened outside. Before it nothing has left.
    return isCalled ? { kind: 'unknown', about } : { kind: 'later', why: 'retry', after: null, about };
  }
}

/** The end of a number at who bound it; it may do the service again by the time it answers. */
const whereBefore = (parts: CallParts, claim: Claim, outcome: Outcome): Outcome => (claim.job.kind !== 'unbind' || isOfNow(parts, claim) ? outcome : lessOften(parts.flow, claim, outcome));

type Ready = {
  readonly task: Task;
  readonly provider: Provider | null;
  /** Which two its number joins, by the phones of now, and which two were noted with its call; null where none is bound or ended. */
  readonly pair: string | null;
  readonly noted: string | null;
};
type Over = { readonly outcome: Outcome };

/** All that is read of a claim just before its call, once its phone is here; an outcome where it may not be called any more. */
function readyFor<Else extends object>(parts: CallParts, claim: Claim, found: { readonly phone: string } | Else): Ready | Over | Else {
  if (!('phone' in found)) return found;
  const { phone } = found;
  const { job, purpose, token, attempt } = claim;
  const { flow, known } = parts;
  const { jobs, ledger } = flow;
  // Claimed a moment ago, or its phone was asked for meanwhile: another copy may do the work by now, and nothing has left yet.
  if (!known() || jobs.claimed(job.id, token) === null) return { outcome: OVERTAKEN };
  if (purpose === 'call' && isUnjudged(flow, job, phone)) return { outcome: arrivalOf(flow, job) ? ENTER_AGAIN : OVERTAKEN };
  // A lease that was lost since then pays nothing new, its parcel may not leave any more, or its recipient is to be told something else.
  if (purpose === 'call' && (ledger.heldFrom(job.id) === 'lost' || isStopped(flow, job, attempt) || isCorrected(flow, job))) return { outcome: OVERTAKEN };
  if (purpose === 'look-up' && ledger.isHeldOnClosed(job.id) && asksByRepeating(parts, claim)) return { outcome: OVERTAKEN };
  const task = taskOf(flow, claim, phone);
  // Whether it happened can't be asked; a call does not come as far as this.
  if (!task) return { outcome: { kind: 'unknown', about: 'its record can not be read' } };
  const provider = SERVICE_OF[job.kind] === null ? null : providerOf(parts, claim);
  const pair = job.kind === 'privacy' || job.kind === 'unbind' ? pairOfPhones(flow.phones, task.phone, provider?.credential['contact'] ?? '') : null;
  return { task, provider, pair, noted: job.kind === 'privacy' ? jobs.joined(job.id) : null };
}

function taskOf(flow: Steps, { job, attempt, purpose }: Claim, phone: string): Task | null {
  const order = orderOf(job);
  if (!order) return null;
  const dependency = job.depends_on === null ? null : resultOf(flow.jobs.find(job.depends_on));
  const conversion = dependency?.kind === 'conversion' ? { number: dependency.number, courier: dependency.courier } : null;
  return {
    jobId: job.id, key: job.key, kind: job.kind, number: job.number, courier: job.courier, platform: job.platform, ...order,
    // As the platform writes it few vendors read it, and they refuse what they can't read for good.
    phone: readMobile(phone) ?? phone,
    conversion,
    message: isMessage(job.kind) ? messageOf(flow, job) : null,
    // A database that was put back may ask about a call that it has never made.
    firstCalledAt: attempt === 1 && purpose === 'call' ? flow.now() : (firstCall(flow, job.id) ?? job.created_at),
  };
}

/** Of a call nothing has left, and a number has ended once its time is over by what the API has told; of a look-up nobody can be asked, and in the end a person decides. */
function withoutProvider(flow: Steps, { job, purpose }: Claim): Outcome {
  if (purpose === 'look-up') return { kind: 'unknown', about: NOBODY_TO_ASK };
  return hasEnded(flow, job) ? ENDS_BY_ITSELF : { kind: 'later', why: 'retry', after: null, about: 'no provider' };
}

/** What is to be ended, and whether it was bound for the phones that its order and its store have now; null where this database knows no such number. */
function boundBy({ bindings }: Steps, { id }: JobRow, pair: string | null): { readonly binding: Extract<Result, { kind: 'binding' }>; readonly isOfThese: boolean } | null {
  const row = bindings.ofUnbind(id);
  return row && { binding: { kind: 'binding', number: row.x, until: row.until, reference: row.reference }, isOfThese: row.pair === pair };
}

const firstCall = ({ store }: Steps, jobId: number): number | null =>
  store.sql<{ at: number | null }>("SELECT min(started_at) AS at FROM attempts WHERE job_id = ? AND purpose = 'call'").get(jobId)?.at ?? null;
