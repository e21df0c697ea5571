import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Outgoing, Sent } from '../../../../src-main/egress/egress.ts';
import { huaweiAxb } from '../../../../src-main/flow/provider/huawei-axb/huawei-axb.ts';
import type { Outcome } from '../../../../src-main/flow/queue/task.ts';
import { LOST, NOT_SENT, answered, json } from '../../../support/fake-send.ts';
import { PHONE, aTask } from '../../../support/samples.ts';
import { NOW, ask, tellsNoSecret, wireOf } from './asked.ts';

const KIND = 'huawei-axb';
const DAYS_30 = 30 * 86_400_000;
const task = aTask({ kind: 'privacy', key: 'acct:SF1234567890123:privacy', firstCalledAt: NOW - 5_000 });
const A = `+86${PHONE}`;
const B = '+8615900002222';
const POOL = ['+8617000000001', '+8617000000002', '+8617000000003'];

const says = (resultcode: string, more: object = {}, status = 200): Sent => answered(status, JSON.stringify({ resultcode, resultdesc: `about ${A}`, ...more }));
const OK = says('0', { subscriptionId: 'sub-1' });
const NONE = says('1012007', {}, 403);
const numberOf = ({ method, url, body }: Outgoing): string => (method === 'POST' ? (JSON.parse(body ?? '') as { relationNum: string }).relationNum : (new URL(url).searchParams.get('relationNum') ?? ''));
const steps = (out: readonly Outgoing[]): string[] => out.map((outgoing) => `${outgoing.method} ${numberOf(outgoing).slice(-1)}`);
const listed = (outgoing: Outgoing, over: object = {}): Sent => says('0', { totalCount: 1, relationNumList: [{ relationNum: numberOf(outgoing), callerNum: A, calleeNum: B, subscriptionId: 'sub-9', duration: 2_592_000, userData: task.key, ...over }] });
const outcomeOf = async (sent: Parameters<typeof ask>[3]): Promise<Outcome> => (await ask(KIND, 'call', task, sent)).outcome;

describe('binding', () => {
  test('hides the recipient and the contact behind a number of the pool for 30 days, never for ever', async () => {
    const { outcome, last } = await ask(KIND, 'call', task, OK);
    const { method, url, body, headers } = last();
    expect([method, url]).toEqual(['POST', 'https://huawei-axb.example/rest/caas/relationnumber/partners/v1.0']);
    expect(JSON.parse(body ?? '')).toEqual({ relationNum: expect.stringMatching(/^\+861700000000[123]$/), callerNum: A, calleeNum: B, duration: 30 * 24 * 3600, recordFlag: 'false', userData: task.key });
    expect(outcome).toEqual({ kind: 'done', result: { kind: 'binding', number: numberOf(last()).slice(3), until: NOW + DAYS_30, reference: 'sub-1' } });
    expect(headers['authorization']).toBe('AKSK realm="SDP",profile="UsernameToken",type="Appkey"');
    const [, user, digest, nonce, created] = /^UsernameToken Username="(.*)", PasswordDigest="(.*)", Nonce="(.*)", Created="(.*)"$/.exec(headers['x-aksk'] ?? '') ?? [];
    expect([user, created]).toEqual(['app-8', '2025-11-24T16:00:00Z']);
    expect(nonce).toMatch(/^[0-9a-f]{32}$/);
    expect(digest).toBe(createHmac('sha256', 'secret-8').update(`${nonce}${created}`).digest('base64'));
  });
  test('begins with the same number on every attempt, and with others for other jobs', async () => {
    const first = async (key: string): Promise<string> => numberOf((await ask(KIND, 'call', { ...task, key }, OK)).last());
    expect(await first('k')).toBe(await first('k'));
    expect(new Set(await Promise.all(Array.from({ length: 40 }, (_, i) => first(`key-${i}`))))).toEqual(new Set(POOL));
  });
  test.each(['1012010', '1012008'])('%s is asked about: it was this very bind, and is adopted', async (code) => {
    const { outcome, out } = await ask(KIND, 'call', task, (outgoing) => (outgoing.method === 'POST' ? says(code, {}, 403) : listed(outgoing)));
    expect(outcome).toEqual({ kind: 'done', result: { kind: 'binding', number: numberOf(out[0] as Outgoing).slice(3), until: task.firstCalledAt + DAYS_30, reference: 'sub-9' } });
    expect(out.map(({ method }) => method)).toEqual(['POST', 'GET']);
    const query = new URL(out[1]?.url ?? '').searchParams;
    expect([query.get('callerNum'), query.get('calleeNum')]).toEqual([A, B]);
    expect(out[1]?.url).not.toContain('+');
  });
  test.each<readonly [string, (outgoing: Outgoing) => Sent]>([
    ['somebody else', () => NONE],
    ['nobody', () => says('0', { totalCount: 0, relationNumList: [] })],
    ['another job of the same two', (outgoing) => listed(outgoing, { userData: 'acct:SF1:privacy' })],
    ['another pair', (outgoing) => listed(outgoing, { callerNum: '+8613900000000' })],
  ])('a number that binds %s is left alone, and the next one is tried', async (_name, query) => {
    let binds = 0;
    const { outcome, out } = await ask(KIND, 'call', task, (outgoing) => (outgoing.method === 'GET' ? query(outgoing) : (binds += 1) === 1 ? says('1012010', {}, 403) : OK));
    expect(outcome).toMatchObject({ kind: 'done', result: { reference: 'sub-1' } });
    expect(new Set(out.filter(({ method }) => method === 'POST').map(numberOf)).size).toBe(2);
  });
  test('one whose data is not echoed is this job\'s where it was called before, and otherwise may be another parcel\'s: it is left alone', async () => {
    const silent = (outgoing: Outgoing): Sent => listed(outgoing, { userData: undefined });
    expect((await ask(KIND, 'lookUp', task, silent)).outcome).toMatchObject({ kind: 'done', result: { reference: 'sub-9' } });
    let posts = 0;
    const twice = (outgoing: Outgoing): Sent => (outgoing.method === 'GET' ? silent(outgoing) : says((posts += 1) === 1 ? '1023002' : '1012010', {}, 500));
    expect(await outcomeOf(twice)).toMatchObject({ kind: 'done', result: { reference: 'sub-9' } });
    let binds = 0;
    expect(await outcomeOf((outgoing: Outgoing) => (outgoing.method === 'GET' ? silent(outgoing) : (binds += 1) === 1 ? says('1012010', {}, 403) : OK))).toMatchObject({ kind: 'done', result: { reference: 'sub-1' } });
  });
  test('1012009 goes on to the next number at once; where none is free the job waits and the others go on', async () => {
    const { outcome, out } = await ask(KIND, 'call', task, says('1012009', {}, 403));
    expect(outcome).toEqual({ kind: 'later', why: 'retry', after: 600_000, about: 'no free number' });
    expect(new Set(steps(out))).toEqual(new Set(['POST 1', 'POST 2', 'POST 3']));
    // Nothing else of such an answer counts.
    expect(await outcomeOf(says('1012009', { subscriptionId: null, relationNum: null }, 403))).toEqual(outcome);
  });
  test('no more than ten numbers are tried', async () => {
    const numbers = Array.from({ length: 50 }, (_, i) => `+86170000001${String(i).padStart(2, '0')}`);
    expect((await ask(KIND, 'call', task, says('1012009'), { settings: { numbers } })).out).toHaveLength(10);
  });
  test('1023002 is sent once more, to the same number', async () => {
    const timeout = says('1023002', {}, 500);
    const { outcome, out } = await ask(KIND, 'call', task, [timeout, OK]);
    expect(outcome).toMatchObject({ kind: 'done' });
    expect(new Set(steps(out)).size).toBe(1);
    const twice = await ask(KIND, 'call', task, timeout);
    expect(twice.outcome).toEqual({ kind: 'unknown', about: 'code 1023002 twice' });
    expect(twice.out).toHaveLength(2);
  });
  test('1023002 that did its work: the second one is bound already, and adopted', async () => {
    let n = 0;
    expect(await outcomeOf((outgoing: Outgoing) => (outgoing.method === 'GET' ? listed(outgoing) : says((n += 1) === 1 ? '1023002' : '1012010', {}, 500)))).toMatchObject({ kind: 'done', result: { reference: 'sub-9' } });
  });
  test.each<readonly [string, Sent, Sent]>([
    ['is not sent', NOT_SENT, NONE], ['is too much', says('1010010', {}, 403), NONE], ['is a 429', answered(429, ''), NONE], ['is refused', says('1023006', {}, 403), NONE],
    ['is bound already, and can not be asked about', says('1012010', {}, 403), NOT_SENT], ['finds it full, and can not be asked about', says('1012009', {}, 403), says('1010010', {}, 403)],
  ])('1023002 may have done its work: nobody knows where the second one %s', async (_name, second, found) => {
    let n = 0;
    const { outcome, out } = await ask(KIND, 'call', task, (outgoing) => (outgoing.method === 'GET' ? found : (n += 1) === 1 ? says('1023002', {}, 500) : second));
    expect(outcome.kind).toBe('unknown');
    expect(out.filter(({ method }) => method === 'POST')).toHaveLength(2);
  });
  test('1023002 that took the last place of its number: the second one finds it full, and it is adopted', async () => {
    let n = 0;
    expect(await outcomeOf((outgoing: Outgoing) => (outgoing.method === 'GET' ? listed(outgoing) : says((n += 1) === 1 ? '1023002' : '1012009', {}, 500)))).toMatchObject({ kind: 'done', result: { reference: 'sub-9' } });
  });
  test('a lost answer ends the trying: it may be bound there', async () => {
    const { outcome, out } = await ask(KIND, 'call', task, LOST);
    expect([outcome.kind, out.length]).toEqual(['unknown', 1]);
  });
  test.each<readonly [string, number, Outcome]>([
    ['1010001', 500, { kind: 'unknown', about: 'code 1010001' }],
    ['1023001', 500, { kind: 'unknown', about: 'code 1023001' }],
    ['1010010', 403, { kind: 'later', why: 'limited', after: 60_000, about: 'code 1010010' }],
    ['1010029', 403, { kind: 'later', why: 'limited', after: 60_000, about: 'code 1010029' }],
    ['1020176', 403, { kind: 'later', why: 'retry', after: 60_000, about: 'code 1020176' }],
    ['1010013', 403, { kind: 'later', why: 'clock', after: 60_000, about: 'code 1010013' }],
    ...['1010003', '1010040', '1020166', '1023006', '1023007', '1023008', '1023009', '1023010', '1023011', '1023012', '1023013', '1023026', '1023027', '1023028', '1023029', '1023030', '1023031', '1023032', '1023033'].map(
      (code): readonly [string, number, Outcome] => [code, 403, { kind: 'refused', act: 'platform', about: `code ${code}`, ofAll: true }]),
    // Of what was asked, or of one number.
    ...['1010002', '1011001', '1012001', '1012012', '1012102'].map((code): readonly [string, number, Outcome] => [code, 403, { kind: 'refused', act: 'platform', about: `code ${code}` }]),
    ['1999999', 403, { kind: 'unknown', about: 'code 1999999' }],
    ['constructor', 200, { kind: 'unknown', about: 'code constructor' }],
    ['1012007', 403, { kind: 'unknown', about: 'code of a query' }],
  ])('%s with HTTP %d', async (code, status, expected) => {
    expect(await outcomeOf(says(code, {}, status))).toEqual(expected);
  });
  test.each<readonly [string, Sent]>([
    ['no subscription', says('0')],
    ['null for it', says('0', { subscriptionId: null })],
    ['another number than was asked for', says('0', { subscriptionId: 's', relationNum: '+8617099999999' })],
    ['success with a 500', says('0', { subscriptionId: 's' }, 500)],
    ['a code that is a number', json({ resultcode: 0, subscriptionId: 's' })],
  ])('%s is nobody knows', async (_name, sent) => {
    expect(await outcomeOf(sent)).toMatchObject({ kind: 'unknown' });
  });
  test.each<readonly [string, object, object, 'person' | 'platform']>([
    ['no phone', { phone: '' }, {}, 'person'],
    ['a landline', { phone: '02112345678' }, {}, 'person'],
    ['no pool', {}, { settings: {} }, 'platform'],
    ['an empty pool', {}, { settings: { numbers: [] } }, 'platform'],
    ['a pool of something else', {}, { settings: { numbers: ['17000000001'] } }, 'platform'],
    ['a contact that is no phone', {}, { credential: { appKey: 'a', appSecret: 's', contact: '400-800' } }, 'platform'],
  ])('with %s nothing is sent', async (_name, over, provider, act) => {
    for (const purpose of ['call', 'lookUp'] as const) {
      const { outcome, out } = await ask(KIND, purpose, { ...task, ...over }, LOST, provider);
      expect(outcome).toMatchObject({ kind: 'refused', act });
      expect(out).toEqual([]);
    }
  });
});

describe('asking queries and binds nothing', () => {
  test('every number that the call may have taken, in its order, until one is found', async () => {
    const call = await ask(KIND, 'call', task, says('1012009'));
    let asked = 0;
    const { outcome, out } = await ask(KIND, 'lookUp', task, (outgoing) => ((asked += 1) === 3 ? listed(outgoing) : NONE));
    expect(out.map(numberOf)).toEqual(call.out.map(numberOf));
    expect(out.every(({ method, body }) => method === 'GET' && body === null)).toBe(true);
    expect(outcome).toMatchObject({ kind: 'done', result: { reference: 'sub-9', number: numberOf(out[2] as Outgoing).slice(3) } });
  });
  test('one that was bound is found when the pool has grown, or has lost others', async () => {
    const grown = Array.from({ length: 100 }, (_, i) => `+86170000001${String(i).padStart(2, '0')}`);
    for (const [before, after] of [[grown.slice(0, 50), grown.slice(0, 51)], [grown.slice(1, 51), grown.slice(0, 51)], [grown.slice(0, 50), grown], [grown, grown.slice(1)]] as const) {
      for (let n = 0; n < 20; n += 1) {
        const one = { ...task, key: `key-${n}` };
        let tried = 0;
        const lost = await ask(KIND, 'call', one, () => ((tried += 1) === 10 ? LOST : says('1012009')), { settings: { numbers: before } });
        const bound = numberOf(lost.last());
        if (!after.includes(bound)) continue;
        const { outcome } = await ask(KIND, 'lookUp', one, (outgoing) => (numberOf(outgoing) === bound ? listed(outgoing, { userData: one.key }) : NONE), { settings: { numbers: after } });
        expect(outcome).toMatchObject({ kind: 'done', result: { number: bound.slice(3) } });
      }
    }
  });
  test.each(['1012007', '1016001'])('none of them, %s each: it was not bound', async (code) => {
    const { outcome, out } = await ask(KIND, 'lookUp', task, says(code, {}, 403));
    expect([outcome.kind, out.length]).toEqual(['absent', 3]);
  });
  test('one that can not be asked leaves the doubt', async () => {
    expect((await ask(KIND, 'lookUp', task, [NONE, LOST])).outcome).toMatchObject({ kind: 'unknown' });
    expect((await ask(KIND, 'lookUp', task, [NONE, says('1010010', {}, 403)])).outcome).toMatchObject({ kind: 'later' });
    expect((await ask(KIND, 'lookUp', task, [NONE, says('0')])).outcome).toEqual({ kind: 'unknown', about: 'answer unreadable' });
  });
});

describe('unbinding', () => {
  const unbind = async (sent: Sent | readonly Sent[]) => {
    const { wire, out } = wireOf(KIND, sent);
    return { outcome: await huaweiAxb.unbind?.({ kind: 'binding', number: '17000000001', until: NOW, reference: 'sub-1' }, wire, PHONE, true), out };
  };
  test('names the subscription', async () => {
    const { outcome, out } = await unbind(says('0'));
    expect(outcome).toEqual({ kind: 'done', result: { kind: 'reference', reference: 'sub-1' } });
    expect(out.map(({ method, url, body }) => [method, url, body])).toEqual([['DELETE', 'https://huawei-axb.example/rest/caas/relationnumber/partners/v1.0?subscriptionId=sub-1', null]]);
  });
  test('one that has ended already is done; a timeout is sent once more', async () => {
    expect((await unbind(NONE)).outcome).toMatchObject({ kind: 'done' });
    expect((await unbind([says('1023002', {}, 500), says('0')])).outcome).toMatchObject({ kind: 'done' });
    expect((await unbind(LOST)).outcome).toMatchObject({ kind: 'unknown' });
    expect((await unbind(says('1010040', {}, 403))).outcome).toMatchObject({ kind: 'refused', act: 'platform' });
    expect((await unbind(says('1012010', {}, 403))).outcome).toMatchObject({ kind: 'unknown' });
  });
});

test('no detail has the phone or a credential', async () => {
  for (const purpose of ['call', 'lookUp'] as const) {
    await tellsNoSecret(KIND, task, (resultcode) => ({ resultcode, resultdesc: PHONE }), async (sent) => {
      const { outcome } = await ask(KIND, purpose, task, sent);
      return 'about' in outcome ? outcome.about : '';
    });
  }
});
