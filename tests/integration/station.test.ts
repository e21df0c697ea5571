import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { CallFailed } from '../../src-main/account/call-failed.ts';
import { loseLeases } from '../../src-main/flow/lost-leases.ts';
import { businessKey } from '../../src-shared/domain/business-key.ts';
import { LOST, answered, json } from '../support/fake-send.ts';
import { PHONE, aForwardedParcel, aParcel, anInterception, entitlementsWith, numberOf } from '../support/samples.ts';
import { expectSoundBooks, tempDir } from '../support/station.ts';
import { isSettled, wholeStation, world } from '../support/whole-station.ts';

const unreachable = new CallFailed('api-unreachable', 'x', { effect: 'none' });

describe('a station that is connected', () => {
  test('takes the first scan as soon as it knows the orders, and does everything the parcel needs', async () => {
    const w = world();
    w.state.orders.push(aForwardedParcel({ privacy: true }));
    const s = wholeStation({ world: w });
    s.station.start();
    const card = await s.station.scan(aParcel().number);
    expect(card.verdict).toBe('pass');
    await s.until(card.scanId, isSettled);
    expect(s.cards.get(card.scanId)).toMatchObject({ charged: 545, cost: 545, replacement: { courier: 'yto' }, privacyNumber: { number: '17000000001' }, took: expect.any(Number) });
    expect(w.state.writeBacks).toEqual([{ original: aParcel().number, replacement: s.cards.get(card.scanId)?.replacement?.number, key: businessKey('acct', aParcel().number, 'write-back') }]);
    // The API has the whole journal, and both sides agree.
    await expect.poll(() => w.state.journal.length).toBe(s.station.flow.ledger.journal.head(1).sequence);
    const captured = w.state.journal.map((body) => JSON.parse(body) as { kind: string; amount: number }).filter(({ kind }) => kind === 'capture');
    expect(captured.reduce((sum, { amount }) => sum + amount, 0)).toBe(545);
    expect(s.station.status()).toMatchObject({ network: 'online', today: 1, shift: 1, queue: { waiting: 0, calling: 0, exceptions: 0 } });
    expect((await s.station.today()).total).toEqual({ parcels: 1, jobs: 4, spent: 545 });
    expectSoundBooks(s.store);
  });

  test('asks each provider in its own way, with the key of the job, and names no phone to whom it does not concern', async () => {
    const w = world();
    w.state.orders.push(aForwardedParcel({ privacy: true }), aParcel({ number: numberOf(1), privacy: false }));
    const s = wholeStation({ world: w });
    s.station.start();
    for (const number of [aParcel().number, numberOf(1)]) await s.until((await s.station.scan(number)).scanId, isSettled);
    const hosts = w.out.map(({ url }) => new URL(url).hostname);
    expect(hosts.sort()).toEqual(['danhaobao.example', 'yunguanlian.example', 'yunxinliuke-sms.example', 'yunxinliuke-voice.example']);
    for (const { url, body } of w.out) {
      const concerned = url.includes('voice') || url.includes('sms');
      expect((body ?? '').includes(PHONE)).toBe(concerned);
      expect(url).not.toContain(PHONE);
    }
    expect(JSON.stringify(w.asked)).not.toContain(PHONE);
  });

  test.each(['a call', 'asking by calling again'])('calls nobody with a lease that was lost while it asked for the phone: %s', async (what) => {
    const w = world();
    w.state.orders.push(aParcel({ privacy: true, target: null }));
    const before = wholeStation({ world: w });
    before.station.start();
    await expect.poll(() => before.station.flow.ledger.left(Date.now())).toBeGreaterThan(0);
    await expect.poll(() => before.station.flow.parcels.find(aParcel().number)).not.toBeNull();
    let scanId = 0;
    if (what !== 'a call') {
      w.play.provider = () => LOST;
      ({ scanId } = await before.station.scan(aParcel().number));
      await expect.poll(() => before.station.card(scanId).jobs[0]?.state).toBe('unknown');
    }
    await before.stop();
    // A new start without the keys of the phones: each has to be asked for again, and that takes its time.
    const waiting: (() => void)[] = [];
    const client: typeof w.client = { call: async (name, ...given) => (name === 'order' && (await new Promise<void>((go) => void waiting.push(go))), w.client.call(name, ...given)) };
    const s = wholeStation({ world: { ...w, client }, dir: before.dir });
    const paid: unknown[] = [];
    w.play.provider = (outgoing) => (paid.push(s.station.flow.ledger.heldFrom(1)), w.provider(outgoing));
    s.station.start();
    if (scanId === 0) ({ scanId } = await s.station.scan(aParcel().number));
    await expect.poll(() => s.station.card(scanId).jobs[0]?.state).toBe('calling');
    const leases = s.store.sql<{ lease_id: string }>("SELECT lease_id FROM leases WHERE state = 'open'").all();
    await expect.poll(() => waiting.length).toBe(1);
    expect(loseLeases(s.station.flow, leases.map(({ lease_id }) => lease_id))).toBe(leases.length);
    for (const answer of waiting) answer();
    await s.until(scanId, isSettled);
    expect(paid).toEqual(['live']);
    expectSoundBooks(s.store);
  });

  test.each([-1, -1_762_000_000_000])('works by entitlements whose version is whatever number the platform has made of them: %i', async (version) => {
    const w = world();
    w.state.entitlements.version = version;
    w.state.orders.push(aParcel({ privacy: false }));
    const s = wholeStation({ world: w });
    s.station.start();
    const { scanId } = await s.station.scan(aParcel().number);
    await s.until(scanId, isSettled);
  });

  test('hears of an interception while the day runs', async () => {
    const w = world();
    w.state.orders.push(aParcel());
    const s = wholeStation({ world: w });
    s.station.start();
    expect((await s.station.scan('YT0000000000001')).verdict).toBe('unknown');
    w.state.interceptions.push(anInterception({ reason: 'recall' }));
    s.station.soon();
    await expect.poll(() => s.station.flow.parcels.interception(aParcel().number)).not.toBeNull();
    expect(await s.station.scan(aParcel().number)).toMatchObject({ verdict: 'intercepted', reason: { why: 'recall' }, jobs: [] });
  });

  test('asks after an answer that was lost, and calls nobody twice', async () => {
    const w = world();
    w.state.orders.push(aParcel({ privacy: false }));
    let calls = 0;
    w.play.provider = (outgoing) => {
      if (outgoing.url.endsWith('/convert') && (calls += 1) === 1) return LOST;
      return w.provider(outgoing);
    };
    const s = wholeStation({ world: w });
    s.station.start();
    const { scanId } = await s.station.scan(aParcel().number);
    await s.until(scanId, isSettled);
    expect(w.out.map(({ url }) => url.split('/').at(-1))).toEqual(['convert', 'find']);
    expectSoundBooks(s.store);
  });

  test('lets a person settle what a provider refused', async () => {
    const w = world();
    w.state.orders.push(aParcel({ privacy: false }));
    let authorised = false;
    w.play.provider = (outgoing) => (authorised ? w.provider(outgoing) : json({ code: 'STORE_NOT_AUTHORISED', message: '店铺未授权' }));
    const s = wholeStation({ world: w });
    s.station.start();
    const { scanId } = await s.station.scan(aParcel().number);
    await expect.poll(() => s.station.exceptions().length).toBe(1);
    const [row] = s.station.exceptions();
    expect(row).toMatchObject({ error: 'provider-refused-merchant', proposed: 'retry', held: 0 });
    authorised = true;
    expect(s.station.act({ jobId: row?.jobId ?? '', action: 'retry', problem: row?.error ?? 'internal' })).toEqual([]);
    await s.until(scanId, isSettled);
    expectSoundBooks(s.store);
  });

  test('switches to another provider as soon as the entitlements name it', async () => {
    const w = world();
    const s = wholeStation({ world: w });
    w.state.orders.push(aParcel({ privacy: false }));
    w.state.entitlements = entitlementsWith({ provider: { endpoint: 'https://new.example' } });
    s.station.start();
    await s.until((await s.station.scan(aParcel().number)).scanId, isSettled);
    expect(w.out.map(({ url }) => url)).toEqual(['https://new.example/convert']);
  });
});

describe('a station that has to be opened again', () => {
  test.each(['stale-epoch', 'journal-diverged', 'station-not-open'])('and can not be (%s): scans go on, and nobody is called until the API has opened it', async (problem) => {
    const w = world();
    w.state.orders.push(aParcel({ privacy: false }), aParcel({ number: numberOf(1), privacy: false }));
    const s = wholeStation({ world: w });
    s.station.start();
    await s.until((await s.station.scan(aParcel().number)).scanId, isSettled);
    w.state.refusals.set('journal', new CallFailed('api-refused', 'x', { effect: 'none', problem }));
    w.state.refusals.set('openStation', new CallFailed('api-busy', 'HTTP 502', { effect: 'unknown' }));
    // Something is told, and the other copy's epoch is heard of.
    await s.station.scan('YT0000000000099');
    s.store.transaction(() => s.station.flow.ledger.journal.append(1, { kind: 'grant-request', at: Date.now(), grantId: 'later', amount: 1 }));
    s.station.soon();
    await expect.poll(() => s.lines.join()).toContain('HTTP 502');
    const calls = w.out.length;
    const { scanId, verdict } = await s.station.scan(numberOf(1));
    expect(verdict).toBe('pass');
    // There is a network, and the platform has not opened the station.
    await s.until(scanId, ({ jobs }) => jobs.some(({ waits }) => waits === 'platform'));
    s.station.reached(false);
    s.station.reached(true);
    await new Promise((settle) => setTimeout(settle, 300));
    expect(w.out.length).toBe(calls);
    w.state.refusals.clear();
    await s.until(scanId, isSettled);
    expectSoundBooks(s.store);
  });
});

describe('a queue that a person has paused', () => {
  const paused = async () => {
    const w = world();
    w.state.orders.push(aParcel({ privacy: false }), aParcel({ number: numberOf(1), privacy: false }));
    const dir = tempDir();
    const s = wholeStation({ world: w, dir });
    s.station.start();
    await s.until((await s.station.scan(aParcel().number)).scanId, isSettled);
    s.station.pause(true);
    return { w, s, dir };
  };

  test('calls nobody, scans on with the money set aside, and goes on where it was', async () => {
    const { w, s } = await paused();
    const calls = w.out.length;
    const card = await s.station.scan(numberOf(1));
    expect(card.verdict).toBe('pass');
    expect(s.station.status()).toMatchObject({ paused: { by: '李四', at: expect.any(Number) }, standsStill: { sync: 'paused', 'write-back': 'paused' }, queue: { calling: 0 } });
    await new Promise((settle) => setTimeout(settle, 400));
    expect(w.out.length).toBe(calls);
    expect(s.station.flow.ledger.totals().held).toBe(100);
    s.station.pause(false);
    await s.until(card.scanId, isSettled);
    expect(s.station.status()).toMatchObject({ paused: null, standsStill: {} });
    expectSoundBooks(s.store);
  });

  test('lets what is under way end', async () => {
    const w = world();
    w.state.orders.push(aParcel({ privacy: false }));
    let answer = (): void => undefined;
    const answering = new Promise<void>((settle) => (answer = settle));
    const s = wholeStation({ world: { ...w, send: async (outgoing) => (await answering, w.send(outgoing)) } });
    s.station.start();
    const { scanId } = await s.station.scan(aParcel().number);
    await expect.poll(() => s.station.status().queue.calling).toBe(1);
    s.station.pause(true);
    expect(s.station.status().queue.calling).toBe(1);
    answer();
    await s.until(scanId, ({ jobs }) => jobs[0]?.state === 'done');
    expect(s.station.card(scanId).jobs.map(({ state }) => state)).toEqual(['done', 'waiting']);
    expect(s.station.status().queue).toMatchObject({ calling: 0, waiting: 1 });
  });

  test('stays paused over a restart, and one press goes on', async () => {
    const { w, s, dir } = await paused();
    const { scanId } = await s.station.scan(numberOf(1));
    await s.stop();
    const again = wholeStation({ world: w, dir });
    again.station.start();
    const calls = w.out.length;
    await new Promise((settle) => setTimeout(settle, 400));
    expect(w.out.length).toBe(calls);
    expect(again.station.status().paused).toMatchObject({ by: '李四' });
    again.station.pause(false);
    await again.until(scanId, isSettled);
  });

  test('whose note is unreadable is paused: somebody wanted it', async () => {
    const { w, s, dir } = await paused();
    s.store.meta.set('queue.paused', 'rubbish');
    await s.stop();
    expect(wholeStation({ world: w, dir }).station.status().paused).toEqual({ at: 0, by: '' });
  });
});

describe('a station without a network', () => {
  /** A station that knew its orders, prices and money, and was stopped. */
  async function known() {
    const w = world();
    w.state.orders.push(aParcel({ privacy: false }), aParcel({ number: numberOf(1), privacy: false }));
    const first = wholeStation({ world: w });
    first.station.start();
    await first.station.scan('YT0000000000099');
    await expect.poll(() => first.station.flow.ledger.left(Date.now())).toBeGreaterThan(0);
    await first.stop();
    w.state.refusals.set('*', unreachable);
    w.state.online = false;
    return { w, dir: first.dir };
  }

  test('scans on, sets money aside, and does the work when the network is back', async () => {
    const { w, dir } = await known();
    const s = wholeStation({ world: w, dir });
    s.station.start();
    s.station.reached(false);
    const card = await s.station.scan(aParcel().number);
    expect(card).toMatchObject({ verdict: 'pass', cost: 100 });
    await s.until(card.scanId, ({ jobs }) => jobs.some(({ waits }) => waits === 'offline'));
    expect(s.station.status()).toMatchObject({ network: 'offline', today: 1 });
    // Being offline is shown as being offline, not as an error.
    expect(s.problems.list()).toEqual([]);

    w.state.refusals.clear();
    w.state.online = true;
    s.station.reached(true);
    await s.until(card.scanId, isSettled);
    expect(s.station.status().network).toBe('online');
    expectSoundBooks(s.store);
  });

  test('and that is stopped and started again still has its work', async () => {
    const { w, dir } = await known();
    const offline = wholeStation({ world: w, dir });
    offline.station.start();
    const { scanId } = await offline.station.scan(aParcel().number);
    await offline.stop();
    w.state.refusals.clear();
    w.state.online = true;
    const s = wholeStation({ world: w, dir });
    s.station.start();
    await s.until(scanId, isSettled);
    expect(s.station.card(scanId).charged).toBe(100);
    expectSoundBooks(s.store);
  });
});

test('what was put off while the clock was ahead does not wait for the difference, though the disk takes that only later', async () => {
  const w = world();
  w.state.orders.push(aParcel({ privacy: false }));
  w.play.provider = () => answered(429, '');
  const s = wholeStation({ world: w });
  s.station.start();
  const { scanId } = await s.station.scan(aParcel().number);
  await s.until(scanId, ({ jobs }) => jobs[0]?.waits === 'limited');
  const readyAt = (): number | null => s.station.flow.jobs.ofScan(scanId)[0]?.ready_at ?? null;
  // Put off while the clock was an hour ahead, as a Retry-After of before a restart may be.
  s.store.sql('UPDATE jobs SET ready_at = ready_at + 3600000 WHERE scan_id = ?').run(scanId);
  const before = readyAt();
  s.station.timeWentBack(30_000);
  expect(readyAt()).toBe((before ?? 0) - 30_000);
  w.play.provider = w.provider;
  s.store.db.pragma('query_only = 1');
  s.station.timeWentBack(3_600_000);
  s.store.db.pragma('query_only = 0');
  expect(readyAt()).toBe((before ?? 0) - 30_000);
  await s.until(scanId, isSettled);
});

test('a clock that is set forward erases nobody\'s phone and gives up no work, however long the account API has been asked', async () => {
  const real = Date.now;
  let ahead = 0;
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => real() + ahead);
  onTestFinished(() => void clock.mockRestore());
  const w = world();
  w.state.tellsTime = false;
  w.state.orders.push(aParcel());
  w.state.refusals.set('grantLease', new CallFailed('api-refused', 'grantLease', { effect: 'none', problem: 'insufficient-balance' }));
  const s = wholeStation({ world: w });
  s.station.start();
  await expect.poll(() => s.station.flow.parcels.find(aParcel().number)).not.toBeNull();
  const { scanId } = await s.station.scan(aParcel().number);
  const kept = () => s.store.sql('SELECT 1 FROM parcels WHERE phone_sealed IS NOT NULL').all().length;
  ahead = 60 * 86_400_000;
  await s.station.scan('NO-PARCEL');
  await new Promise((go) => setTimeout(go, 2_500));
  expect(kept()).toBe(1);
  expect(s.station.card(scanId).jobs.map(({ state }) => state)).toEqual(['waiting', 'waiting', 'waiting']);
  // Two months later the API says so.
  s.clock.heard(real() + ahead);
  await s.station.scan('NO-PARCEL');
  await expect.poll(kept).toBe(0);
});

test('after it has stopped, a late answer harms nothing', async () => {
  const w = world();
  const s = wholeStation({ world: w });
  s.station.start();
  await s.stop();
  expect(() => s.station.reached(false)).not.toThrow();
  expect(() => s.station.reached(true)).not.toThrow();
  expect(() => s.station.timeWentBack(1_000)).not.toThrow();
});
