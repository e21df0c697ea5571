import { describe, expect, test } from 'vitest';
import type { Sent } from '../../../../src-main/egress/egress.ts';
import { gateway } from '../../../../src-main/flow/provider/gateway/gateway.ts';
import type { Outcome, Task } from '../../../../src-main/flow/queue/task.ts';
import { gatewayJob } from '../../../../src-shared/contract/gateway.ts';
import { LOST, answered, json } from '../../../support/fake-send.ts';
import { PHONE, aTask } from '../../../support/samples.ts';
import { NOW, ask, tellsNoSecret, wireOf } from './asked.ts';

const KIND = 'gateway';
const sync = aTask();
const trace = aTask({ kind: 'trace', target: { kind: 'courier', courier: 'yto' }, key: 'acct:SF1234567890123:trace' });
const sms = aTask({ kind: 'forwarding-sms', key: 'acct:店铺:SF1234567890123:forwarding-sms', conversion: { number: 'YT9876543210987', courier: 'yto' } });
const privacy = aTask({ kind: 'privacy', key: 'acct:SF1234567890123:privacy' });
const problem = (status: number, code: string): Sent => answered(status, JSON.stringify({ type: 'about:blank', title: code, status, code, detail: `about ${PHONE}` }));
const done = (result: object): Sent => json({ state: 'done', result });
const conversion = { kind: 'conversion', number: 'YT9876543210987', courier: 'sf', reference: 'g-1' };
const outcomeOf = async (purpose: 'call' | 'lookUp', task: Task, sent: Sent): Promise<Outcome> => (await ask(KIND, purpose, task, sent)).outcome;

test.each([sync, trace, sms, privacy])('gives a $kind as the contract has it, under the key of the job', async (task) => {
  const { last } = await ask(KIND, 'call', task, LOST, { endpoint: 'https://api.example/' });
  const { method, url, headers, body } = last();
  expect([method, url]).toEqual(['POST', 'https://api.example/v1/gateway/jobs']);
  expect(headers).toMatchObject({ authorization: 'Bearer token-9', 'content-type': 'application/json', 'idempotency-key': encodeURI(task.key) });
  const given = gatewayJob.parse(JSON.parse(body ?? ''));
  expect(given).toMatchObject({ kind: task.kind, number: task.number, storeId: task.storeId, message: task.message });
  // A conversion is nobody's phone's business.
  expect(given.phone).toBe(task === sync || task === trace ? null : PHONE);
});
test('asks by the key, whatever is in it', async () => {
  const { last } = await ask(KIND, 'lookUp', sms, LOST);
  expect([last().method, last().url, last().body]).toEqual(['GET', `https://gateway.example/v1/gateway/jobs/${encodeURIComponent(sms.key)}`, null]);
});

describe.each(['call', 'lookUp'] as const)('%s', (purpose) => {
  test.each<readonly [string, Task, object]>([
    ['a sync', sync, conversion],
    ['a trace', trace, { ...conversion, courier: 'yto' }],
    ['a message', sms, { kind: 'reference', reference: 'g-2' }],
    ['a privacy number', privacy, { kind: 'binding', number: '17000000001', until: NOW, reference: 'g-3' }],
  ])('%s that is done', async (_name, task, result) => {
    expect(await outcomeOf(purpose, task, done(result))).toEqual({ kind: 'done', result });
  });
  test.each<readonly [string, Task, Sent]>([
    ['a message for a conversion', sync, done({ kind: 'reference', reference: 'g' })],
    ['a conversion for a message', sms, done(conversion)],
    ['the old number', sync, done({ ...conversion, number: 'SF1234567890123' })],
    ['an address for a number', sync, done({ ...conversion, number: 'https://example.com' })],
    ['a courier that nobody knows', sync, done({ ...conversion, courier: 'pigeon' })],
    ['another courier than the parcel\'s', sync, done({ ...conversion, courier: 'yto' })],
    ['another courier than it is for', trace, done({ ...conversion, courier: 'sf' })],
    ['the number that it should hide', privacy, done({ kind: 'binding', number: `+86${PHONE}`, until: NOW, reference: 'g' })],
    ['words for a number', privacy, done({ kind: 'binding', number: 'none', until: NOW, reference: 'g' })],
    ['a privacy number for ever', privacy, done({ kind: 'binding', number: '17000000001', until: 0, reference: 'g' })],
    ['a privacy number as good as for ever', privacy, done({ kind: 'binding', number: '17000000001', until: NOW + 367 * 86_400_000, reference: 'g' })],
    ['a state of tomorrow', sync, json({ state: 'perhaps' })],
    ['one that is taken on', sync, json({ state: 'pending' })],
  ])('%s is nobody knows', async (_name, task, sent) => {
    expect(await outcomeOf(purpose, task, sent)).toMatchObject({ kind: 'unknown' });
  });
  test.each<readonly [number, string, Outcome]>([
    [401, 'unauthenticated', { kind: 'later', why: 'refused', after: null, about: 'code unauthenticated' }],
    [403, 'service-disabled', { kind: 'later', why: 'stopped', after: 60_000, about: 'code service-disabled' }],
    [403, 'account-suspended', { kind: 'later', why: 'stopped', after: 60_000, about: 'code account-suspended' }],
    [403, 'store-not-authorised', { kind: 'refused', act: 'merchant', about: 'code store-not-authorised' }],
    [409, 'number-refused', { kind: 'refused', act: 'person', about: 'code number-refused' }],
    [410, 'order-gone', { kind: 'refused', act: 'person', about: 'code order-gone' }],
    [409, 'idempotency-conflict', { kind: 'unknown', about: 'code idempotency-conflict' }],
    [422, 'schema', { kind: 'refused', act: 'platform', about: 'code schema' }],
    [400, 'idempotency-key-missing', { kind: 'refused', act: 'platform', about: 'code idempotency-key-missing' }],
    [400, 'constructor', { kind: 'refused', act: 'platform', about: 'HTTP 400' }],
    [404, 'no-such-call', { kind: 'refused', act: 'platform', about: 'HTTP 404', ofAll: true }],
    [429, 'too-many-requests', { kind: 'later', why: 'limited', after: null, about: 'HTTP 429' }],
    [500, 'internal', { kind: 'unknown', about: 'HTTP 500' }],
  ])('%d %s', async (status, code, expected) => {
    expect(await outcomeOf(purpose, sync, problem(status, code))).toEqual(expected);
  });
});

test('what the API does not know was not given; in a call it is no answer of the contract', async () => {
  expect(await outcomeOf('lookUp', sync, problem(404, 'no-such-job'))).toEqual({ kind: 'absent' });
  expect(await outcomeOf('call', sync, problem(404, 'no-such-job'))).toMatchObject({ kind: 'refused', act: 'platform' });
});
test.each(['platform', 'merchant', 'person', 'nobody'] as const)('a job that was taken on and refused: %s must act, also where it is found so by asking', async (act) => {
  const refused = json({ state: 'refused', act, code: 'NUMBER_REFUSED' });
  for (const purpose of ['call', 'lookUp'] as const) expect(await outcomeOf(purpose, sync, refused)).toEqual({ kind: 'refused', act, about: 'code NUMBER_REFUSED', ofTheWork: true });
});

describe('ending a privacy number', () => {
  const binding = { kind: 'binding', number: '17000000001', until: NOW, reference: 'g/3' } as const;
  const end = async (sent: Sent) => {
    const { wire, last } = wireOf(KIND, sent);
    return { outcome: await gateway.unbind?.(binding, wire, PHONE, true), last };
  };
  test('names it by its reference, under a key of its own, without the phone', async () => {
    const { outcome, last } = await end(json({ reference: 'g/3' }));
    const { method, url, headers, body } = last();
    expect([method, url, headers['idempotency-key']]).toEqual(['POST', 'https://gateway.example/v1/gateway/bindings/g%2F3/end', 'unbind:g/3']);
    expect(body).toBe('{}');
    expect(outcome).toEqual({ kind: 'done', result: { kind: 'reference', reference: 'g/3' } });
  });
  test.each<readonly [string, Sent, object]>([
    ['none (any more) is what was wanted', problem(404, 'no-such-binding'), { kind: 'done' }],
    ['a token that has run out waits for the next', problem(401, 'gateway-token-expired'), { kind: 'later', why: 'refused' }],
    ['a server of before this call refuses', problem(404, 'no-such-call'), { kind: 'refused', act: 'platform' }],
    ['another answer is nobody knows', json({ state: 'done' }), { kind: 'unknown' }],
    ['500 is nobody knows', problem(500, 'internal'), { kind: 'unknown' }],
    ['lost is nobody knows', LOST, { kind: 'unknown' }],
  ])('%s', async (_name, sent, expected) => {
    expect((await end(sent)).outcome).toMatchObject(expected);
  });
});

test('no detail has the phone or a credential', async () => {
  for (const shape of [(code: string) => ({ type: 't', title: code, status: 409, code }), (code: string) => ({ state: 'refused', act: 'person', code })]) {
    await tellsNoSecret(KIND, sms, shape, async (sent) => {
      const outcome = await outcomeOf('call', sms, sent);
      return 'about' in outcome ? outcome.about : '';
    });
  }
});
