import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { chinaTime } from '../../src-main/flow/provider/aliyun/china-time.ts';
import { following } from '../../src-main/station/following.ts';
import { fakeSend, json } from '../support/fake-send.ts';
import { practiceStation } from '../support/practice-station.ts';
import { aForwardedParcel, aProvider, entitlementsWith } from '../support/samples.ts';
import { bench } from '../support/station.ts';
import { isSettled, wholeStation, world } from '../support/whole-station.ts';

const MINUTE = 60_000;
const arrived = () => json({ status: '200', state: '501', ischeck: '0', data: [{ context: '快件已存放至【南门驿站】,请凭取件码【8-2-3015】及时取件', statusCode: '501', time: chinaTime(Date.now()) }] });

describe('a station', () => {
  const ready = async (change: (w: ReturnType<typeof world>) => void = () => undefined) => {
    const w = world();
    w.state.entitlements = { ...entitlementsWith(), tracking: aProvider('kuaidi100', { settings: { firstAfter: MINUTE } }) };
    w.state.orders.push(aForwardedParcel());
    w.play.provider = (outgoing) => (outgoing.url.includes('kuaidi100') ? arrived() : w.provider(outgoing));
    change(w);
    const s = wholeStation({ world: w });
    s.station.start();
    const { scanId } = await s.station.scan(aForwardedParcel().number);
    await s.until(scanId, isSettled);
    const before = s.clock.now();
    s.clock.heard(Date.now() + 2 * MINUTE, 0);
    expect(s.clock.now()).toBeGreaterThan(before + MINUTE);
    return { w, s, asked: () => w.out.filter(({ url }) => url.includes('kuaidi100')) };
  };
  test('asks who is named for it, and the code goes out by the very way of the others', async () => {
    const { s, asked } = await ready();
    await expect.poll(() => s.station.messages.view().messages.filter(({ kind, state }) => kind === 'pickup-sms' && state === 'done').length).toBe(1);
    expect(asked()).toHaveLength(1);
  });
  test('tells that the platform must act where it is refused', async () => {
    const { s, asked } = await ready((w) => {
      w.play.provider = (outgoing) => (outgoing.url.includes('kuaidi100') ? json({ returnCode: '503' }) : w.provider(outgoing));
    });
    await expect.poll(() => s.problems.list()).toMatchObject([{ code: 'tracking-refused', about: 'code 503' }]);
    expect(asked()).toHaveLength(1);
    // The next account may ask nobody where its parcels are: it would never hear that it is over.
    await s.stop();
    expect(s.problems.list()).toEqual([]);
  });
});

test('the practice world has a track for a parcel of its day, and its code arrives there once and is reported', async () => {
  const { station, end } = await practiceStation();
  try {
    const rows = ((await station.control('sheet')) as { number: string; verdict: string; courier: string; interceptedAfter: number | null }[]).filter(({ verdict, interceptedAfter }) => verdict === 'pass' && interceptedAfter === null).slice(0, 12);
    for (const { number } of rows) await station.ask('desk.scan', { text: number });
    await station.until('the work is done', () => station.status().queue.waiting + station.status().queue.calling === 0, 60_000);
    await station.control('clock', { offset: 11 * MINUTE });
    const told = async () => (await station.ask('messages.list', {})).messages.filter(({ kind, state, place }) => kind === 'pickup-sms' && state === 'done' && place !== null && /店|柜|驿站/.test(place));
    const followed = () => station.doors.station().flow.store.sql<{ n: number }>('SELECT count(*) AS n FROM followed WHERE next_at IS NULL OR next_at > ?').get(station.doors.station().flow.now())?.n;
    await station.until('each has been asked about', () => followed() === new Set(rows.map(({ number }) => number)).size, 60_000);
    const numbers = new Set(rows.map(({ number }) => number));
    await station.until('the codes are sent', async () => (await told()).some(({ number }) => numbers.has(number)), 30_000);
    const sent = (await told()).map(({ number }) => number);
    expect(new Set(sent).size).toBe(sent.length);
    await station.until('their reports come back to them', async () => (await told()).every(({ delivery }) => delivery !== null), 30_000);
    expect(((await station.control('state')) as { signatureFailures: number; duplicates: { messages: number } })).toMatchObject({ signatureFailures: 0, duplicates: { messages: 0 } });
  } finally {
    await end();
  }
}, 600_000);

test('who is asked about arrivals may be asked, and its credential is in no database', async () => {
  const w = world();
  w.state.entitlements = { ...entitlementsWith(), tracking: aProvider('kuaidi100') };
  const s = wholeStation({ world: w });
  expect(s.station.providerOrigins()).not.toContain('https://kuaidi100.example');
  s.station.start();
  await expect.poll(() => s.station.flow.entitlements()?.tracking?.credential).toEqual({ customer: 'customer-10', key: 'key-10' });
  expect(s.station.providerOrigins()).toContain('https://kuaidi100.example');
  await s.stop();
  const kept = readdirSync(s.dir).map((name) => readFileSync(`${s.dir}/${name}`, 'latin1')).join('');
  expect(kept).toContain('kuaidi100.example');
  expect(kept).not.toMatch(/customer-10|key-10/);
});

test('one who allows a question in some months is asked no more often than that', async () => {
  const FIRST = 6 * 60 * MINUTE;
  const b = bench();
  for (const number of ['YT1234567890123', 'YT1234567890124', 'YT1234567890125']) {
    b.flow().parcels.put(aForwardedParcel({ number, courier: 'yto', target: null }));
    b.scan(number);
  }
  b.time.now += FIRST;
  b.flow().followed.takeUp({ from: 0, until: b.time.now - FIRST, after: FIRST }, 200);
  b.setEntitlements({ ...entitlementsWith(), tracking: aProvider('kuaidi100', { limits: { perSecond: 1e-7, concurrency: 1 } }) });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const network = fakeSend(() => json({ status: '200', state: '1002', ischeck: '0', data: [{ context: '运输中', statusCode: '1002', time: '2026-11-24 13:30:00' }] }));
  const unexpected = (): never => expect.unreachable();
  const follows = following({
    flow: b.flow(), askOrder: unexpected, send: network.send, desk: () => ({ accountId: 'acct', operator: { id: 'op-1', name: '李四' }, station: '03' }), deskBusy: () => false, may: () => true, moved: unexpected,
    problems: { add: unexpected, cure: () => undefined }, unsafe: { met: unexpected, passed: () => undefined }, failed: unexpected,
  });
  follows.start();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(network.out).toHaveLength(1);
  follows.stop();
});
