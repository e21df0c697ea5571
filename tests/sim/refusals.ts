import type { Outgoing, Sent } from '../../src-main/egress/egress.ts';
import type { Service } from '../../src-shared/domain/work.ts';
import type { Chance } from './chance.ts';

/** Why a provider does not do it, as the adapters tell them apart; `nobody`: nothing will help; `asking`: it does the work, but refuses to be asked about it. */
export const REFUSAL_KINDS = ['platform', 'merchant', 'person', 'nobody', 'limited', 'balance', 'asking'] as const;
export type RefusalKind = (typeof REFUSAL_KINDS)[number];
export type Why = Exclude<RefusalKind, 'asking'>;
/** These say something of the parcel or its store: of work that is done already a provider does not say them. */
const OF_THE_PARCEL: readonly RefusalKind[] = ['merchant', 'person', 'nobody'];

type Refusal = { readonly status: number; readonly text: string; readonly retryAfter: number | null };
const http = (status: number, retryAfter: number | null): Refusal => ({ status, text: '{}', retryAfter });
const code = (name: string, retryAfter: number | null = null): Refusal => ({ status: 200, text: JSON.stringify({ code: name, message: '' }), retryAfter });
const sms = (number: number): Refusal => ({ status: 200, text: `<?xml version="1.0" encoding="utf-8"?><string xmlns="http://tempuri.org/">${number}</string>`, retryAfter: null });
const voice = (result: string): Refusal => ({ status: 200, text: JSON.stringify({ result, message: '' }), retryAfter: null });

/** docs/conversion-contract.md */
const CONVERSION: Readonly<Record<Why, readonly Refusal[]>> = {
  platform: [code('BAD_SIGNATURE'), code('BAD_APP'), http(403, null)],
  merchant: [code('STORE_NOT_AUTHORISED')],
  person: [code('NUMBER_REFUSED')],
  nobody: [],
  limited: [code('LIMIT', 3_000), code('LIMIT'), code('BUSY'), code('STALE'), http(429, 5_000), http(429, null)],
  balance: [code('BALANCE'), code('BALANCE', 20_000)],
};
/** Every code that a provider is known to answer, and what HTTP has for it. */
const ANSWERS: Readonly<Record<Service, Readonly<Record<Why, readonly Refusal[]>>>> = {
  sync: CONVERSION,
  trace: CONVERSION,
  sms: {
    platform: [-3, -4, -5, -10, -11, -17, -23].map(sms),
    merchant: [],
    person: [-6, -20].map(sms),
    nobody: [-9, -12].map(sms),
    limited: [...[-1, -8, -16].map(sms), http(429, 5_000)],
    balance: [sms(-7)],
  },
  privacy: {
    platform: [...['000001', '000002', '000005'].map(voice), http(401, null)],
    merchant: [],
    person: [voice('000004')],
    nobody: [],
    limited: [voice('000003'), http(429, 2_000), http(429, null)],
    balance: [],
  },
};

/** What the provider says instead of doing it, or null where it does it after all. */
export function refusalOf(kind: RefusalKind, service: Service, outgoing: Outgoing, done: () => boolean, dice: Chance): Sent | null {
  if (kind === 'asking' && !isLookUp(outgoing)) return null;
  const known = ANSWERS[service][kind === 'asking' ? 'platform' : kind];
  if (known.length === 0) return null;
  if (OF_THE_PARCEL.includes(kind) && (isLookUp(outgoing) || done())) return null;
  const { status, text, retryAfter } = dice.pick(known);
  return { kind: 'answer', status, text, date: null, retryAfter };
}

export const isLookUp = ({ url }: Outgoing): boolean => url.endsWith('/find') || url.endsWith('/GetReport2');

/** The word in which a provider refuses, whatever else it says. */
const wordOf = (text: string): string => /"(?:code|result)":"(\w+)"|>(-?\d+)<\/string>/.exec(text)?.slice(1).find(Boolean) ?? '';
const KNOWN = new Map(
  Object.entries(ANSWERS).flatMap(([service, whys]) => Object.entries(whys).flatMap(([why, answers]) => answers.map(({ status, text }) => [`${service} ${status} ${wordOf(text)}`, why as Why] as const))),
);
/** Why an answer refuses, injected or the practice world's own; null where it does not. */
export function whyOf({ url }: Outgoing, { status, text }: Extract<Sent, { kind: 'answer' }>): Why | null {
  const service = serviceOf(url);
  return service === null ? null : (KNOWN.get(`${service} ${status} ${status === 200 ? wordOf(text) : ''}`) ?? null);
}

const PATHS: readonly (readonly [string, Service])[] = [['/providers/yunguanlian/', 'sync'], ['/providers/danhaobao/', 'trace'], ['/providers/yunxinliuke-sms/', 'sms'], ['/providers/yunxinliuke-voice/', 'privacy']];
/** Whose provider is asked; null where it is the account API. */
export const serviceOf = (url: string): Service | null => PATHS.find(([path]) => url.includes(path))?.[1] ?? null;
