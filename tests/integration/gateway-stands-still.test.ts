import { expect, test } from 'vitest';
import type { Outgoing, Sent } from '../../src-main/egress/egress.ts';
import type { StandsStill } from '../../src-shared/domain/work.ts';
import { CallFailed } from '../../src-main/account/call-failed.ts';
import { answered, json } from '../support/fake-send.ts';
import { aParcel, aProvider, entitlementsWith, numberOf } from '../support/samples.ts';
import { expectSoundBooks } from '../support/station.ts';
import { isSettled, wholeStation, world } from '../support/whole-station.ts';

const MANY = 40;
const GATEWAY = aProvider('gateway', { limits: { perSecond: 1_000, concurrency: 4 } });
const isGiven = ({ method, url }: Outgoing): boolean => method === 'POST' && url.startsWith(GATEWAY.endpoint);
const problem = (status: number, code: string, retryAfter?: number): Sent => answered(status, JSON.stringify({ type: 'about:blank', title: code, status, code }), retryAfter === undefined ? {} : { retryAfter });

/** So many parcels whose conversions are the gateway's, at a station that has money; scanned by `scanAll`. */
async function station() {
  const w = world();
  w.state.orders = Array.from({ length: MANY }, (_, n) => aParcel({ number: numberOf(n), courier: 'yto', privacy: false }));
  const known = entitlementsWith();
  w.state.entitlements = { ...known, services: { ...known.services, sync: { ...known.services.sync, provider: GATEWAY } } };
  const s = wholeStation({ world: w });
  s.store.db.pragma('synchronous = OFF');
  s.station.start();
  await expect.poll(() => s.station.status().ordersReady && s.station.flow.ledger.left(Date.now()) > 0).toBe(true);
  const scans: number[] = [];
  const scanAll = async () => {
    for (const { number } of w.state.orders) scans.push((await s.station.scan(number)).scanId);
  };
  const settled = () => scans.filter((scanId) => isSettled(s.station.card(scanId))).length;
  return { ...s, w, scanAll, settled };
}

/** Each number once, whoever asks how often. */
function converts() {
  const given = new Map<string, string>();
  return {
    given,
    answer({ headers }: Outgoing): Sent {
      const key = headers['idempotency-key'] ?? '';
      given.set(key, given.get(key) ?? `YT8${String(given.size).padStart(12, '0')}`);
      return json({ state: 'done', result: { kind: 'conversion', number: given.get(key), courier: 'yto', reference: key } });
    },
  };
}

test.each<readonly [string, Sent, StandsStill]>([
  ['its token any more', problem(401, 'gateway-token-expired'), 'refused'],
  ['a service that is off', problem(403, 'service-disabled', 2_000), 'stopped'],
  ['a suspended account', problem(403, 'account-suspended', 2_000), 'stopped'],
])('a gateway that does not take %s is called for a few parcels, the screens say why the rest waits, and all are done once it does', async (_name, refusal, why) => {
  const s = await station();
  const gateway = converts();
  let refuses = true;
  s.w.play.provider = (outgoing) => (isGiven(outgoing) ? (refuses ? refusal : gateway.answer(outgoing)) : s.w.provider(outgoing));
  const calls = () => s.w.out.filter(isGiven).length;
  await s.scanAll();
  await expect.poll(() => s.station.status().standsStill).toEqual({ sync: why });
  await new Promise((go) => setTimeout(go, 1_500));
  // A claim before the fifth was heard may be under way, and a trial or two follow.
  expect(calls()).toBeLessThan(15);
  const waits = () => s.store.sql<{ waits: string | null }>("SELECT DISTINCT waits FROM jobs WHERE kind = 'sync' AND state = 'waiting' AND waits IS NOT NULL").all();
  expect(waits()).toEqual([{ waits: why }]);
  expect(s.station.flow.jobs.parked(MANY)).toEqual([]);
  refuses = false;
  await expect.poll(s.settled).toBe(MANY);
  expect([gateway.given.size, s.station.status().standsStill]).toEqual([MANY, {}]);
  expect(s.store.sql("SELECT count(*) AS n, sum(charged) AS charged FROM jobs WHERE kind = 'sync' AND state = 'done'").get()).toEqual({ n: MANY, charged: MANY * 100 });
  expectSoundBooks(s.store);
});

test('no more is written back for each parcel to an account that is suspended', async () => {
  const s = await station();
  const gateway = converts();
  s.w.play.provider = (outgoing) => (isGiven(outgoing) ? gateway.answer(outgoing) : s.w.provider(outgoing));
  s.w.state.refusals.set('writeBack', new CallFailed('account-suspended', 'writeBack', { effect: 'none', problem: 'account-suspended' }));
  await s.scanAll();
  await expect.poll(() => s.station.status().standsStill).toEqual({ 'write-back': 'stopped' });
  await expect.poll(() => gateway.given.size).toBe(MANY);
  await new Promise((go) => setTimeout(go, 1_500));
  // Sixteen at once are ours to have.
  expect(s.store.sql<{ n: number }>("SELECT sum(attempts) AS n FROM jobs WHERE kind = 'write-back'").get()?.n).toBeLessThan(30);
});
