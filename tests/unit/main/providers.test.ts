import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Sent } from '../../../src-main/egress/egress.ts';
import type { Adapter } from '../../../src-main/flow/provider/adapter.ts';
import { ADAPTERS } from '../../../src-main/flow/provider/adapters.ts';
import type { Outcome, Task } from '../../../src-main/flow/queue/task.ts';
import { VOICE_RESULTS } from '../../../src-main/practice/providers/yunxinliuke-voice.ts';
import type { Provider } from '../../../src-shared/contract/parcels.ts';
import { COURIERS } from '../../../src-shared/domain/couriers.ts';
import { LOST, NOT_SENT, REFUSED_BY_EGRESS, UNTRUSTED, answered, fakeSend, json } from '../../support/fake-send.ts';
import { PHONE, aProvider, aTask, forwarding } from '../../support/samples.ts';

const NOW = 1_764_000_000_123;
const KINDS = [...ADAPTERS.keys()] as Provider['kind'][];
const CONVERSIONS = ['yunguanlian', 'danhaobao'] as const;
const PURPOSES = ['call', 'lookUp'] as const;
type Purpose = (typeof PURPOSES)[number];

const sms = aTask({ kind: 'forwarding-sms', key: 'acct:SF1234567890123:forwarding-sms', conversion: { number: 'YT9876543210987', courier: 'yto' } });
const TASKS: Readonly<Record<string, Task>> = {
  danhaobao: aTask({ kind: 'trace', target: { kind: 'courier', courier: 'yto' } }),
  'yunxinliuke-sms': sms,
  'aliyun-sms': sms,
  'yunxinliuke-voice': aTask({ kind: 'privacy' }),
  'aliyun-pls': aTask({ kind: 'privacy' }),
  'tencent-sms': sms,
  'huawei-axb': aTask({ kind: 'privacy' }),
};
const taskFor = (kind: Provider['kind']): Task => TASKS[kind] ?? aTask();

async function ask(kind: Provider['kind'], purpose: Purpose, sent: Sent, over: { task?: Task; provider?: Partial<Provider> } = {}) {
  const network = fakeSend(() => sent);
  const outcome = await (ADAPTERS.get(kind) as Adapter)[purpose](over.task ?? taskFor(kind), { provider: aProvider(kind, over.provider), send: network.send, now: () => NOW });
  return { outcome, ...network };
}
const outcomeOf = async (kind: Provider['kind'], purpose: Purpose, sent: Sent): Promise<Outcome> => (await ask(kind, purpose, sent)).outcome;

const hex = (algorithm: 'md5', text: string): string => createHash(algorithm).update(text, 'utf8').digest('hex');
const xml = (content: string): string => `<?xml version="1.0" encoding="utf-8"?>\r\n<string xmlns="http://tempuri.org/">${content}</string>`;

describe.each(KINDS)('%s: what the transport alone decides', (kind) => {
  describe.each(PURPOSES)('%s', (purpose) => {
    test.each<readonly [string, Sent, Outcome]>([
      ['never left', NOT_SENT, { kind: 'later', why: 'offline', after: null, about: 'ECONNREFUSED' }],
      ['an address that nobody allowed', REFUSED_BY_EGRESS, { kind: 'later', why: 'unsafe', code: 'address-refused', after: 60_000, about: 'https://elsewhere.example' }],
      ['a certificate that nobody can trust', UNTRUSTED, { kind: 'later', why: 'unsafe', code: 'server-untrusted', after: 60_000, about: 'CERT_HAS_EXPIRED' }],
      ['reset after it was sent', LOST, { kind: 'unknown', about: 'ECONNRESET' }],
      ['429 with Retry-After', answered(429, '', { retryAfter: 7_000 }), { kind: 'later', why: 'limited', after: 7_000, about: 'HTTP 429' }],
      ['429', answered(429), { kind: 'later', why: 'limited', after: null, about: 'HTTP 429' }],
      ['425', answered(425), { kind: 'later', why: 'retry', after: null, about: 'HTTP 425' }],
      ['425 with Retry-After', answered(425, '', { retryAfter: 7_000 }), { kind: 'later', why: 'retry', after: 7_000, about: 'HTTP 425' }],
      ['408', answered(408), { kind: 'unknown', about: 'HTTP 408' }],
      ['500', answered(500, '{"code":"0"}'), { kind: 'unknown', about: 'HTTP 500' }],
      ['502', answered(502, '<html>'), { kind: 'unknown', about: 'HTTP 502' }],
      ['504', answered(504), { kind: 'unknown', about: 'HTTP 504' }],
      ...[301, 302, 303].map((status) => [String(status), answered(status), { kind: 'unknown', about: `HTTP ${status}` }] as const),
      ...[307, 308].map((status) => [String(status), answered(status), { kind: 'refused', act: 'platform', about: `HTTP ${status}` }] as const),
      ['400', answered(400), { kind: 'refused', act: 'platform', about: 'HTTP 400' }],
      ['404', answered(404), { kind: 'refused', act: 'platform', about: 'HTTP 404', ofAll: true }],
    ])('%s', async (_name, sent, expected) => {
      expect(await outcomeOf(kind, purpose, sent)).toEqual(expected);
    });

    test.each(['', 'null', '[]', '0', '"0"', '{}', '{"code":', '{"code":"0"}', '<html>captive portal</html>', xml(''), xml('x'), xml('&#x110000;'), xml('&#99999999999;'), '\u0000', '{"code":"constructor","result":"constructor"}', '{"code":"__proto__","result":"__proto__"}'])(
      'a 200 with %j is nobody knows',
      async (text) => {
        expect(await outcomeOf(kind, purpose, answered(200, text))).toMatchObject({ kind: 'unknown' });
      },
    );
  });

  test.each(PURPOSES)('%s without its credential is the matter of the platform, and nothing is sent', async (purpose) => {
    const { outcome, out } = await ask(kind, purpose, LOST, { provider: { credential: {} } });
    expect(outcome).toEqual({ kind: 'refused', act: 'platform', about: 'credential missing' });
    expect(out).toEqual([]);
  });

  test('any answer at all gives an outcome, and its details never name the recipient', async () => {
    const bit = fc.constantFrom(PHONE, `+86${PHONE}`, '{', '}', '"code":', '"result":', '"', ',', '0', '-', 'NOT_FOUND', '"number":', '"message":', ':', xml(PHONE), xml(`-${PHONE}`), '&#x41;', '[', ']');
    const text = fc.oneof(
      fc.string({ maxLength: 80 }),
      fc.array(bit, { maxLength: 12 }).map((bits) => bits.join('')),
      fc.constantFrom(`{"code":"${PHONE}"}`, `{"result":"${PHONE}"}`, `{"result":"E${PHONE}"}`, `{"code":"no such phone ${PHONE}"}`),
    );
    await fc.assert(
      fc.asyncProperty(text, fc.constantFrom(...PURPOSES), fc.constantFrom(200, 200, 200, 400, 500), async (body, purpose, status) => {
        const outcome = await outcomeOf(kind, purpose, answered(status, body));
        expect('about' in outcome ? outcome.about : '').not.toContain(PHONE);
      }),
      { numRuns: 300 },
    );
  });
});

describe.each(CONVERSIONS)('%s: the conversion contract', (kind) => {
  const courier = kind === 'danhaobao' ? 'yto' : 'sf';
  const done = { code: '0', number: 'YT9876543210987', courier, validFrom: NOW, reference: 'REF1', extra: 'ignored' };

  test.each(PURPOSES)('%s: a new number', async (purpose) => {
    expect(await outcomeOf(kind, purpose, json(done))).toEqual({ kind: 'done', result: { kind: 'conversion', number: 'YT9876543210987', courier, reference: 'REF1' } });
  });
  test('a new number that is valid later says from when', async () => {
    expect(await outcomeOf(kind, 'call', json({ ...done, validFrom: NOW + 3_600_000 }))).toMatchObject({ kind: 'done', result: { validFrom: NOW + 3_600_000 } });
    const seconds = { provider: { settings: { timestamp: 's' } } };
    expect((await ask(kind, 'call', json({ ...done, validFrom: 1_764_003_600 }), seconds)).outcome).toMatchObject({ kind: 'done', result: { validFrom: 1_764_003_600_000 } });
    // A whole ms, as every time here, and never one before it.
    expect(await outcomeOf(kind, 'call', json({ ...done, validFrom: NOW + 3_600_000.25 }))).toMatchObject({ kind: 'done', result: { validFrom: NOW + 3_600_001 } });
    expect((await ask(kind, 'call', json({ ...done, validFrom: 1_764_003_600.1234 }), seconds)).outcome).toMatchObject({ kind: 'done', result: { validFrom: 1_764_003_600_124 } });
    expect(await outcomeOf(kind, 'call', json({ ...done, validFrom: undefined }))).toMatchObject({ kind: 'done' });
    expect(await outcomeOf(kind, 'call', json({ ...done, validFrom: null }))).toMatchObject({ kind: 'done' });
    for (const validFrom of [NOW * 1000, String(NOW + 3_600_000), '2026-11-24 12:00:00', {}]) expect(await outcomeOf(kind, 'call', json({ ...done, validFrom }))).toEqual({ kind: 'unknown', about: 'new number unusable' });
  });
  test('the new number is kept as it is read, whatever its writing', async () => {
    expect(await outcomeOf(kind, 'call', json({ ...done, number: ' yt9876543210987 ' }))).toMatchObject({ result: { number: 'YT9876543210987' } });
  });
  test.each<readonly [string, object]>([
    ['the old number', { ...done, number: 'sf1234567890123' }],
    ['a phone', { ...done, number: PHONE }],
    ['an address', { ...done, number: 'https://example.com' }],
    ['no number', { ...done, number: '' }],
    ['a courier that nobody knows', { ...done, courier: 'pigeon' }],
    ['another courier than was asked for', { ...done, courier: 'zto' }],
    ['no reference', { ...done, reference: '' }],
    ['a code that is a number', { ...done, code: 0 }],
    ['a code without the rest', { code: '0' }],
    ['a code that the contract does not have', { code: 'SOMETHING_ELSE' }],
  ])('%s is nobody knows: it may have happened', async (_name, answer) => {
    for (const purpose of PURPOSES) expect(await outcomeOf(kind, purpose, json(answer))).toMatchObject({ kind: 'unknown' });
  });

  test.each<readonly [string, Outcome]>([
    ['NOT_FOUND', { kind: 'refused', act: 'person', about: 'NOT_FOUND' }],
    ['BAD_SIGNATURE', { kind: 'refused', act: 'platform', about: 'BAD_SIGNATURE', ofAll: true }],
    ['BAD_APP', { kind: 'refused', act: 'platform', about: 'BAD_APP', ofAll: true }],
    ['STALE', { kind: 'later', why: 'clock', after: 60_000, about: 'STALE' }],
    ['STORE_NOT_AUTHORISED', { kind: 'refused', act: 'merchant', about: 'STORE_NOT_AUTHORISED' }],
    ['NUMBER_REFUSED', { kind: 'refused', act: 'person', about: 'NUMBER_REFUSED' }],
    ['BALANCE', { kind: 'later', why: 'limited', after: 60_000, about: 'BALANCE' }],
    ['LIMIT', { kind: 'later', why: 'limited', after: null, about: 'LIMIT' }],
    ['BUSY', { kind: 'later', why: 'retry', after: null, about: 'BUSY' }],
  ])('%s', async (code, expected) => {
    expect(await outcomeOf(kind, 'call', json({ code, message: '说明' }))).toEqual(expected);
  });
  test('NOT_FOUND is the proof of a look-up alone', async () => {
    expect(await outcomeOf(kind, 'lookUp', json({ code: 'NOT_FOUND', message: '' }))).toEqual({ kind: 'absent' });
  });
  test.each(['LIMIT', 'BUSY', 'BALANCE'])('%s comes back after Retry-After, where the provider says so', async (code) => {
    expect(await outcomeOf(kind, 'call', json({ code }, 9_000))).toMatchObject({ kind: 'later', after: 9_000 });
  });

  test('a parcel without a target is for a person, and nothing is sent', async () => {
    const { outcome, out } = await ask(kind, 'call', LOST, { task: aTask({ target: null }) });
    expect(outcome).toMatchObject({ kind: 'refused', act: 'person' });
    expect(out).toEqual([]);
  });
  test('asking names the request and nothing else of the parcel', async () => {
    const { last } = await ask(kind, 'lookUp', LOST);
    expect(last().url).toBe(`https://${kind}.example/find`);
    expect(last().body).toContain('requestId');
    expect(last().body).not.toMatch(/courier|storeId|target/);
  });
  test('neither request carries the phone', async () => {
    for (const purpose of PURPOSES) expect(JSON.stringify((await ask(kind, purpose, LOST)).out)).not.toContain(PHONE);
  });
});

describe('signatures, computed here from the documents', () => {
  test('云关联: HMAC-SHA256 over timestamp, line feed and the very text of the body', async () => {
    const { last } = await ask('yunguanlian', 'call', LOST, { task: aTask({ storeId: '店铺 & "一"' }) });
    const { headers, body, url, method } = last();
    expect([method, url]).toEqual(['POST', 'https://yunguanlian.example/convert']);
    expect(headers['x-app-id']).toBe('app-1');
    expect(headers['x-timestamp']).toBe(String(NOW));
    expect(headers['x-signature']).toBe(createHmac('sha256', 'secret-1').update(`${NOW}\n${body}`, 'utf8').digest('hex'));
    expect(JSON.parse(body ?? '')).toEqual({
      requestId: 'acct:SF1234567890123:sync', number: 'SF1234567890123', courier: 'sf', targetKind: 'segment', target: 'pdd-sf', storeId: '店铺 & "一"',
    });
  });

  test('单号宝: upper md5 over the fields sorted by name, between the secret', async () => {
    const { last } = await ask('danhaobao', 'call', LOST, { task: { ...taskFor('danhaobao'), storeId: '店铺 & 一=二' } });
    const fields = Object.fromEntries(new URLSearchParams(last().body ?? ''));
    const { sign, ...others } = fields;
    expect(others).toEqual({
      appKey: 'key-2', timestamp: String(NOW), requestId: 'acct:SF1234567890123:sync', number: 'SF1234567890123', courier: 'sf', targetKind: 'courier', target: 'yto', storeId: '店铺 & 一=二',
    });
    const text = ['appKey', 'courier', 'number', 'requestId', 'storeId', 'target', 'targetKind', 'timestamp'].map((name) => `${name}${others[name] ?? ''}`).join('');
    expect(sign).toBe(hex('md5', `secret-2${text}secret-2`).toUpperCase());
    expect(last().headers['content-type']).toBe('application/x-www-form-urlencoded');
  });

  test.each(['', '/'])('云信留客 voice: lower md5 of app, token and timestamp in the path, the same timestamp in the header (endpoint ends in %j)', async (slash) => {
    const { last } = await ask('yunxinliuke-voice', 'call', LOST, { provider: { endpoint: `https://yunxinliuke-voice.example${slash}` } });
    expect(last().url).toBe(`https://yunxinliuke-voice.example/voice/1.0.0/middleNumberAXB/app-4/${hex('md5', `app-4token-4${NOW}`)}`);
    expect(last().headers['authorization']).toBe(Buffer.from(`app-4:${NOW}`).toString('base64'));
  });
});

describe('云信留客 privacy number', () => {
  const X = '17000000001';
  test('binds the recipient to the contact for 30 days, never for ever', async () => {
    const { last } = await ask('yunxinliuke-voice', 'call', LOST);
    const body = JSON.parse(last().body ?? '') as { maxBindingTime: number };
    expect(body).toMatchObject({ bindNumberA: PHONE, bindNumberB: '15900002222', areaCode: '021', callRec: 0, customerData: aTask().key });
    expect(body.maxBindingTime).toBe(30 * 24 * 3600);
  });
  test.each([
    ['000000', NOW, 'bound now'],
    ['000012', aTask().firstCalledAt, 'found, and bound no earlier than the first call'],
  ])('%s is done, with its end from %d on: %s', async (result, from) => {
    for (const purpose of PURPOSES) {
      expect(await outcomeOf('yunxinliuke-voice', purpose, json({ result, message: '', middleNumber: X }))).toEqual({
        kind: 'done', result: { kind: 'binding', number: X, until: from + 30 * 24 * 3_600_000, reference: X },
      });
    }
  });
  test('what is null decides nothing: a done answer is done, and a number that names nobody is not taken for another parcel\'s', async () => {
    for (const result of ['000000', '000012']) expect(await outcomeOf('yunxinliuke-voice', 'call', json({ result, message: null, middleNumber: X, customerData: null }))).toMatchObject({ kind: 'done' });
    expect(await outcomeOf('yunxinliuke-voice', 'call', json({ result: '000012', message: null, middleNumber: X, customerData: null }))).not.toHaveProperty('shared');
    expect(await outcomeOf('yunxinliuke-voice', 'call', json({ result: '000004', message: null, middleNumber: null, customerData: null }))).toMatchObject({ kind: 'refused', act: 'person' });
  });
  test.each([undefined, null, '', PHONE, `+86${PHONE}`, '15900002222', 'unknown', '12'])('a middle number %j hides nobody', async (middleNumber) => {
    expect(await outcomeOf('yunxinliuke-voice', 'call', json({ result: '000000', middleNumber }))).toEqual({ kind: 'unknown', about: 'no middle number' });
  });
  test.each<readonly [string, string, Outcome]>([
    ['77', 'platform', { kind: 'refused', act: 'platform', about: 'code 77', ofAll: true }],
    ['77', 'person', { kind: 'refused', act: 'person', about: 'code 77' }],
    ['77', 'limited', { kind: 'later', why: 'limited', after: null, about: 'code 77' }],
    ['77', 'busy', { kind: 'later', why: 'retry', after: null, about: 'code 77' }],
    ['77', 'none', { kind: 'unknown', about: 'code 77' }],
  ])('%s that the settings call %s', async (result, meaning, expected) => {
    expect((await ask('yunxinliuke-voice', 'call', json({ result, message: '号码无效' }), { provider: { settings: { results: { [result]: meaning } } } })).outcome).toEqual(expected);
  });
  test.each(Object.keys(VOICE_RESULTS))('%s means nothing that nobody has told: an effect may be behind it, and it is asked about', async (result) => {
    for (const purpose of PURPOSES) {
      for (const settings of [{}, { results: {} }]) {
        expect((await ask('yunxinliuke-voice', purpose, json({ result, middleNumber: X }), { provider: { settings } })).outcome).toEqual({ kind: 'unknown', about: `code ${result}` });
      }
    }
  });
  test('settings that are none send nothing', async () => {
    const { outcome, out } = await ask('yunxinliuke-voice', 'call', LOST, { provider: { settings: { results: { '000012': 'fine' } } } });
    expect([outcome, out]).toEqual([{ kind: 'refused', act: 'platform', about: 'settings missing' }, []]);
  });
  test.each(['999999', '0', ''])('a result %j that no document has is nobody knows', async (result) => {
    expect(await outcomeOf('yunxinliuke-voice', 'call', json({ result }))).toMatchObject({ kind: 'unknown' });
  });
  test('a recipient without a phone is for a person, and nothing is sent', async () => {
    const { outcome, out } = await ask('yunxinliuke-voice', 'call', LOST, { task: aTask({ phone: '' }) });
    expect(outcome).toMatchObject({ kind: 'refused', act: 'person' });
    expect(out).toEqual([]);
  });
});

test('a privacy number of 云信留客 whose recipient is erased ends by itself: nothing is sent, and nobody has to act', async () => {
  const network = fakeSend(() => LOST);
  const wire = { provider: aProvider('yunxinliuke-voice'), send: network.send, now: () => NOW };
  expect(await ADAPTERS.get('yunxinliuke-voice')?.unbind?.({ kind: 'binding', number: '17000000001', until: NOW, reference: 'r' }, wire, '', true)).toMatchObject({ kind: 'refused', act: 'nobody' });
  expect(network.out).toEqual([]);
});

describe('云信留客 SMS', () => {
  const text = forwarding({ courier: 'yto', number: 'YT9876543210987' }).text;
  const report = { id: '77', phone: PHONE, text, time: NOW, status: 'DELIVRD' };

  test('sends the filed text to the recipient, signed with its signature and within one segment', async () => {
    const { last } = await ask('yunxinliuke-sms', 'call', LOST);
    expect(last().url).toBe('https://yunxinliuke-sms.example/Services/MsgSend.asmx/SendMsg');
    expect(Object.fromEntries(new URLSearchParams(last().body ?? ''))).toEqual({ userCode: 'user-3', userPass: 'pass-3', DesNo: PHONE, Msg: text, Channel: '101' });
    expect(text).toBe('【京巴士】您的包裹已转由圆通速递承运,新运单号YT9876543210987,请留意查收。');
    for (const courier of COURIERS) expect(forwarding({ courier: courier, number: 'JDVA123456789012345' }).text.length).toBeLessThanOrEqual(70);
  });
  test('goes to the newer interface where the settings name it', async () => {
    const settings = { paths: { send: 'winnerrxd/api/trigger/SendMsg' } };
    expect((await ask('yunxinliuke-sms', 'call', LOST, { provider: { settings } })).last().url).toBe('https://yunxinliuke-sms.example/winnerrxd/api/trigger/SendMsg');
    expect((await ask('yunxinliuke-sms', 'lookUp', LOST, { provider: { settings } })).last().url).toBe('https://yunxinliuke-sms.example/Services/MsgSend.asmx/GetReport2');
    for (const send of ['../SendMsg', 'https://elsewhere.example/', '']) expect((await ask('yunxinliuke-sms', 'call', LOST, { provider: { settings: { paths: { send } } } })).out).toEqual([]);
  });
  test.each<readonly [string, Outcome]>([
    ['1', { kind: 'done', result: { kind: 'reference', reference: '1' } }],
    ['123456789012345678', { kind: 'done', result: { kind: 'reference', reference: '123456789012345678' } }],
    ['12345678901234567890123', { kind: 'done', result: { kind: 'reference', reference: '12345678901234567890123' } }],
    ['9'.repeat(129), { kind: 'unknown', about: 'answer unreadable' }],
    ['-1234567890123456789', { kind: 'unknown', about: 'answer unreadable' }],
    ['-1', { kind: 'later', why: 'retry', after: null, about: 'submit error -1' }],
    ['-3', { kind: 'refused', act: 'platform', about: 'code -3', ofAll: true }],
    ['-4', { kind: 'refused', act: 'platform', about: 'code -4' }],
    ['-5', { kind: 'refused', act: 'platform', about: 'code -5' }],
    ['-6', { kind: 'refused', act: 'person', about: 'code -6' }],
    ['-7', { kind: 'later', why: 'limited', after: 60_000, about: 'provider balance -7' }],
    ['-8', { kind: 'later', why: 'retry', after: null, about: 'channel -8' }],
    ['-9', { kind: 'refused', act: 'nobody', about: 'code -9' }],
    ['-10', { kind: 'refused', act: 'platform', about: 'code -10' }],
    ['-11', { kind: 'refused', act: 'platform', about: 'code -11' }],
    ['-12', { kind: 'refused', act: 'nobody', about: 'code -12' }],
    ['-16', { kind: 'later', why: 'limited', after: 5_000, about: 'too often -16' }],
    ['-17', { kind: 'refused', act: 'platform', about: 'code -17' }],
    ['-20', { kind: 'refused', act: 'person', about: 'code -20' }],
    ['-23', { kind: 'refused', act: 'platform', about: 'code -23' }],
    ['0', { kind: 'unknown', about: 'code 0' }],
    ['-2', { kind: 'unknown', about: 'code -2' }],
    ['-999', { kind: 'unknown', about: 'code -999' }],
    ['12.5', { kind: 'unknown', about: 'answer unreadable' }],
    ['1 2', { kind: 'unknown', about: 'answer unreadable' }],
  ])('%s', async (code, expected) => {
    expect(await outcomeOf('yunxinliuke-sms', 'call', answered(200, xml(` ${code} `)))).toEqual(expected);
  });
  test.each<readonly [string, Partial<Task>]>([
    ['no phone', { phone: '' }],
    ['no text', { conversion: null, message: null }],
  ])('with %s nothing is sent', async (_name, over) => {
    const { outcome, out } = await ask('yunxinliuke-sms', 'call', LOST, { task: { ...sms, ...over } });
    expect(outcome).toMatchObject({ kind: 'refused', act: 'person' });
    expect(out).toEqual([]);
  });

  describe('asking searches the reports', () => {
    const reports = (...list: readonly unknown[]): Sent => answered(200, xml(JSON.stringify(list).replaceAll('&', '&amp;').replaceAll('"', '&quot;')));
    test('from a minute before the first call on, and sends nothing', async () => {
      const { out } = await ask('yunxinliuke-sms', 'lookUp', reports());
      expect(out.map(({ url }) => url)).toEqual(['https://yunxinliuke-sms.example/Services/MsgSend.asmx/GetReport2']);
      expect(new URLSearchParams(out[0]?.body ?? '').get('Since')).toBe(String(sms.firstCalledAt - 60_000));
    });
    test.each([PHONE, `86${PHONE}`])('this text to this phone is found, however it is written: %s', async (phone) => {
      expect(await outcomeOf('yunxinliuke-sms', 'lookUp', reports({ ...report, text: 'other' }, { ...report, phone }))).toEqual({ kind: 'done', result: { kind: 'reference', reference: '77' } });
    });
    test.each<readonly [string, object]>([
      ['to somebody else', { ...report, phone: '13900000000' }],
      ['with another number', { ...report, text: forwarding({ courier: 'yto', number: 'YT9876543210988' }).text }],
    ])('%s is not this one', async (_name, other) => {
      expect(await outcomeOf('yunxinliuke-sms', 'lookUp', reports(other))).toEqual({ kind: 'unknown', about: 'no report' });
    });
    test('no report is no proof', async () => {
      expect(await outcomeOf('yunxinliuke-sms', 'lookUp', reports())).toEqual({ kind: 'unknown', about: 'no report' });
    });
    test.each<readonly [string, Outcome]>([
      ['-3', { kind: 'refused', act: 'platform', about: 'code -3', ofAll: true }],
      ['-7', { kind: 'later', why: 'limited', after: 60_000, about: 'provider balance -7' }],
      ['-16', { kind: 'later', why: 'limited', after: 5_000, about: 'too often -16' }],
      ['-99', { kind: 'unknown', about: 'code -99' }],
    ])('%s says why there are no reports', async (code, expected) => {
      expect(await outcomeOf('yunxinliuke-sms', 'lookUp', answered(200, xml(code)))).toEqual(expected);
    });
    test.each(['5', '{"id":"77"}', '[{"id":77}]'])('%s are no reports', async (content) => {
      expect(await outcomeOf('yunxinliuke-sms', 'lookUp', answered(200, xml(content)))).toEqual({ kind: 'unknown', about: 'reports unreadable' });
    });
  });
});
