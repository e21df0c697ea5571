import { keyBeside } from '../../src-shared/domain/business-key.ts';
import type { MessageTemplate } from '../../src-shared/contract/templates.ts';
import { segmentsOf } from '../../src-shared/domain/sms.ts';
import { isMessage, type WaitReason } from '../../src-shared/domain/work.ts';
import { pickupValues } from './message/arrival-rows.ts';
import { FORWARDING, carriesPrivacyNumber, forwardingValues } from './message/forwarding.ts';
import type { Message } from './message/message.ts';
import type { MessageRow } from './message/message-rows.ts';
import { render, type Values } from './message/render.ts';
import type { MessageRule } from '../../src-shared/errors/codes.ts';
import { mayBeSent, type MessageDecision } from './message/rules.ts';
import { arrivalOf, openedPhone } from './phone-of.ts';
import { ADAPTERS } from './provider/adapters.ts';
import { PROVIDERS_REMEMBER } from './queue/doubt.ts';
import { UNSETTLED, type JobRow } from './queue/job-rows.ts';
import { resultOf } from './queue/kept.ts';
import { endAs } from './queue/transitions.ts';
import { USUAL_LIMITS, providerNow, release, type Steps } from './steps.ts';

/** Nobody tells when what a message lacks has come, except that the account API answers: then whatever is offline is brought forward. */
const UNTIL_HEARD = 60_000;

/** What a job wants to say and to whom. Of a forwarding SMS the values are there once its conversion is. */
type Draft = {
  readonly template: string;
  readonly found: MessageTemplate | null;
  readonly message: Message | null;
  readonly corrects: boolean;
  /** Null where its seal can't be opened now: it is fetched again before the call. Empty where there is none any more. */
  readonly phone: string | null;
  /** Keyed fingerprint, and what may be shown. */
  readonly recipient: string;
  readonly mask: string;
};

export const templateOf = (flow: Steps, template: string): MessageTemplate | null => flow.messaging.rules()?.templates.find((one) => one.template === template) ?? null;

function draftOf(flow: Steps, job: JobRow): Draft {
  const arrival = arrivalOf(flow, job);
  const template = arrival?.template ?? FORWARDING;
  const found = templateOf(flow, template);
  const values = arrival ? pickupValues(arrival) : conversionValues(flow, job);
  const { print: recipient, mask } = recipientOf(flow, job);
  const opened = openedPhone(flow, job);
  const phone = opened.kind === 'phone' ? opened.phone : opened.kind === 'locked' ? null : '';
  return { template, found, message: perhapsSent(flow, job) ?? (found && values && render(found, values)), corrects: arrival?.corrects != null, phone, recipient, mask };
}

/**
 * What a call said that may have sent it. One key is one message: called again it says the same, whatever its template says by then, so that
 * what is looked for and recorded is what went out, whichever call it was.
 */
function perhapsSent(flow: Steps, job: JobRow): MessageRow | null {
  const row = flow.jobs.isInDoubt(job.id) ? flow.messages.find(job.id) : null;
  return row && row.text !== '' ? row : null;
}

/** Whom a job writes to, without opening a seal. Empty where no phone was told. */
export function recipientOf(flow: Steps, job: JobRow): { readonly print: string; readonly mask: string } {
  const arrival = arrivalOf(flow, job);
  if (arrival) return { print: arrival.phone_print ?? '', mask: arrival.phone_mask };
  return flow.phones.recipient(job.number) ?? { print: '', mask: '' };
}

function conversionValues(flow: Steps, job: JobRow): Values | null {
  const result = job.depends_on === null ? null : resultOf(flow.jobs.find(job.depends_on));
  return result?.kind === 'conversion' ? forwardingValues(result, privacyNumber(flow, job)) : null;
}

const numberJob = (flow: Steps, { key }: JobRow): JobRow | null => flow.jobs.byKey(keyBeside(key, 'privacy'));
const saysPrivacyNumber = (flow: Steps, { kind }: JobRow): boolean => {
  const template = kind === 'forwarding-sms' ? templateOf(flow, FORWARDING) : null;
  return template !== null && carriesPrivacyNumber(template);
};

/** Empty where the message does not say it, or there is none. */
function privacyNumber(flow: Steps, job: JobRow): string {
  const result = saysPrivacyNumber(flow, job) ? resultOf(numberJob(flow, job)) : null;
  return result?.kind === 'binding' ? result.number : '';
}

/** It says a number that is not bound yet. Where that comes to nothing, it lacks a value. */
function awaitsPrivacyNumber(flow: Steps, job: JobRow): boolean {
  return saysPrivacyNumber(flow, job) && UNSETTLED.includes(numberJob(flow, job)?.state ?? 'void');
}

/** The parcel's privacy number is bound: the message that waited to say it may go. */
export function sayPrivacyNumber(flow: Steps, { key }: JobRow): void {
  const message = flow.jobs.byKey(keyBeside(key, 'forwarding-sms'));
  if (message?.state === 'waiting' && message.waits === 'depends') release(flow, message);
}

/** What a job said when it was last called, or would say now: a template that changes meanwhile must not make a look-up miss it. */
export function messageOf(flow: Steps, job: JobRow): Message | null {
  const row = flow.messages.find(job.id);
  return row && row.text !== '' ? row : draftOf(flow, job).message;
}

/**
 * Nobody knows yet what to look for: no template has been heard in this run, or what may have gone out says a number that is not bound yet. A day later a person is
 * told, who may wait for no number that never comes; and a `provider` that knows a message by its key needs no text.
 */
export function lacksText(flow: Steps, job: JobRow, provider: number | null): boolean {
  if (!isMessage(job.kind) || flow.now() - job.created_at > PROVIDERS_REMEMBER) return false;
  return (flow.messaging.rules() === null || awaitsPrivacyNumber(flow, job)) && messageOf(flow, job) === null && !knowsByKey(flow, job, provider);
}

/** Whoever is asked: it may be another one than who does it now. */
function knowsByKey(flow: Steps, job: JobRow, provider: number | null): boolean {
  const asked = provider === null ? undefined : flow.store.sql<{ kind: string }>('SELECT kind FROM providers WHERE id = ?').get(provider);
  return ADAPTERS.get((asked ?? providerNow(flow, job.kind))?.kind ?? '')?.asksByKey === true;
}

/** The rules' decision of one message that is not a job yet, or is: facts read now. */
export function judge(flow: Steps, jobId: number, draft: Draft): MessageDecision {
  const { messaging, messages, now } = flow;
  const limits = messaging.rules()?.limits ?? USUAL_LIMITS;
  const { recipient } = draft;
  const text = draft.message?.text ?? '';
  return mayBeSent({
    now: now(), purpose: 'notification', rulesHeard: messaging.rules() !== null, type: draft.found?.type ?? null, text: draft.message?.text ?? null, corrects: draft.corrects, phone: draft.phone,
    optedOut: messages.optedOutAt(recipient) !== null || (messaging.optOutsHeard() ? false : null),
    // No call of the account API tells one.
    consented: false,
    sent: messages.sentBefore(jobId, { recipient, template: draft.template, text }, now(), limits), limits,
  });
}

/** Renders a job's message and keeps it beside the job, so that it is counted, shown and, once sent, found again. */
export function prepare(flow: Steps, job: JobRow): Draft {
  const draft = draftOf(flow, job);
  const { template, found, message, recipient, mask } = draft;
  const text = message?.text ?? '';
  flow.messages.put(job.id, {
    template, type: found?.type ?? 'notification', signature: message?.signature ?? found?.signature ?? '', values: message?.values ?? [], text,
    // What can't be rendered now stays paid for as it was.
    segments: text === '' ? flow.messages.segments(job.id) : segmentsOf(text),
    recipient, mask, at: flow.now(),
  });
  return draft;
}

/** It may have gone to the phone that its order had then: the same message to another one is a person's to decide, who knows what became of the first. */
function isToAnother(flow: Steps, job: JobRow): boolean {
  const before = perhapsSent(flow, job);
  return before !== null && before.recipient !== recipientOf(flow, job).print;
}

const WAITS: Readonly<Partial<Record<MessageRule, WaitReason>>> = { 'message-hours': 'hours', 'message-limit-platform': 'limited' };

/**
 * The last look before a message's call, in the claim's transaction. True where it may go; otherwise the job waits, or has ended with
 * its rule and its hold is free. A text of other segments than were paid for is paid for first, and looked at again.
 */
export function mayMessage(flow: Steps, job: JobRow): boolean {
  if (isToAnother(flow, job)) {
    endAs(flow.store, job.id, 'parked', { error: 'provider-outcome-unknown', about: 'its order has another phone now', at: flow.now() });
    return false;
  }
  if (awaitsPrivacyNumber(flow, job)) {
    flow.jobs.wait(job.id, 'depends', flow.now() + UNTIL_HEARD);
    return false;
  }
  const paidFor = flow.messages.segments(job.id);
  const draft = prepare(flow, job);
  const decision = judge(flow, job.id, draft);
  const at = flow.now();
  // Also where it has to wait: the next look finds the segments of this one, and would take them for paid.
  if (decision.kind !== 'refuse' && flow.messages.segments(job.id) !== paidFor) {
    flow.ledger.release(job, at);
    release(flow, job);
    return false;
  }
  if (decision.kind === 'hold') {
    const until = decision.until ?? at + UNTIL_HEARD;
    flow.messages.keep(job.id, decision.rule, until);
    flow.jobs.wait(job.id, WAITS[decision.rule] ?? 'platform', until);
    return false;
  }
  if (decision.kind === 'refuse') {
    flow.messages.keep(job.id, decision.rule, null);
    flow.ledger.release(job, at);
    endAs(flow.store, job.id, decision.final ? 'refused' : 'parked', { error: decision.rule, about: draft.template, at });
    return false;
  }
  flow.messages.keep(job.id, null, null);
  return true;
}
