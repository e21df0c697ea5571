import { expect, test } from 'vitest';
import { goingOn } from '../../src-main/station/going-on.ts';
import { answered, json } from '../support/fake-send.ts';
import { aParcel, entitlementsWith, numberOf } from '../support/samples.ts';
import { OUTCOMES, bench, expectSoundBooks, held, works } from '../support/station.ts';
import { wholeStation, world, type World } from '../support/whole-station.ts';

/** The account API is asked about it again within ten seconds. */
const MANY = 40;
const RENEWED = entitlementsWith({ version: 2, provider: { credential: { appId: 'app-1', secret: 'secret-new' } } });

/** So many parcels are scanned while their provider refuses every call. */
async function refused(refusal: World['play']['provider']) {
  const w = world();
  w.state.orders = Array.from({ length: MANY }, (_, n) => aParcel({ number: numberOf(n), courier: 'yto', privacy: false }));
  const s = wholeStation({ world: w });
  s.store.db.pragma('synchronous = OFF');
  s.station.start();
  await expect.poll(() => s.station.status().ordersReady && s.station.flow.ledger.left(Date.now()) > 0).toBe(true);
  w.play.provider = refusal;
  for (const { number } of w.state.orders) await s.station.scan(number);
  await expect.poll(() => s.station.status().standsStill).toEqual({ sync: 'refused' });
  const parked = () => s.station.flow.jobs.parked(MANY).filter(({ error }) => error === 'provider-refused-platform').length;
  const done = () => s.store.sql<{ n: number }>("SELECT count(*) AS n FROM jobs WHERE kind = 'sync' AND state = 'done'").get()?.n;
  return { ...s, w, parked, done };
}

test.each([
  ['a signature', () => json({ code: 'BAD_SIGNATURE', message: '' })],
  ['an address', () => answered(404, '<html>404</html>')],
])('%s that is refused whatever it is sent for keeps the others waiting, and what was refused goes on by itself once the platform has set it up anew', async (_name, refusal) => {
  const s = await refused(refusal);
  // A claim before the fifth refusal was heard may be under way, and a trial or two follow.
  expect(s.parked()).toBeLessThan(15);
  s.w.play.provider = s.w.provider;
  s.w.state.entitlements = RENEWED;
  await expect.poll(s.done).toBe(MANY);
  expect([s.parked(), s.station.status().standsStill]).toEqual([0, {}]);
  expectSoundBooks(s.store);
});

test('and was set up anew while the program was off', async () => {
  const before = await refused(() => json({ code: 'BAD_APP', message: '' }));
  await before.stop();
  before.w.play.provider = before.w.provider;
  before.w.state.entitlements = RENEWED;
  const s = wholeStation({ world: before.w, dir: before.dir });
  s.station.start();
  await expect.poll(() => s.store.sql<{ n: number }>("SELECT count(*) AS n FROM jobs WHERE kind = 'sync' AND state = 'done'").get()?.n).toBe(MANY);
});

test('what is refused again lies with a person again, and work of another service, or refused for another reason, stays there', () => {
  const b = bench();
  b.lend(10_000);
  for (const n of [0, 1]) {
    b.flow().parcels.put(aParcel({ number: numberOf(n), courier: 'yto', privacy: n === 0 }));
    b.scan(numberOf(n));
  }
  const refuses = () => b.run(({ job }) => ({ kind: 'refused', act: job.scan_id === 1 ? 'platform' : 'person', about: 'code 401' }));
  refuses();
  const stand = () => b.store().sql<{ kind: string; state: string }>("SELECT kind, state FROM jobs WHERE kind <> 'write-back' ORDER BY id").all().map(({ kind, state }) => `${kind} ${state}`);
  expect([stand(), held(b)]).toEqual([['sync parked', 'privacy parked', 'sync parked'], 0]);
  const { afterSettingUp } = goingOn({ flow: b.flow(), cheapest: () => 45, tell: () => undefined, wake: () => undefined, failed: (error) => expect.fail(String(error)) });
  afterSettingUp(['sync']);
  expect(b.job('sync')).toMatchObject({ lane: 1 });
  expect([stand(), held(b)]).toEqual([['sync waiting', 'privacy parked', 'sync parked'], 100]);
  refuses();
  expect([stand(), held(b)]).toEqual([['sync parked', 'privacy parked', 'sync parked'], 0]);
  afterSettingUp(['sync', 'privacy']);
  b.run((claim) => (claim.job.kind === 'write-back' ? OUTCOMES.reference() : works(claim)));
  expect(stand()).toEqual(['sync done', 'privacy done', 'sync parked']);
  expectSoundBooks(b.store());
});
