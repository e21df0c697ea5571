import type { MessageLimits, MessageType } from '../../../src-shared/contract/templates.ts';
import type { MessageRule } from '../../../src-shared/errors/codes.ts';
import { readMobile, segmentsOf } from '../../../src-shared/domain/sms.ts';
import { permittedFrom } from './hours.ts';
import { namesPhone, offersOptOut, saysItCorrects, soundsLikePromotion } from './wording.ts';

/** Calls that may have sent a message, of the last 24 hours, up to now; what provably was not sent does not count. */
export type SentBefore = {
  /** To this recipient by this template; by any template and signature; of this station to anybody, at most where that is below its limit. */
  readonly ofTemplate: number;
  readonly toRecipient: number;
  readonly ofStation: number;
  /** When the oldest of the station's leaves the 24 hours, UTC ms; null without any. */
  readonly stationFreeAt: number | null;
  /** When another job last sent this very text to this recipient; null where none did. */
  readonly sameTextAt: number | null;
};

export type MessageFacts = {
  /** Server time, UTC ms. */
  readonly now: number;
  /** What the work is: a forwarding SMS or a pickup code is a notification, whatever a template says of itself. */
  readonly purpose: MessageType;
  /** The account API has told its templates. */
  readonly rulesHeard: boolean;
  /** Null where this one is not among them. */
  readonly type: MessageType | null;
  /** With signature; null where a variable has no value. */
  readonly text: string | null;
  /** It takes back what an earlier message said. */
  readonly corrects: boolean;
  /** Null where its seal can't be opened at this moment; it was a phone when it was sealed. */
  readonly phone: string | null;
  /** Of any signature; null before the opt-outs have ever been heard. */
  readonly optedOut: boolean | null;
  /** The recipient's consent to promotion is on record. */
  readonly consented: boolean;
  readonly sent: SentBefore;
  readonly limits: MessageLimits;
};

/**
 * `hold`: it is looked at again, at `until` (UTC ms) or when what it lacks has come (null). `refuse`: never (`final`), or after a person
 * has done something.
 */
export type MessageDecision =
  | { readonly kind: 'send' }
  | { readonly kind: 'hold'; readonly rule: MessageRule; readonly until: number | null }
  | { readonly kind: 'refuse'; readonly rule: MessageRule; readonly final: boolean };

const SEND: MessageDecision = { kind: 'send' };
const refuse = (rule: MessageRule, final = false): MessageDecision => ({ kind: 'refuse', rule, final });
const hold = (rule: MessageRule, until: number | null): MessageDecision => ({ kind: 'hold', rule, until });

/**
 * Facts + rules -> send, wait or refuse, with the rule that says so. Pure and total. What can never go out is said before what may go
 * out later, and a person's refusal before everything that could be repaired.
 */
export function mayBeSent(facts: MessageFacts): MessageDecision {
  const { now, purpose, rulesHeard, type, text, corrects, phone, optedOut, consented, sent, limits } = facts;
  if (phone !== null && readMobile(phone) === null) return refuse('message-phone-invalid');
  if (optedOut === true) return refuse('message-opted-out', true);
  if (!rulesHeard) return hold('message-rules-unknown', null);
  if (type === null) return refuse('message-template-missing');
  if (text === null) return refuse('message-value-missing');
  if (type !== purpose) return refuse('message-types-mixed');
  if (type === 'notification' && (soundsLikePromotion(text) || offersOptOut(text))) return refuse('message-types-mixed');
  if (type === 'promotion' && !offersOptOut(text)) return refuse('message-opt-out-missing');
  if (type === 'promotion' && !consented) return refuse('message-consent-missing', true);
  if (corrects && !saysItCorrects(text)) return refuse('message-correction-unmarked');
  if (phone !== null && namesPhone(text, readMobile(phone) ?? phone)) return refuse('message-names-recipient');
  if (segmentsOf(text) > limits.segments) return refuse('message-too-long');
  if (optedOut === null) return hold('message-opt-outs-unknown', null);
  if (sent.sameTextAt !== null && now - sent.sameTextAt < limits.repeatWithin) return refuse('message-repeated', true);
  if (sent.ofTemplate >= limits.perTemplate) return refuse('message-limit-template');
  if (sent.toRecipient >= limits.perRecipient) return refuse('message-limit-recipient');
  const permitted = permittedFrom(now, limits.hours[type]);
  if (permitted !== now) return hold('message-hours', permitted);
  if (limits.perStation !== null && sent.ofStation >= limits.perStation) return hold('message-limit-platform', sent.stationFreeAt);
  return SEND;
}
