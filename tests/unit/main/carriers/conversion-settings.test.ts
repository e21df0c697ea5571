import { createHash, createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Sent } from '../../../../src-main/egress/egress.ts';
import type { Adapter } from '../../../../src-main/flow/provider/adapter.ts';
import { ADAPTERS } from '../../../../src-main/flow/provider/adapters.ts';
import type { Outcome, Task } from '../../../../src-main/flow/queue/task.ts';
import { LOST, fakeSend, json } from '../../../support/fake-send.ts';
import { PHONE, aProvider, aTask } from '../../../support/samples.ts';

const NOW = 1_764_000_000_123;

/** A provider of another world: other paths, names, codes, couriers and signature. docs/conversion-contract.md shows this one. */
const OTHER = {
  paths: { convert: 'api/v2/waybill.swap', find: 'api/v2/waybill.query' },
  body: 'form',
  credential: { app: 'partner', secret: 'partnerKey' },
  timestamp: 's',
  fields: { requestId: 'out_trade_no', number: 'mail_no', courier: 'cp_code', targetKind: 'mode', target: 'to_cp', storeId: 'shop' },
  fixed: { format: 'json', v: '2.0' },
  targetKinds: { segment: '1', courier: '2' },
  couriers: { sf: 'SHUNFENG', yto: 'YTO' },
  signature: { scheme: 'md5-sorted', fields: { app: 'partner_id', timestamp: 'ts', sign: 'sign' }, pairs: 'query', secret: 'key', letters: 'lower' },
  answer: { code: 'head.ret', done: 0, number: 'data.waybill.new_no', courier: 'data.waybill.cp', reference: 'data.id' },
  errors: { '404': 'absent', '1001': 'platform', '2002': 'merchant', '2003': 'person', '2004': 'nobody', '5001': 'limited', '5002': 'busy', '5003': 'balance' },
};
const credential = { partner: 'p-9', partnerKey: 'k-9' };
const done = { head: { ret: 0 }, data: { id: 'R-1', waybill: { new_no: 'YT9876543210987', cp: 'YTO' } } };
const task = aTask({ kind: 'trace', target: { kind: 'courier', courier: 'yto' }, storeId: '店铺 & "一"=1' });

async function ask(purpose: 'call' | 'lookUp', sent: Sent, settings: Record<string, unknown> = OTHER, over: { kind?: string; task?: Task } = {}) {
  const network = fakeSend(() => sent);
  const provider = aProvider(over.kind ?? 'danhaobao', { credential, settings, endpoint: 'https://other.example/' });
  const outcome: Outcome = await (ADAPTERS.get(over.kind ?? 'danhaobao') as Adapter)[purpose](over.task ?? task, { provider, send: network.send, now: () => NOW });
  return { outcome, ...network };
}

describe.each(['danhaobao', 'yunguanlian'])('%s with a document of its own is a change of configuration', (kind) => {
  test('other paths, names, couriers and signature go out', async () => {
    const { last } = await ask('call', LOST, OTHER, { kind });
    expect(last().url).toBe('https://other.example/api/v2/waybill.swap');
    const { sign, ...fields } = Object.fromEntries(new URLSearchParams(last().body ?? ''));
    expect(fields).toEqual({
      format: 'json', v: '2.0', out_trade_no: task.key, mail_no: 'SF1234567890123', cp_code: 'SHUNFENG', mode: '2', to_cp: 'YTO', shop: '店铺 & "一"=1', partner_id: 'p-9', ts: '1764000000',
    });
    const names = ['cp_code', 'format', 'mail_no', 'mode', 'out_trade_no', 'partner_id', 'shop', 'to_cp', 'ts', 'v'] as const;
    expect(sign).toBe(createHash('md5').update(`${names.map((name) => `${name}=${fields[name] ?? ''}`).join('&')}&key=k-9`).digest('hex'));
  });
  test('asking has the request id alone', async () => {
    const { last } = await ask('lookUp', LOST, OTHER, { kind });
    expect(last().url).toBe('https://other.example/api/v2/waybill.query');
    expect([...new URLSearchParams(last().body ?? '').keys()].sort()).toEqual(['format', 'out_trade_no', 'partner_id', 'sign', 'ts', 'v']);
  });
  test('another answer comes back', async () => {
    for (const purpose of ['call', 'lookUp'] as const) {
      expect((await ask(purpose, json(done), OTHER, { kind })).outcome).toEqual({ kind: 'done', result: { kind: 'conversion', number: 'YT9876543210987', courier: 'yto', reference: 'R-1' } });
    }
  });
  test.each<readonly [number, Outcome]>([
    [404, { kind: 'refused', act: 'person', about: '404' }],
    [1001, { kind: 'refused', act: 'platform', about: '1001', ofAll: true }],
    [2002, { kind: 'refused', act: 'merchant', about: '2002' }],
    [2003, { kind: 'refused', act: 'person', about: '2003' }],
    [2004, { kind: 'refused', act: 'nobody', about: '2004' }],
    [5001, { kind: 'later', why: 'limited', after: null, about: '5001' }],
    [5002, { kind: 'later', why: 'retry', after: null, about: '5002' }],
    [5003, { kind: 'later', why: 'limited', after: 60_000, about: '5003' }],
    [9999, { kind: 'unknown', about: 'code 9999' }],
  ])('code %d', async (ret, expected) => {
    expect((await ask('call', json({ head: { ret }, data: null }), OTHER, { kind })).outcome).toEqual(expected);
  });
  test.each<readonly [string, unknown]>([
    ['the code as text, where it is a number here', { ...done, head: { ret: '0' } }],
    ['the contract\'s own success', { code: '0', number: 'YT9876543210987', courier: 'yto', reference: 'R-1' }],
    ['a courier by our name, where it has its own', { ...done, data: { id: 'R-1', waybill: { new_no: 'YT9876543210987', cp: 'yto' } } }],
    ['the old number', { ...done, data: { id: 'R-1', waybill: { new_no: 'SF1234567890123', cp: 'YTO' } } }],
    ['no reference', { ...done, data: { waybill: done.data.waybill } }],
    ['an inherited name', { head: 'constructor' }],
    ['a list', [done]],
  ])('%s is nobody knows', async (_name, answer) => {
    expect((await ask('call', json(answer), OTHER, { kind })).outcome).toMatchObject({ kind: 'unknown' });
  });
});

test('a part can be changed alone: the rest stays the contract', async () => {
  const { last } = await ask('call', LOST, { fields: { number: 'waybill' }, paths: { convert: 'v3/convert' }, credential: { app: 'partner', secret: 'partnerKey' } }, { kind: 'yunguanlian' });
  expect(last().url).toBe('https://other.example/v3/convert');
  expect(JSON.parse(last().body ?? '')).toMatchObject({ requestId: task.key, waybill: 'SF1234567890123', courier: 'sf' });
  expect(last().headers['x-signature']).toBe(createHmac('sha256', 'k-9').update(`${NOW}\n${last().body}`).digest('hex'));
});

test.each(['around', 'after', 'key'] as const)('md5 with the secret %s', async (secret) => {
  for (const pairs of ['joined', 'query'] as const) {
    const { last } = await ask('lookUp', LOST, { ...OTHER, signature: { ...OTHER.signature, secret, pairs, letters: 'upper' } });
    const { sign, ...fields } = Object.fromEntries(new URLSearchParams(last().body ?? ''));
    const text = Object.keys(fields).sort().map((name) => (pairs === 'joined' ? `${name}${fields[name]}` : `${name}=${fields[name]}`)).join(pairs === 'joined' ? '' : '&');
    const whole = { around: `k-9${text}k-9`, after: `${text}k-9`, key: `${text}&key=k-9` }[secret];
    expect(sign).toBe(createHash('md5').update(whole).digest('hex').toUpperCase());
  }
});

test('an HMAC header in base64 over a form', async () => {
  const signature = { scheme: 'hmac-sha256-header', headers: { app: 'x-k', timestamp: 'x-t', signature: 'x-s' }, encoding: 'base64' };
  const { last } = await ask('lookUp', LOST, { ...OTHER, signature });
  expect(last().headers).toEqual({ 'content-type': 'application/x-www-form-urlencoded', 'x-k': 'p-9', 'x-t': '1764000000', 'x-s': createHmac('sha256', 'k-9').update(`1764000000\n${last().body}`).digest('base64') });
});

describe('settings that are no configuration are the matter of the platform, and nothing is sent', () => {
  test.each<readonly [string, Record<string, unknown>, string]>([
    ['a part that nobody knows', { feilds: {} }, 'settings: unknown feilds'],
    ['a name that nobody knows', { fields: { nubmer: 'x' } }, 'settings.fields: unknown nubmer'],
    ['no text', { fields: { number: 7 } }, 'settings.fields.number: invalid_type'],
    ['an empty name', { fields: { number: '' } }, 'settings.fields.number: too_small'],
    ['two fields of one name', { fields: { number: 'requestId' } }, 'settings.fields: two are called requestId'],
    ['a fixed field of a name that is signed', { fixed: { timestamp: '1' } }, 'settings.fields: two are called timestamp'],
    ['a path that leaves the endpoint', { paths: { convert: '../admin' } }, 'settings.paths.convert: custom'],
    ['an address for a path', { paths: { convert: 'https://elsewhere.example' } }, 'settings.paths.convert: invalid_format'],
    ['a scheme that nobody knows', { signature: { scheme: 'sha1' } }, 'settings.signature.scheme: invalid_union'],
    ['half a signature', { signature: { scheme: 'md5-sorted' } }, 'settings.signature.fields: invalid_type'],
    ['a meaning that nobody knows', { errors: { E1: 'try again' } }, 'settings.errors.E1: invalid_value'],
    ['null', { fields: null }, 'settings.fields: invalid_type'],
    ['a secret in the wrong place', { credential: { secret: `s-${PHONE}`, app: ['x'] } }, 'settings.credential.app: invalid_type'],
  ])('%s', async (_name, settings, about) => {
    for (const purpose of ['call', 'lookUp'] as const) {
      const { outcome, out } = await ask(purpose, LOST, settings);
      expect(outcome).toEqual({ kind: 'refused', act: 'platform', about });
      expect(out).toEqual([]);
    }
  });
});
