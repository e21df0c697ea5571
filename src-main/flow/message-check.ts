import type { MessageTemplate } from '../../src-shared/contract/templates.ts';
import { maskPhone } from '../../src-shared/domain/phone.ts';
import { readMobile, segmentsOf } from '../../src-shared/domain/sms.ts';
import type { WaitReason } from '../../src-shared/domain/work.ts';
import { pickupValues } from './message/arrival-rows.ts';
import { FORWARDING, forwardingValues } from './message/forwarding.ts';
import type { Message } from './message/message.ts';
import { render, type Values } from './message/render.ts';
import { mayBeSent, type MessageDecision, type MessageRule } from './message/rules.ts';
import { resultOf, type JobRow } from './queue/job-rows.ts';
import { endAs } from './queue/transitions.ts';
import { USUAL_LIMITS, release, type Steps } from './steps.ts';

/** Nobody tells when what a message lacks has come, except that the account API answers: then whatever is offline is brought forward. */
const UNTIL_HEARD = 60_000;

/** What a job wants to say and to whom. Of a forwarding SMS the values are there once its conversion is. */
type Draft = { readonly template: string; readonly found: MessageTemplate | null; readonly message: Message | null; readonly phone: string };

export const templateOf = (flow: Steps, template: string): MessageTemplate | null => flow.messaging.rules()?.templates.find((one) => one.template === template) ?? null;

function draftOf(flow: Steps, job: JobRow): Draft {
  const arrival = job.kind === 'pickup-sms' ? flow.arrivals.ofJob(job.id) : null;
  const template = arrival?.template ?? FORWARDING;
  const found = templateOf(flow, template);
  const values = arrival ? pickupValues(arrival) : conversionValues(flow, job);
  return { template, found, message: found && values && render(found, values), phone: arrival?.phone ?? flow.parcels.phone(job.number) };
}

function conversionValues(flow: Steps, job: JobRow): Values | null {
  const result = job.depends_on === null ? null : resultOf(flow.jobs.find(job.depends_on));
  return result?.kind === 'conversion' ? forwardingValues(result) : null;
}

/** Whom a job writes to. Empty where nobody knows. */
export const phoneOf = (flow: Steps, job: JobRow): string => draftOf(flow, job).phone;

/** What a job said when it was last called, or would say now: a template that changes meanwhile must not make a look-up miss it. */
export function messageOf(flow: Steps, job: JobRow): Message | null {
  const row = flow.messages.find(job.id);
  return row && row.text !== '' ? row : draftOf(flow, job).message;
}

/** The rules' decision of one message that is not a job yet, or is: facts read now. */
export function judge(flow: Steps, jobId: number, draft: Draft): MessageDecision {
  const { messaging, messages, now } = flow;
  const limits = messaging.rules()?.limits ?? USUAL_LIMITS;
  const recipient = recipientOf(flow, draft.phone);
  const text = draft.message?.text ?? '';
  return mayBeSent({
    now: now(), purpose: 'notification', type: draft.found?.type ?? null, text: draft.message?.text ?? null, phone: draft.phone,
    optedOut: messages.isOptedOut(recipient) || (messaging.optOutsHeard() ? false : null),
    sent: messages.sentBefore(jobId, { recipient, template: draft.template, text }, now(), limits), limits,
  });
}

export const recipientOf = (flow: Steps, phone: string): string => flow.messaging.fingerprint(readMobile(phone) ?? phone);

/** Renders a job's message and keeps it beside the job, so that it is counted, shown and, once sent, found again. */
export function prepare(flow: Steps, job: JobRow): Draft {
  const draft = draftOf(flow, job);
  const { template, found, message, phone } = draft;
  const text = message?.text ?? '';
  flow.messages.put(job.id, {
    template, type: found?.type ?? 'notification', signature: found?.signature ?? '', values: message?.values ?? [], text, segments: segmentsOf(text),
    recipient: recipientOf(flow, phone), mask: maskPhone(readMobile(phone) ?? phone), at: flow.now(),
  });
  return draft;
}

const WAITS: Readonly<Partial<Record<MessageRule, WaitReason>>> = { 'message-hours': 'hours', 'message-limit-platform': 'limited' };

/**
 * The last look before a message's call, in the claim's transaction. True where it may go; otherwise the job waits, or has ended with
 * its rule and its hold is free. A text of more segments than were paid for is paid for first.
 */
export function mayMessage(flow: Steps, job: JobRow): boolean {
  const paidFor = flow.messages.segments(job.id);
  const draft = prepare(flow, job);
  const decision = judge(flow, job.id, draft);
  const at = flow.now();
  if (decision.kind === 'hold') {
    const until = decision.until ?? at + UNTIL_HEARD;
    flow.messages.keep(job.id, decision.rule, until);
    flow.jobs.wait(job.id, WAITS[decision.rule] ?? 'offline', until);
    return false;
  }
  if (decision.kind === 'refuse') {
    flow.messages.keep(job.id, decision.rule, null);
    flow.ledger.release(job, at);
    endAs(flow.store, job.id, decision.final ? 'refused' : 'parked', { error: decision.rule, about: draft.template, at });
    return false;
  }
  flow.messages.keep(job.id, null, null);
  if (flow.messages.segments(job.id) === paidFor) return true;
  flow.ledger.release(job, at);
  release(flow, job);
  return false;
}
