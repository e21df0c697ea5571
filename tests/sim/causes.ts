import type { Outgoing, Sent } from '../../src-main/egress/egress.ts';
import { JOINED_OTHERS } from '../../src-main/flow/queue/doubt.ts';
import type { JobRow } from '../../src-main/flow/queue/job-rows.ts';
import { filedTemplates } from '../../src-main/practice/account/messages.ts';
import { orderOf } from '../../src-main/practice/account/orders.ts';
import { linesOf } from '../../src-main/practice/day/track.ts';
import { isMessage, type JobKind } from '../../src-shared/domain/work.ts';
import { REMEMBERS } from './memory.ts';
import { keyOf } from './message-keys.ts';
import { isLookUp, whyOf, type Why } from './refusals.ts';
import type { Life, Seat } from './seat.ts';
import type { View } from './view.ts';

/** Of the eight look-ups without a word after which a person decides (docs/money.md) so many have left at least: a program that ends has cut the others short. */
const ASKED_IN_VAIN = 5;
/** 已签收, as 快递100 says it. */
const SIGNED_FOR = '304';
const isWriteBack = (url: string): boolean => url.endsWith('/v1/write-backs');
const REFUSED: Readonly<Record<string, readonly Why[]>> = { 'provider-refused-platform': ['platform'], 'provider-refused-merchant': ['merchant'], 'provider-refused-parcel': ['person', 'nobody'] };

/** `inVain`: requests that no word came to; `since`: the first one. */
type Heard = { since: number; inVain: number; readonly refused: Set<Why> };

/**
 * Nothing lost: what lies with a person has a reason outside its own row, heard from the outside or to be read in the world's own rows. Whoever
 * parks what only has to wait is found here: the person of these days would settle it, and nobody would notice.
 */
export function causes({ world: { stage, accountId }, time, broken }: View, paidCall: (outgoing: Outgoing) => string | null, phoneOf: (number: string) => string) {
  /** By machine, for a copy's past is the original's, and by key; of a message that was asked about by its phone. */
  const heard = new Map<string, Heard>();
  /** Whom the message of a key went to. */
  const phones = new Map<string, string>();
  function of({ deviceId }: Seat, what: string): Heard {
    const own = heard.get(`${deviceId} ${what}`) ?? { since: Number.POSITIVE_INFINITY, inVain: 0, refused: new Set() };
    heard.set(`${deviceId} ${what}`, own);
    return own;
  }
  const unbindOf = (phone: string): string => `unbind ${phone}`;
  const askedAbout = (outgoing: Outgoing): string | null => {
    const { url, body } = outgoing;
    if (url.includes('/middleNumberUnbind/')) return unbindOf((JSON.parse(body ?? '{}') as { bindNumberA: string }).bindNumberA);
    if (isWriteBack(url)) return (JSON.parse(body ?? '{}') as { requestId: string }).requestId;
    if (!isLookUp(outgoing)) return paidCall(outgoing);
    if (url.endsWith('/GetReport2')) return new URLSearchParams(body ?? '').get('DesNo');
    return url.includes('/yunguanlian/') ? (JSON.parse(body ?? '{}') as { requestId: string }).requestId : new URLSearchParams(body ?? '').get('requestId');
  };

  function hasCause({ seat, raw }: Life, { key, kind, number, error, about, depends_on, created_at }: JobRow): boolean {
    const { since, inVain, refused } = of(seat, kind === 'unbind' ? unbindOf(phoneOf(number)) : key);
    const earlier = depends_on === null ? null : raw.sql<{ state: string }>('SELECT state FROM jobs WHERE id = ?').get(depends_on)?.state;
    if (error === 'store-not-authorised') return stage.sql('SELECT 1 FROM stores WHERE store_id = ? AND authorised = 0').get(orderOf(stage, number)?.store.id) !== undefined;
    if (error === 'message-value-missing') return lacksNumber(raw, kind, number);
    if (error === 'message-phone-invalid') return isPhoneGone(number);
    // Without a new number nobody can write it back, say it, or ask whether it was said.
    if (earlier === 'void' || earlier === 'refused') return error === 'provider-refused-parcel' || error === 'provider-outcome-unknown';
    if (error !== 'provider-outcome-unknown') return (REFUSED[error ?? ''] ?? []).some((why) => refused.has(why)) || (error === 'provider-refused-parcel' && (isMessage(kind) ? seat.lostKeys : isPhoneGone(number)));
    const ago = time.now() - Math.min(since, created_at);
    const aboutPhone = isMessage(kind) ? of(seat, phones.get(key) ?? recipientOf(key, number)).inVain : 0;
    return inVain + aboutPhone >= ASKED_IN_VAIN || ago > REMEMBERS || refused.has('platform') || ((isMessage(kind) || about === JOINED_OTHERS) && seat.lostKeys) || lacksNumber(raw, kind, number);
  }

  /** Nothing follows a pickup code, or a signature: the phone is gone then, and what a person repeats has nobody to go to (docs/privacy.md). */
  const isPhoneGone = (number: string): boolean => phones.has(keyOf(accountId, number, 'pickup-sms')) || isSignedFor(number);

  const isSignedFor = (number: string): boolean =>
    [number, ...stage.sql<{ number: string }>('SELECT number FROM conversions WHERE original = ?').all(number).map((converted) => converted.number)].some((each) => linesOf(stage, each).some(({ statusCode }) => statusCode === SIGNED_FOR));

  /** Of a pickup code that a station was told of, and otherwise of the parcel. */
  const recipientOf = (key: string, number: string): string =>
    stage.sql<{ phone: string }>("SELECT arrival ->> '$.phone' AS phone FROM arrivals WHERE arrival ->> '$.place' || '/' || (arrival ->> '$.code') = ?").get(key.split(':')[1])?.phone ?? phoneOf(number);

  /** It has its privacy number, or may still have it. */
  const isComing = ({ sql }: Life['raw'], number: string): boolean => sql("SELECT 1 FROM jobs WHERE key = ? AND state NOT IN ('void', 'refused')").get(keyOf(accountId, number, 'privacy')) !== undefined;

  /** A message that says the privacy number can't be told of a parcel that has none; nor looked for, where a lost copy may have sent it. */
  const lacksNumber = (raw: Life['raw'], kind: JobKind, number: string): boolean => kind === 'forwarding-sms' && (filedTemplates(stage)[0]?.body.includes('{privacy}') ?? false) && !isComing(raw, number);

  return {
    leaves({ seat }: Life, outgoing: Outgoing): void {
      const asked = askedAbout(outgoing);
      if (asked === null) return;
      const own = of(seat, asked);
      own.since = Math.min(own.since, time.now());
      own.inVain += 1;
      const form = new URLSearchParams(outgoing.body ?? '');
      if (outgoing.url.endsWith('/SendMsg')) phones.set(asked, form.get('DesNo') ?? '');
    },
    hears({ seat }: Life, outgoing: Outgoing, sent: Sent): void {
      const asked = askedAbout(outgoing);
      if (asked === null || sent.kind === 'lost') return;
      const own = of(seat, asked);
      // A refusal that nobody can read is not of the parcel.
      const why = sent.kind !== 'answer' ? null : isWriteBack(outgoing.url) && sent.status >= 400 && !sent.text.includes('"code":"') ? 'platform' : whyOf(outgoing, sent);
      if (why !== null) own.refused.add(why);
      if (sent.kind === 'not-sent' || why === 'limited' || why === 'balance' || /"code":"(?:0|NOT_FOUND)"|"result":"0000(?:00|12)"/.test(sent.text)) own.inVain -= 1;
    },
    /** Its provider has said that nothing will help. */
    wasRefused: (seat: Seat, key: string): boolean => of(seat, key).refused.has('nobody'),
    isPhoneGone,
    /** Of what a person is about to decide. */
    parked(life: Life, job: JobRow): void {
      if (!hasCause(life, job)) broken('nothing lost', `${job.key} at ${life.seat.name} lies with a person (${job.error}, ${job.about}) for no reason`);
    },
  };
}
