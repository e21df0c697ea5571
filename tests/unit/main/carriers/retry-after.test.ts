import { expect, test } from 'vitest';
import { ADAPTERS } from '../../../../src-main/flow/provider/adapters.ts';
import { answered } from '../../../support/fake-send.ts';
import { aTask } from '../../../support/samples.ts';
import { NOW, ask, wireOf } from './asked.ts';

const message = aTask({ kind: 'forwarding-sms', key: 'acct:SF1234567890123:forwarding-sms', conversion: { number: 'YT9876543210987', courier: 'yto' } });
const binding = aTask({ kind: 'privacy', key: 'acct:SF1234567890123:privacy' });
const xml = (code: number): string => `<?xml version="1.0"?><string xmlns="http://tempuri.org/">${code}</string>`;
const throttled = JSON.stringify({ Code: 'Throttling.User', Message: 'Request was denied due to user flow control.', RequestId: 'A-1' });
const results = { results: { '000010': 'limited', '000011': 'busy' } };

test.each([
  ['aliyun-sms', 429, 'limited', throttled, message, {}],
  ['aliyun-sms', 400, 'limited', throttled, message, {}],
  ['aliyun-pls', 200, 'limited', throttled, binding, {}],
  ['huawei-axb', 429, 'limited', '{"resultcode":"1010010","resultdesc":"x"}', binding, {}],
  ['huawei-axb', 403, 'retry', '{"resultcode":"1020176","resultdesc":"x"}', binding, {}],
  ['yunxinliuke-voice', 200, 'limited', '{"result":"000010"}', binding, { settings: results }],
  ['yunxinliuke-voice', 200, 'retry', '{"result":"000011"}', binding, { settings: results }],
  ['yunxinliuke-sms', 200, 'limited', xml(-16), message, {}],
  ['yunxinliuke-sms', 200, 'retry', xml(-1), message, {}],
  ['tencent-sms', 200, 'limited', '{"Response":{"Error":{"Code":"RequestLimitExceeded","Message":"x"},"RequestId":"T-1"}}', message, {}],
  ['gateway', 401, 'refused', '{"type":"about:blank","title":"x","status":401,"code":"gateway-token-expired"}', binding, {}],
  ['gateway', 403, 'stopped', '{"type":"about:blank","title":"x","status":403,"code":"service-disabled"}', binding, {}],
] as const)('%s, HTTP %d, %s: a code that says later is kept to for as long as the Retry-After beside it says', async (kind, status, why, text, task, over) => {
  expect((await ask(kind, 'call', task, answered(status, text, { retryAfter: 7_000 }), over)).outcome).toMatchObject({ kind: 'later', why, after: 7_000 });
});

test('the end of a privacy number as well', async () => {
  const { wire } = wireOf('yunxinliuke-voice', answered(200, '{"result":"000010"}', { retryAfter: 7_000 }), { settings: results });
  expect(await ADAPTERS.get('yunxinliuke-voice')?.unbind?.({ kind: 'binding', number: '17000000001', until: NOW, reference: '17000000001' }, wire, binding.phone, true)).toMatchObject({ kind: 'later', why: 'limited', after: 7_000 });
});
