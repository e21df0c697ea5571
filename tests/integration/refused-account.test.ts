import { expect, test } from 'vitest';
import type { Sent } from '../../src-main/egress/egress.ts';
import type { Provider } from '../../src-shared/contract/parcels.ts';
import type { Service } from '../../src-shared/domain/work.ts';
import { answered, json } from '../support/fake-send.ts';
import { aForwardedParcel, aParcel, aProvider, entitlementsWith, numberOf } from '../support/samples.ts';
import { expectSoundBooks } from '../support/station.ts';
import { isSettled, wholeStation, world } from '../support/whole-station.ts';

const MANY = 40;
const recipient = (n: number) => ({ name: '张三', phone: `1380000${String(n).padStart(4, '0')}`, region: '上海市' });

const orderFor = (service: Service, n: number) =>
  service === 'sms'
    ? aForwardedParcel({ number: numberOf(n), courier: 'zto', orderNumber: `order-${n}`, recipient: recipient(n) })
    : aParcel({ number: numberOf(n), courier: 'yto', target: null, recipient: recipient(n) });

/** What its provider answers that works. Aliyun picks the number itself: a pool that is small would be full. */
let made = 0;
const WORKS: Readonly<Record<string, () => Sent>> = {
  'aliyun-sms': () => json({ Code: 'OK', BizId: `biz-${(made += 1)}` }),
  'aliyun-pls': () => json({ Code: 'OK', SecretBindDTO: { SecretNo: `170${String((made += 1)).padStart(8, '0')}`, SubsId: `subs-${made}` } }),
  'tencent-sms': () => json({ Response: { SendStatusSet: [{ Code: 'Ok', SerialNo: `serial-${(made += 1)}` }] } }),
  'huawei-axb': () => json({ resultcode: '0', subscriptionId: `sub-${(made += 1)}` }),
  'yunxinliuke-sms': () => answered(200, `<string xmlns="http://tempuri.org/">${(made += 1)}</string>`),
};

const told = (service: Service, provider: Provider, version: number) => {
  const known = entitlementsWith({ version });
  return { ...known, services: { ...known.services, [service]: { ...known.services[service], provider } } };
};

const aliyun = (status: number, Code: string) => answered(status, JSON.stringify({ Code, Message: '' }));
const huawei = (status: number, resultcode: string) => answered(status, JSON.stringify({ resultcode, resultdesc: '' }));
const tencent = (Code: string) => json({ Response: { Error: { Code, Message: '' }, RequestId: 'r' } });

test.each<readonly [string, Provider['kind'], Sent]>([
  ['an access key that is gone', 'aliyun-sms', aliyun(404, 'InvalidAccessKeyId.NotFound')],
  ['a signature', 'aliyun-sms', aliyun(400, 'SignatureDoesNotMatch')],
  ['a right', 'aliyun-pls', aliyun(200, 'isp.RAM_PERMISSION_DENY')],
  ['a digest', 'huawei-axb', huawei(403, '1023031')],
  ['an app', 'huawei-axb', huawei(403, '1010003')],
  ['a secret id', 'tencent-sms', tencent('AuthFailure.SecretIdNotFound')],
  ['an app that is disabled', 'tencent-sms', tencent('UnauthorizedOperation.SdkAppIdIsDisabled')],
  ['a user', 'yunxinliuke-sms', answered(200, '<string xmlns="http://tempuri.org/">-3</string>')],
])('%s that %s refuses of every parcel alike is for a person in a few of them, and the rest waits until one gets through', async (_name, kind, refusal) => {
  const service: Service = kind.endsWith('-sms') ? 'sms' : 'privacy';
  const provider = aProvider(kind, { limits: { perSecond: 1_000, concurrency: 4 }, ...(kind === 'aliyun-pls' ? { settings: { poolKey: 'FC6', numbers: [] } } : {}) });
  const w = world();
  w.state.orders = Array.from({ length: MANY }, (_, n) => orderFor(service, n));
  w.state.entitlements = told(service, provider, 1);
  let isRefused = true;
  w.play.provider = (outgoing) => (outgoing.url.startsWith(provider.endpoint) ? (isRefused ? refusal : (WORKS[kind] as () => Sent)()) : w.provider(outgoing));
  const { station, store } = wholeStation({ world: w });
  store.db.pragma('synchronous = OFF');
  station.start();
  await expect.poll(() => station.status().ordersReady && station.flow.ledger.left(Date.now()) > 0).toBe(true);
  const scans: number[] = [];
  for (const { number } of w.state.orders) scans.push((await station.scan(number)).scanId);
  const parked = () => station.flow.jobs.parked(MANY).filter(({ error }) => error === 'provider-refused-platform').length;
  const stillWaits = () => store.sql<{ n: number }>(`SELECT count(*) AS n FROM jobs WHERE kind IN ('forwarding-sms', 'privacy') AND state = 'waiting'`).get()?.n ?? 0;
  await expect.poll(() => Object.values(station.status().standsStill)).toEqual(['refused', 'refused']);
  await expect.poll(() => parked() + stillWaits()).toBe(MANY);
  // A claim before the fifth refusal was heard may be under way, and a trial or two follow.
  expect(parked()).toBeLessThan(15);
  // The vendor lets it in again: nobody here is told, one call that tries finds it out.
  isRefused = false;
  const settled = () => scans.filter((scanId) => isSettled(station.card(scanId))).length;
  await expect.poll(() => settled() + parked()).toBe(MANY);
  expect(parked()).toBeLessThan(15);
  expect(station.status().standsStill).toEqual({});
  expectSoundBooks(store);
});
