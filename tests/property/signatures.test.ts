import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KINDS } from '../../src-main/flow/provider/signatures/kinds.ts';
import type { Signed } from '../../src-main/flow/provider/signatures/signed.ts';

type Request = Record<string, unknown>;

function sign(kind: string, request: Request): Signed {
  const outcome = KINDS.get(kind)?.(request);
  if (!outcome || 'wrong' in outcome) throw new Error(outcome?.wrong ?? `no kind ${kind}`);
  return outcome.signed;
}

const text = fc.string({ unit: 'binary', maxLength: 12 }).filter((value) => !/\p{Cs}/u.test(value));
const word = text.filter((value) => value !== '');
const inked = text.filter((value) => value.trim() !== '');
const params = fc.dictionary(fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,8}$/), fc.oneof(inked, fc.integer(), fc.boolean(), fc.array(inked, { minLength: 1, maxLength: 3 })), { minKeys: 1, maxKeys: 6 })
  .filter((given) => !('sign' in given) && !('Signature' in given));
const headers = fc.dictionary(fc.stringMatching(/^x-acs-[a-z]{1,5}$/), word.filter((value) => value === value.trim()), { minKeys: 1, maxKeys: 5 });
const plain = fc.stringMatching(/^[a-z0-9.]{1,12}$/);
const wrapped = fc.record<Request>({ secret: word, params });

const REQUESTS: Readonly<Record<string, fc.Arbitrary<Request>>> = {
  'aliyun-rpc': fc.record<Request>({ method: fc.constantFrom('GET', 'POST'), secret: word, params }),
  'aliyun-acs3': fc.record<Request>({ method: fc.constantFrom('GET', 'POST'), path: plain.map((name) => `/${name}`), query: params, headers, body: text, accessKeyId: word, secret: word }),
  'tencent-tc3': fc.record<Request>({ secretId: word, secretKey: word, service: plain, host: plain, action: plain, timestamp: fc.nat(), contentType: plain, payload: text }),
  'top-md5': wrapped,
  'top-hmac-sha256': wrapped,
  'pdd-md5': wrapped,
  'jd-md5': wrapped,
  kdniao: fc.record<Request>({ requestData: text, apiKey: word }),
  kuaidi100: fc.record<Request>({ param: text, key: word, customer: word }),
  'huawei-aksk': fc.record<Request>({ secret: word, nonce: word, created: word }),
  'yunxinliuke-voice': fc.record<Request>({ appId: word, token: word, timestamp: fc.nat() }),
};

/** These only name the key in the Authorization header. */
const UNSIGNED = ['accessKeyId', 'secretId'];

const WRITTEN: Readonly<Record<string, RegExp>> = {
  'aliyun-rpc': /^[A-Za-z0-9+/]{27}=$/, 'aliyun-acs3': /^[0-9a-f]{64}$/, 'tencent-tc3': /^[0-9a-f]{64}$/, 'top-md5': /^[0-9A-F]{32}$/, 'top-hmac-sha256': /^[0-9A-F]{64}$/, 'pdd-md5': /^[0-9A-F]{32}$/,
  'jd-md5': /^[0-9A-F]{32}$/, kdniao: /^[A-Za-z0-9]{43}=$/, kuaidi100: /^[0-9A-F]{32}$/, 'huawei-aksk': /^[A-Za-z0-9+/]{43}=$/, 'yunxinliuke-voice': /^[0-9a-f]{32}$/,
};

const withMember = (whole: object, name: string, value: unknown): Request => ({ ...whole, [name]: value });

/** The value with its end changed; of an object or a list, each member's in turn. */
function changed(value: unknown): unknown[] {
  if (typeof value === 'string') return [`${value}x`];
  if (typeof value === 'number') return [value + 1];
  if (typeof value === 'boolean') return [!value];
  if (Array.isArray(value)) return [[...(value as unknown[]), 'x'], ...value.flatMap((item, i) => changed(item).map((other) => (value as unknown[]).with(i, other)))];
  return Object.entries(value as object).flatMap(([name, item]) => changed(item).map((other) => withMember(value as object, name, other)));
}

/** A request with any JSON in one of its fields. */
const spoilt = (request: fc.Arbitrary<Request>): fc.Arbitrary<unknown> =>
  fc.tuple(request, fc.jsonValue(), fc.nat()).map(([given, value, n]) => withMember(given, Object.keys(given)[n % Object.keys(given).length] ?? '', value));

const reversed = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).toReversed().map(([name, item]) => [name, reversed(item)])) : value;

test('every kind is here', () => expect(Object.keys(REQUESTS)).toEqual([...KINDS.keys()]));

describe.each(Object.entries(REQUESTS))('%s', (kind, request) => {
  test('the order in which anything is given does not matter', () => {
    fc.assert(fc.property(request, (given) => void expect(sign(kind, reversed(given) as Request)).toEqual(sign(kind, given))));
  });
  test('any change of a value is another signature', () => {
    fc.assert(
      fc.property(request, (given) => {
        const { signature } = sign(kind, given);
        for (const other of changed(given) as Request[]) {
          const same = UNSIGNED.some((name) => other[name] !== given[name]);
          expect(sign(kind, other).signature === signature, JSON.stringify(other)).toBe(same);
        }
      }),
    );
  });
  test('a signature is written as its vendor writes it, whatever is signed', () => {
    fc.assert(fc.property(request, (given) => void expect(sign(kind, given).signature).toMatch(WRITTEN[kind] ?? /^$/)));
  });
  test('any JSON at all is signed or refused in a sentence that does not repeat it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), spoilt(request)), (given) => {
        const outcome = KINDS.get(kind)?.(given);
        if (outcome && 'wrong' in outcome) expect(outcome.wrong).toMatch(/^("\w+"|The request) [a-z][^\n"]*\.$/);
        else expect(outcome?.signed.signature).toMatch(WRITTEN[kind] ?? /^$/);
      }),
    );
  });
});
