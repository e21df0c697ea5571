import { expect, onTestFinished, test } from 'vitest';
import { CallFailed } from '../../src-main/account/call-failed.ts';
import type { Outgoing } from '../../src-main/egress/egress.ts';
import { putOff } from '../../src-main/flow/former.ts';
import { claimReady } from '../../src-main/flow/queue/claim.ts';
import type { Outcome } from '../../src-main/flow/queue/task.ts';
import { NOT_SENT, answered, json } from '../support/fake-send.ts';
import { enter } from '../support/pickup-message.ts';
import { aForwardedParcel, aParcel, anInterception, aProvider, entitlementsWith, numberOf } from '../support/samples.ts';
import { OUTCOMES, bench, works } from '../support/station.ts';
import { isSettled, wholeStation, world } from '../support/whole-station.ts';

const isMessage = ({ url }: Outgoing): boolean => url.endsWith('/SendMsg');
const phone = (n: number): string => `1380000${String(n).padStart(4, '0')}`;
const pickup = (n: number) => ({ code: `1-${n}`, place: '东门驿站', phone: phone(n), template: 'pickup-code', number: null, corrects: '' });
const forwarded = (count: number) =>
  Array.from({ length: count }, (_, n) => aForwardedParcel({ number: numberOf(n), courier: 'zto', orderNumber: `order-${n}`, recipient: { name: '张三', phone: phone(100 + n), region: '上海市' } }));

test('two kinds of message share the calls at once of their provider', async () => {
  const w = world();
  w.state.orders = forwarded(3);
  w.state.entitlements = entitlementsWith({ provider: { limits: { perSecond: 1_000, concurrency: 2 } } });
  let answer = (): void => undefined;
  const patience = new Promise<void>((resolve) => void (answer = resolve));
  let under = 0;
  let most = 0;
  const { station, until } = wholeStation({ world: { ...w, send: async (outgoing) => {
    const sent = await w.send(outgoing);
    if (!isMessage(outgoing)) return sent;
    most = Math.max(most, (under += 1));
    await patience;
    under -= 1;
    return sent;
  } } });
  station.start();
  const scans = await Promise.all([0, 1, 2].map((n) => station.scan(numberOf(n))));
  for (const n of [0, 1, 2]) station.messages.send(pickup(n));
  await expect.poll(() => under).toBe(2);
  await new Promise((go) => setTimeout(go, 500));
  answer();
  for (const { scanId } of scans) await until(scanId, isSettled);
  await expect.poll(() => w.out.filter(isMessage).length).toBe(6);
  expect(most).toBe(2);
});

test('a Retry-After that one kind of message was told holds for the other, and the screens say so of both', async () => {
  const w = world();
  w.state.orders = forwarded(1);
  w.play.provider = (outgoing) => (isMessage(outgoing) ? answered(429, '', { retryAfter: 3_600_000 }) : w.provider(outgoing));
  const { station, until } = wholeStation({ world: w });
  station.start();
  const { scanId } = await station.scan(numberOf(0));
  await until(scanId, ({ jobs }) => jobs.some(({ kind, waits }) => kind === 'forwarding-sms' && waits === 'limited'));
  expect(station.status().standsStill).toEqual({ 'forwarding-sms': 'limited', 'pickup-sms': 'limited' });
  station.messages.send(pickup(0));
  await new Promise((go) => setTimeout(go, 500));
  expect(w.out.filter(isMessage)).toHaveLength(1);
});

test('an answer that comes after a stop that has waited for it long enough fails nothing: the database is closed', async () => {
  const failures: unknown[] = [];
  const failed = (error: unknown): void => void failures.push(error);
  process.on('unhandledRejection', failed);
  onTestFinished(() => void process.off('unhandledRejection', failed));
  const w = world();
  w.state.orders = [aParcel({ privacy: false })];
  let answer = (): void => undefined;
  const patience = new Promise<void>((resolve) => void (answer = resolve));
  const { station, store, stop } = wholeStation({ world: { ...w, send: async (outgoing) => {
    await patience;
    return w.send(outgoing);
  } } });
  station.start();
  const { scanId } = await station.scan(aParcel().number);
  await expect.poll(() => station.card(scanId).jobs[0]?.state).toBe('calling');
  // What a transaction that is undone had read is read again.
  expect(() => store.transaction(() => { throw new Error('undone'); })).toThrow('undone');
  await stop();
  expect(store.db.open).toBe(false);
  answer();
  await new Promise((go) => setTimeout(go, 50));
  expect([w.out.length, failures]).toEqual([1, []]);
});

test('a claim takes no more of two kinds together than their provider has places, what has been ready longest first', () => {
  const b = bench();
  b.lend(100_000);
  b.flow().parcels.put(aForwardedParcel());
  b.scan(aForwardedParcel().number);
  b.turn(works);
  b.time.now += 1;
  enter(b);
  b.time.now += 1;
  const claim = () => claimReady(b.store(), b.time.now, (kind) => (kind.endsWith('-sms') ? 1 : 0), () => 'token', () => true).map(({ job }) => job.kind);
  expect([claim(), claim(), claim()]).toEqual([['forwarding-sms'], ['pickup-sms'], []]);
});

test('ending a number comes after binding one for a packer who waits', () => {
  const b = bench();
  b.lend(100_000);
  const privacy = (n: number) => {
    b.flow().parcels.put(aParcel({ number: numberOf(n), courier: 'yto', target: null }));
    b.scan(numberOf(n));
  };
  privacy(0);
  const [first] = b.claims();
  if (!first) throw new Error('nothing was claimed');
  b.store().sql("INSERT INTO providers (id, service, kind, name, endpoint, settings) VALUES (1, 'privacy', 'huawei-axb', 'p', 'p', '{}')").run();
  b.settle({ ...first, provider: 1 }, { ...(works(first) as { kind: 'done'; result: { kind: 'binding'; number: string; until: number; reference: string } }), pair: 'a:b' });
  b.flow().bindings.release(numberOf(0), b.time.now);
  b.time.now += 1;
  privacy(1);
  const claim = () => claimReady(b.store(), b.time.now, () => 1, () => 'token', () => true).map(({ job }) => job.kind);
  expect([claim(), claim()]).toEqual([['privacy'], ['unbind']]);
});

test('what is put off for want of a place at a provider that was there before comes back the later the older it is, and stays what it was', () => {
  const b = bench();
  b.lend(100_000);
  b.flow().parcels.put(aParcel({ number: numberOf(0), courier: 'yto', target: null }));
  b.scan(numberOf(0));
  const [bind] = b.claims();
  if (!bind) throw new Error('nothing was claimed');
  b.store().sql("INSERT INTO providers (id, service, kind, name, endpoint, settings) VALUES (1, 'privacy', 'huawei-axb', 'p', 'p', '{}')").run();
  b.settle({ ...bind, provider: 1 }, { ...OUTCOMES.bound(), pair: 'a:b' } as Outcome);
  b.flow().bindings.release(numberOf(0), b.time.now);
  const began = b.time.now;
  /** ms for which it is put off after so many ms, called or asked about. */
  const wait = (age: number, purpose: 'call' | 'look-up', rest = 0): readonly [string, string | null, number] => {
    b.time.now = began + age;
    putOff(b.flow(), { ...bind, job: b.job('unbind'), purpose }, rest === 0 ? null : 'offline', rest);
    const { state, waits, ready_at } = b.job('unbind');
    return [state, waits, (ready_at ?? 0) - b.time.now];
  };
  expect([wait(0, 'call'), wait(800_000, 'call'), wait(800_001, 'call', 200_000), wait(86_400_000, 'call')]).toEqual([
    ['waiting', 'retry', 1_000], ['waiting', 'retry', 100_000], ['waiting', 'offline', 200_000], ['waiting', 'retry', 3_600_000],
  ]);
  b.turn(() => OUTCOMES.unknown);
  b.time.now += 3_600_000;
  b.turn(() => OUTCOMES.unknown);
  expect(wait(90_000_000, 'look-up', 50_000)).toEqual(['unknown', null, 3_600_000]);
  // Its time is over: nobody is asked, and it ends as what was never called does.
  expect([wait(31 * 86_400_000, 'look-up'), wait(31 * 86_400_000, 'call')]).toEqual([['waiting', null, 0], ['refused', null, -b.time.now]]);
});

test('a provider whose numbers are still to be ended, and that can not be reached, holds up nothing of who binds them now', async () => {
  const [FIRST, SECOND] = ['https://first.example', 'https://second.example'];
  const w = world();
  const ended = Array.from({ length: 40 }, (_, n) => numberOf(n));
  const order = (number: string, n: number) => aParcel({ number, courier: 'yto', target: null, recipient: { name: '张三', phone: phone(n), region: '上海市' } });
  w.state.orders = [...ended.map(order), order(numberOf(99), 99)];
  let kept: string | null = null;
  const credentials = { get: () => kept, put: (text: string) => ((kept = text), true) };
  const voice = (endpoint: string, version: number) => {
    const known = entitlementsWith({ version });
    return { ...known, services: { ...known.services, privacy: { ...known.services.privacy, provider: aProvider('yunxinliuke-voice', { endpoint }) } } };
  };
  w.state.entitlements = voice(FIRST, 1);
  let bound = 0;
  w.play.provider = ({ url }) => (url.includes('/middleNumberAXB/') ? json({ result: '000000', message: '', middleNumber: `17000000${(bound += 1) + 100}` }) : url.startsWith(SECOND) ? json({ result: '000000', message: '' }) : NOT_SENT);
  const before = wholeStation({ world: w, credentials });
  before.station.start();
  for (const number of ended) await before.until((await before.station.scan(number)).scanId, isSettled);
  // Half of them have ended by now: more than are called before nobody is called there any more.
  before.store.sql('UPDATE bindings SET until = 1 WHERE id > 20').run();
  await before.stop();
  w.state.entitlements = voice(SECOND, 2);
  w.state.interceptions = ended.map((number) => anInterception({ number }));
  const { station, store, until } = wholeStation({ world: w, dir: before.dir, credentials });
  const unbinds = () => store.sql<{ state: string; n: number }>("SELECT state, count(*) AS n FROM jobs WHERE kind = 'unbind' AND (waits IS NOT NULL OR ended_at IS NOT NULL) GROUP BY state ORDER BY state").all().map(({ state, n }) => `${n} ${state}`);
  station.start();
  await expect.poll(unbinds).toEqual(['20 refused', '20 waiting']);
  // It is the number's provider that is not called, and no kind of work that stands still.
  expect(station.status().standsStill).toEqual({});
  // Nobody is called for what has ended by itself, also while somebody might be.
  expect(store.sql("SELECT sum(attempts) AS n FROM jobs WHERE kind = 'unbind' AND state = 'refused'").get()).toEqual({ n: 0 });
  const { scanId } = await station.scan(numberOf(99));
  await until(scanId, isSettled);
  w.state.interceptions.push(anInterception({ number: numberOf(99) }));
  station.soon();
  const ends = (endpoint: string) => w.out.filter(({ url }) => url.startsWith(endpoint) && url.includes('/middleNumberUnbind/')).length;
  await expect.poll(() => ends(SECOND)).toBe(1);
  await expect.poll(unbinds).toEqual(['1 done', '20 refused', '20 waiting']);
  // Each of the first at once, and now and then one that tries.
  expect(ends(FIRST)).toBeLessThan(40);
});

const bindable = (n: number) => aParcel({ number: numberOf(n), courier: 'yto', target: null, recipient: { name: '张三', phone: phone(n), region: '上海市' } });
const isBind = ({ url }: Outgoing): boolean => url.includes('/middleNumberAXB/');

test('work whose phone the account API has to tell again, and that can not be asked for it, says nothing of who would have been called', async () => {
  const w = world();
  w.state.orders = [0, 1, 2, 3, 4, 5].map(bindable);
  const before = wholeStation({ world: w });
  before.station.start();
  before.station.pause(true);
  for (const n of [0, 1, 2, 3, 4, 5]) await before.station.scan(numberOf(n));
  await before.stop();
  // No keyring has kept the keys of these phones.
  w.play.order = () => Promise.reject(new CallFailed('api-unreachable', 'order', { effect: 'none' }));
  const { station, store, until } = wholeStation({ world: w, dir: before.dir });
  station.start();
  station.pause(false);
  await expect.poll(() => store.sql<{ n: number }>("SELECT count(*) AS n FROM attempts WHERE outcome = 'later' AND about = 'phone sealed'").get()?.n).toBeGreaterThanOrEqual(6);
  expect([station.status().standsStill, w.out.filter(isBind).length]).toEqual([{}, 0]);
  w.state.orders.push(bindable(6));
  station.soon();
  await expect.poll(() => store.sql('SELECT 1 FROM parcels WHERE number = ?').get(numberOf(6))).toBeDefined();
  await until((await station.scan(numberOf(6))).scanId, isSettled);
});

test('a number that is used again, without a call, does not say that who binds them is back', async () => {
  const w = world();
  w.state.orders = [0, 1, 2, 3, 4, 5].map(bindable);
  w.state.orders.push({ ...bindable(0), number: numberOf(10) });
  const { station, until } = wholeStation({ world: w });
  station.start();
  await until((await station.scan(numberOf(0))).scanId, isSettled);
  w.play.provider = () => answered(500, '');
  for (const n of [1, 2, 3, 4, 5]) await station.scan(numberOf(n));
  await expect.poll(() => station.status().standsStill).toEqual({ privacy: 'offline', unbind: 'offline' });
  await until((await station.scan(numberOf(10))).scanId, isSettled);
  expect(station.status().standsStill).toEqual({ privacy: 'offline', unbind: 'offline' });
});

/** Huawei, whose pool has so many numbers: no answer comes to a bind, and a question knows of none. */
function asking(numbers: number, perSecond: number) {
  const w = world();
  w.state.orders = [0, 1, 2].map(bindable);
  const known = entitlementsWith();
  const pool = Array.from({ length: numbers }, (_, n) => `+8617000000${String(n).padStart(3, '0')}`);
  w.state.entitlements = { ...known, services: { ...known.services, privacy: { ...known.services.privacy, provider: aProvider('huawei-axb', { settings: { numbers: pool }, limits: { perSecond, concurrency: 4 } }) } } };
  const at: number[] = [];
  w.play.provider = ({ method }) => {
    at.push(performance.now());
    return method === 'POST' ? answered(500, '') : answered(403, '{"resultcode":"1012007","resultdesc":"none"}');
  };
  return { w, at };
}

test('each request of a question that needs many takes its place at the rate of the service', async () => {
  const { w, at } = asking(12, 10);
  const { station } = wholeStation({ world: w });
  station.start();
  for (const n of [0, 1, 2]) await station.scan(numberOf(n));
  await expect.poll(() => at.length).toBeGreaterThanOrEqual(30);
  for (let first = 0; first < at.length; first += 1) {
    // A second's requests in advance; timers are not to the ms.
    for (let last = first; last < at.length; last += 1) expect(last - first + 1).toBeLessThanOrEqual(10 + ((at[last] ?? 0) - (at[first] ?? 0) + 20) / 100);
  }
});

test('a question that waits for its next request when the station stops sends it no more, and is asked again', async () => {
  const { w, at } = asking(12, 2);
  w.state.orders = [bindable(0)];
  const { station, store, stop, dir } = wholeStation({ world: w });
  station.start();
  const { scanId } = await station.scan(numberOf(0));
  await expect.poll(() => at.length).toBe(4);
  expect(station.card(scanId).jobs[0]?.state).toBe('calling');
  await stop();
  expect(store.db.open).toBe(false);
  const sent = at.length;
  await new Promise((go) => setTimeout(go, 1_200));
  expect(at).toHaveLength(sent);
  const after = wholeStation({ world: w, dir });
  expect(after.station.card(scanId).jobs[0]?.state).toBe('unknown');
});

test('a question under way sends nothing more once its provider has told another one to wait, and is asked again after that', async () => {
  const { w, at } = asking(12, 6);
  w.state.orders = Array.from({ length: 6 }, (_, n) => bindable(n));
  const callers = new Map<string, number>();
  const callerOf = ({ url }: Outgoing): string => new URL(url).searchParams.get('callerNum') ?? '';
  let tell = (): void => undefined;
  const told = new Promise<void>((resolve) => void (tell = resolve));
  w.play.provider = (outgoing) => {
    at.push(performance.now());
    if (outgoing.method === 'POST') return answered(500, '');
    const caller = callerOf(outgoing);
    callers.set(caller, (callers.get(caller) ?? 0) + 1);
    // Of the first one it has told three times that it knows nothing.
    const [first, asked] = [...callers][0] ?? [];
    if (caller === first || (asked ?? 0) < 3) return answered(403, '{"resultcode":"1012007","resultdesc":"none"}');
    tell();
    return answered(429, '', { retryAfter: 3_600_000 });
  };
  const { station, store } = wholeStation({ world: { ...w, send: async (outgoing) => {
    const sent = await w.send(outgoing);
    // However much later the second one begins, the first is under way when that is told.
    const [first, asked] = [...callers][0] ?? [];
    if (outgoing.method === 'GET' && callerOf(outgoing) === first && asked === 3) await told;
    return sent;
  } } });
  station.start();
  const { scanId } = await station.scan(numberOf(0));
  await station.scan(numberOf(1));
  await expect.poll(() => station.status().standsStill).toMatchObject({ privacy: 'limited' });
  const sent = at.length;
  await expect.poll(() => station.card(scanId).jobs[0]?.state).toBe('unknown');
  await new Promise((go) => setTimeout(go, 500));
  expect(at).toHaveLength(sent);
  expect(store.sql("SELECT DISTINCT outcome FROM attempts WHERE purpose = 'look-up'").all()).toEqual([{ outcome: 'later' }]);
  expect([...callers.values()].every((requests) => requests < 12)).toBe(true);
});
