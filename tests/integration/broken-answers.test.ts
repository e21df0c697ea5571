import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { CallFailed } from '../../src-main/account/call-failed.ts';
import { createAccountClient } from '../../src-main/account/client.ts';
import { CALLS, READ_BY_ROW, type CallName } from '../../src-shared/contract/calls.ts';
import type { ConversionRule } from '../../src-shared/contract/stores.ts';
import { ERROR_CODES } from '../../src-shared/errors/codes.ts';
import { answered } from '../support/fake-send.ts';
import { AUTHORISED, entitlementsWith, messageRulesWith } from '../support/samples.ts';

type Json = unknown;
type Shape = { readonly type?: string; readonly properties?: Record<string, Shape>; readonly items?: Shape; readonly anyOf?: readonly Shape[]; readonly oneOf?: readonly Shape[]; readonly enum?: readonly Json[]; readonly const?: Json; readonly pattern?: string; readonly minimum?: number; readonly exclusiveMinimum?: number; readonly minItems?: number };

/** Some answer that the contract allows, with every field that it knows. */
function sampleOf(shape: Shape): Json {
  if (shape.const !== undefined) return shape.const;
  if (shape.enum) return shape.enum[0];
  const [one] = shape.anyOf ?? shape.oneOf ?? [];
  if (one) return sampleOf(one);
  switch (shape.type) {
    case 'object': return Object.fromEntries(Object.entries(shape.properties ?? {}).map(([name, field]) => [name, sampleOf(field)]));
    case 'array': return shape.items ? [sampleOf(shape.items)] : [];
    case 'boolean': return true;
    case 'integer': case 'number': return Math.max(shape.minimum ?? 1, (shape.exclusiveMinimum ?? 0) + 1, 1);
    case 'string': return shape.pattern === '^[0-9a-f]{64}$' ? '0'.repeat(64) : '1';
    default: return null;
  }
}

/** The same with one place of it broken, for every place and every way. */
function* brokenOf(value: Json): Generator<Json> {
  yield* WRONG;
  if (Array.isArray(value)) for (const broken of brokenOf(value[0])) yield [broken];
  else if (typeof value === 'object' && value !== null)
    for (const [name, field] of Object.entries(value)) {
      const { [name]: _, ...rest } = value as Record<string, Json>;
      yield rest;
      for (const broken of brokenOf(field)) yield { ...value, [name]: broken };
    }
}
const WRONG: readonly Json[] = [null, true, 'x', '', '\ud800', 'x'.repeat(30_000), 0, -1, 1.5, 2 ** 53, 1e300, [], [null], {}, { a: 1 }];

/** Whatever comes is an answer of the contract, or a failure with a code. Returns the code, or null. */
async function codeOf(name: CallName, status: number, text: string): Promise<string | null> {
  const client = createAccountClient({
    origin: () => 'https://api.example', send: async () => answered(status, text), tokens: { access: () => 'access', refresh: () => null, session: () => null, set: () => undefined },
    heard: () => undefined, reached: () => undefined, ended: () => undefined, barred: () => undefined,
  });
  const params = Object.fromEntries([...CALLS[name].path.matchAll(/:(\w+)/g)].map(([, part = '']) => [part, '1']));
  try {
    const answer: unknown = await client.call(name, {} as never, { params });
    expect((CALLS[name].answer as z.ZodType).safeParse(answer).success).toBe(true);
    return null;
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error;
    expect(ERROR_CODES).toContain(error.code);
    expect(error.message.length).toBeLessThan(300);
    return error.code;
  }
}

describe.each(Object.keys(CALLS) as CallName[])('an answer of %s', (name) => {
  const shape = z.toJSONSchema(CALLS[name].answer as z.ZodType, { unrepresentable: 'any' }) as Shape;
  test('that is broken in any one place is one that the contract allows, or api-schema', async () => {
    // Providers are records, which are made up of anything.
    const sample = name === 'entitlements' ? entitlementsWith() : sampleOf(shape);
    expect(await codeOf(name, 200, JSON.stringify(sample))).toBeNull();
    for (const broken of brokenOf(sample)) expect([null, 'api-schema']).toContain(await codeOf(name, 200, JSON.stringify(broken)));
  });
  test('that is anything at all has a code', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(200, 204, 301, 400, 401, 403, 404, 409, 422, 429, 500, 503), fc.oneof(fc.json(), fc.string(), fc.json().map((text) => `{"type":"x","title":"x","status":400,"code":${text}}`)), async (status, text) => {
        await codeOf(name, status, text);
      }),
      { numRuns: 60 },
    );
  });
});

test.each<readonly [string, CallName, object]>([
  ['a price whose sums are no whole numbers any more', 'entitlements', entitlementsWith({ prices: { trace: Number.MAX_SAFE_INTEGER } })],
  ['half a character in an id, which names files and paths', 'registerStation', { stationId: 'st-\ud800', name: 'n' }],
])('%s is api-schema', async (_what, name, answer) => {
  expect(await codeOf(name, 200, JSON.stringify(answer))).toBe('api-schema');
});

const SESSION = {
  accessToken: 'a', refreshToken: 'r', expiresAt: 1, account: { id: 'acct', name: '商户' }, operator: { id: 'op-1', name: '李四' }, roles: ['auditor', 'merchant'],
  mustChangePassword: false, agreementVersion: '1', acceptedAgreementVersion: '1',
};
const BOOKED = { id: '1', at: 1, kind: 'capture', amount: 0, charged: 5, balance: 1, number: null, work: 'sync', stationName: null };
const FIFTH = { on: true, price: 7, provider: entitlementsWith().services.sync.provider };

test.each<readonly [string, CallName, object]>([
  ['a fifth service that may be used', 'entitlements', { ...entitlementsWith(), services: { ...entitlementsWith().services, insurance: FIFTH } }],
  ['the price of a fifth service', 'prices', { version: 1, prices: [{ service: 'sync', price: 100 }, { service: 'insurance', price: 7 }] }],
  ['a role that this version has no rooms for', 'signIn', SESSION],
  ['what was charged for a fifth service', 'ledger', { items: [{ ...BOOKED, work: 'insurance' }, BOOKED], next: '', more: false }],
  ['why something was given back', 'ledger', { items: [{ ...BOOKED, kind: 'refund', reason: 'insurance' }], next: 'sync', more: false }],
  ['what of a fifth service was sent', 'counts', { day: '2026-11-24', sends: [{ kind: 'insurance', count: 1, spent: 7 }, { kind: 'sync', count: 1, spent: 100 }] }],
  ['such a role of somebody with a badge', 'operators', { operators: [{ id: 'op-1', name: '李四', badge: '', roles: ['auditor', 'packer'] }] }],
])('%s is passed over, and keeps nothing else from being read', async (_what, name, answer) => {
  expect(await codeOf(name, 200, JSON.stringify(answer))).toBeNull();
  const read = JSON.stringify(CALLS[name].answer.parse(answer));
  expect(read).not.toMatch(/insurance|auditor/);
  expect(read).toMatch(/sync|merchant|packer/);
});

test('an interception for a reason that this version does not know stops its parcel all the same, and keeps no other from being heard', async () => {
  const page = { items: [{ number: 'YT1', reason: 'customs', at: 1 }, { number: 'YT2', reason: 'recall', at: 2 }], next: '2', more: false };
  expect(await codeOf('interceptions', 200, JSON.stringify(page))).toBeNull();
  expect(CALLS.interceptions.answer.parse(page).items.map(({ number, reason }) => [number, reason])).toEqual([['YT1', 'risk'], ['YT2', 'recall']]);
});

test('an epoch counts, for whatever reason it begins', async () => {
  expect(await codeOf('openStation', 200, JSON.stringify({ epoch: 2, reason: 'moved', lastSequence: 0 }))).toBeNull();
});

test('a booking of a kind that this version does not know is another one, with its amount', async () => {
  const page = { items: [{ ...BOOKED, kind: 'insurance', amount: -7 }], next: '1', more: false };
  expect(await codeOf('ledger', 200, JSON.stringify(page))).toBeNull();
  expect(CALLS.ledger.answer.parse(page).items).toMatchObject([{ kind: 'other', amount: -7 }]);
});

test('a lease in a state that this version does not know keeps no balance away', async () => {
  const lease = { leaseId: 'l-1', stationId: 'st-2', stationName: '', amount: 7, captured: 0, state: 'settling', spendUntil: 1 };
  const answer = { balance: 1, escrow: 7, toppedUp: 8, adjusted: 0, captured: 0, refunded: 0, leases: [lease] };
  expect(await codeOf('balance', 200, JSON.stringify(answer))).toBeNull();
  expect(CALLS.balance.answer.parse(answer).leases).toEqual([{ ...lease, state: 'other' }]);
});

const ZTO: ConversionRule = { from: { courier: 'yto' }, to: { kind: 'courier', courier: 'zto' }, overrides: false };
/** What the client reads of a store whose rules are these, and whether it says that something can't be read. */
const rulesRead = (rules: readonly unknown[]) => {
  const { stores, unread } = READ_BY_ROW.stores.parse({ version: '1', stores: [{ ...AUTHORISED, rules }] });
  return { rules: stores?.[0]?.rules, unread: unread?.map(({ path }) => path) ?? [] };
};

describe('a store', () => {
  test('of a platform that this version does not know keeps its authorisation, and no other from being read', async () => {
    const next = { ...AUTHORISED, storeId: 'store-9', platform: 'kuaishou' };
    const answer = { version: '1', stores: [next, AUTHORISED] };
    expect(await codeOf('stores', 200, JSON.stringify(answer))).toBeNull();
    expect(READ_BY_ROW.stores.parse(answer)).toEqual({ version: '1', stores: [{ ...next, platform: null }, AUTHORISED] });
    for (const name of ['authoriseStore', 'setStoreRules'] as const) expect(await codeOf(name, 200, JSON.stringify(next)), name).toBeNull();
  });
  test('that can not be read at all is left out and told', () => {
    const answer = { version: '1', stores: [AUTHORISED, { ...AUTHORISED, storeId: 'store-9', authorised: 'yes' }, null] };
    expect(READ_BY_ROW.stores.parse(answer)).toMatchObject({ stores: [AUTHORISED], unread: [{ path: 'stores.1.authorised: invalid_type' }, { path: 'stores.2.(root): invalid_type' }] });
  });
  test.each<readonly [string, readonly unknown[], readonly ConversionRule[], readonly string[]]>([
    ['parcels of a courier that nobody here can read', [{ ...ZTO, from: { courier: 'next-year' } }, ZTO], [ZTO], ['stores.0.rules.0.from.courier: invalid_value']],
    ['parcels of a platform that nobody here can read', [{ ...ZTO, from: { platform: 'kuaishou', courier: 'yto' } }, ZTO], [ZTO], ['stores.0.rules.0.from.platform: invalid_value']],
    ['a courier to convert to that this version does not know', [{ ...ZTO, to: { kind: 'courier', courier: 'next-year' } }, ZTO], [{ ...ZTO, to: null }, ZTO], ['stores.0.rules.0.to.courier: invalid_value']],
    ['another way to convert', [ZTO, { ...ZTO, to: { kind: 'pool' }, overrides: true }], [ZTO, { ...ZTO, to: null, overrides: true }], ['stores.0.rules.1.to.kind: invalid_union']],
    ['another way to name numbers', [{ ...ZTO, from: { courier: 'yto', prefix: 'yt-*' } }], [{ ...ZTO, to: null }], ['stores.0.rules.0.from.prefix: invalid_format']],
    ['nothing that can be read', [null, ZTO], [{ from: {}, to: null, overrides: true }, ZTO], ['stores.0.rules.0.(root): invalid_type']],
  ])('with a rule of %s: what it may concern is not converted, and everything else by the other rules', (_what, rules, read, unread) => {
    expect(rulesRead(rules)).toEqual({ rules: read, unread });
  });
});

test('a template that this version can not read keeps no other away', async () => {
  const { templates, ...rules } = messageRulesWith();
  const [first] = templates;
  const answer = { ...rules, templates: [{ ...first, template: 'Sale' }, ...templates, { ...first, template: 'survey', type: 'survey' }] };
  expect(await codeOf('messageRules', 200, JSON.stringify(answer))).toBeNull();
  expect(READ_BY_ROW.messageRules.parse(answer)).toEqual({ ...rules, templates, unread: [{ path: 'templates.0.template: invalid_format', said: null }, { path: `templates.${templates.length + 1}.type: invalid_value`, said: null }] });
});

test('what a server may answer is still whole stores and templates', () => {
  expect(CALLS.stores.answer.safeParse({ version: '1', stores: [{ ...AUTHORISED, platform: 'kuaishou' }] }).success).toBe(false);
  expect(CALLS.messageRules.answer.safeParse({ version: 1, templates: [{ template: 'Sale' }] }).success).toBe(false);
});
