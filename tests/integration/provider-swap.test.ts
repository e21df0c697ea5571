import { describe, expect, onTestFinished, test } from 'vitest';
import { perform } from '../../src-main/flow/perform.ts';
import { namedProviders, type NamedProviders } from '../../src-main/flow/provider/named.ts';
import type { Outcome } from '../../src-main/flow/queue/task.ts';
import type { Steps } from '../../src-main/flow/steps.ts';
import { entitled } from '../../src-main/station/entitled.ts';
import { entitling } from '../../src-main/station/entitling.ts';
import { createProblems } from '../../src-main/station/problems.ts';
import { databaseOfAccount } from '../../src-main/store/database-of-account.ts';
import type { Provider } from '../../src-shared/contract/parcels.ts';
import type { Service } from '../../src-shared/domain/work.ts';
import { fakeAccount } from '../support/fake-account.ts';
import { LOST, NOT_SENT, answered } from '../support/fake-send.ts';
import { aParcel, aProvider, anInterception, entitlementsWith, numberOf } from '../support/samples.ts';
import { OUTCOMES, bench, expectSoundBooks, tempDir } from '../support/station.ts';
import { FIRST, SECOND, hosts, safe } from '../support/two-providers.ts';
import { isSettled, wholeStation, world, type World } from '../support/whole-station.ts';

const OTHER = aParcel({ number: 'SF1234567890124', privacy: false });
/** The account API is asked about it again within ten seconds. */

test('calling jobs finish with the old one, and what comes meanwhile goes to the new one', async () => {
  const w = world();
  w.state.orders.push(aParcel({ privacy: false }), OTHER);
  w.state.entitlements = entitlementsWith({ provider: FIRST });
  let answer = (): void => undefined;
  const patience = new Promise<void>((resolve) => void (answer = resolve));
  const slow: World['send'] = async (outgoing) => {
    const sent = await w.send(outgoing);
    if (outgoing.url.startsWith(FIRST.endpoint)) await patience;
    return sent;
  };
  const s = wholeStation({ world: { ...w, send: slow } });
  s.station.start();
  const { scanId } = await s.station.scan(aParcel().number);
  await expect.poll(() => hosts(w)).toEqual(['first.example convert']);
  w.state.entitlements = entitlementsWith({ version: 2, provider: SECOND });
  await expect.poll(() => s.station.flow.entitlements()?.version).toBe(2);
  const { scanId: next } = await s.station.scan(OTHER.number);
  await s.until(next, isSettled);
  expect(s.station.card(scanId).jobs[0]?.state).toBe('calling');
  answer();
  await s.until(scanId, isSettled);
  expect(hosts(w)).toEqual(['first.example convert', 'second.example convert']);
  expectSoundBooks(s.store);
});

test('and can not be reached any more holds up nothing of the new one', async () => {
  const w = world();
  const numbers = Array.from({ length: 6 }, (_, n) => numberOf(n));
  w.state.orders.push(...numbers.map((number) => aParcel({ number, courier: 'yto', privacy: false })));
  w.state.entitlements = entitlementsWith({ provider: FIRST });
  w.play.provider = () => LOST;
  const credentials = safe();
  const before = wholeStation({ world: w, credentials });
  const attempts = (s: typeof before, outcome: string) => s.store.sql<{ n: number }>('SELECT count(*) AS n FROM attempts WHERE outcome = ?').get(outcome)?.n;
  before.station.start();
  for (const number of numbers) await before.station.scan(number);
  await expect.poll(() => before.store.sql<{ n: number }>("SELECT count(*) AS n FROM attempts WHERE purpose = 'call' AND outcome = 'unknown'").get()?.n).toBe(6);
  before.station.pause(true);
  await before.stop();
  w.state.entitlements = entitlementsWith({ version: 2, provider: SECOND });
  w.play.provider = (outgoing) => (outgoing.url.startsWith(FIRST.endpoint) ? NOT_SENT : w.provider(outgoing));
  const s = wholeStation({ world: w, dir: before.dir, credentials });
  s.station.start();
  s.station.pause(false);
  await expect.poll(() => attempts(s, 'later')).toBeGreaterThanOrEqual(6);
  expect(s.station.status().standsStill).toEqual({});
});

test('with other credentials at the same place is another one: what the old ones were to wait for is over', async () => {
  const w = world();
  w.state.orders.push(aParcel({ privacy: false }));
  w.state.entitlements = entitlementsWith({ provider: FIRST });
  w.play.provider = (outgoing) => (outgoing.headers['x-app-id'] === 'first' ? answered(429, '', { retryAfter: 3_600_000 }) : w.provider(outgoing));
  const s = wholeStation({ world: w });
  s.station.start();
  const { scanId } = await s.station.scan(aParcel().number);
  await s.until(scanId, ({ jobs }) => jobs[0]?.waits === 'limited');
  expect(s.station.status().standsStill).toMatchObject({ sync: 'limited' });
  w.state.entitlements = entitlementsWith({ version: 2, provider: { ...FIRST, credential: SECOND.credential } });
  await expect.poll(() => s.station.flow.entitlements()?.version).toBe(2);
  await s.until(scanId, isSettled);
  expect(s.station.status().standsStill).toEqual({});
});

test('a new token of the gateway makes no other provider of it: what it said stays said', () => {
  const store = databaseOfAccount(tempDir(), 'acct');
  onTestFinished(() => void store.close());
  const services = entitled(store, safe(), createProblems(() => undefined));
  const hear = (token: string, over: Partial<Provider> = {}) => services.hear(entitlementsWith({ provider: { kind: 'gateway', endpoint: 'https://gateway.example', credential: { token }, ...over } }), () => undefined);
  const swapped = (...given: Parameters<typeof hear>) => hear(...given).swapped;
  expect(swapped('token-1')).toContain('sync');
  expect(hear('token-2')).toMatchObject({ swapped: [], setUp: [] });
  expect(services.now()?.services.sync.provider.credential).toEqual({ token: 'token-2' });
  expect(swapped('token-2', { endpoint: 'https://other.example' })).toContain('sync');
});

test('a token that is another one in each answer is kept once an answer, and ends nothing of what its provider was left in peace for', async () => {
  const store = databaseOfAccount(tempDir(), 'acct');
  onTestFinished(() => void store.close());
  const place = safe();
  const kept: string[] = [];
  const services = entitled(store, { ...place, put: (text) => (kept.push(text), place.put(text)) }, createProblems(() => undefined));
  const api = { now: 0, answer: entitlementsWith() };
  const { client } = fakeAccount({ entitlements: () => api.answer });
  const came: string[] = [];
  const entitle = entitling({
    flow: { now: () => api.now, entitlements: services.now } as unknown as Steps,
    setEntitlements: (heard) => void came.push(...services.hear(heard, () => undefined).swapped),
    freed: (why) => void came.push(why),
    suspended: services.suspended,
  }, client);
  const hear = async (token: string, over: Parameters<typeof entitlementsWith>[0] = {}): Promise<string[]> => {
    api.now += 10_000;
    api.answer = entitlementsWith({ ...over, provider: { kind: 'yunguanlian', credential: { appId: 'mine', token: `token-${token}` } } });
    await entitle();
    return came.splice(0);
  };
  expect(await hear('1', { off: ['sms'] })).toContain('service-off');
  expect([await hear('2', { off: ['sms'] }), await hear('3', { off: ['sms'] })]).toEqual([[], []]);
  expect([kept.length, services.now()?.services.sync.provider.credential['token']]).toEqual([3, 'token-3']);
  expect(await hear('4')).toEqual(['service-off', 'funds']);
  await hear('4', { version: 2 });
  expect([kept.length, place.text()?.match(/token-4/g)]).toEqual([4, Array(4).fill('token-4')]);
});

test.each([1, 2])('what could not be kept of the first entitlements of a run is kept in a later round, and the work goes on (%i failures)', async (failures) => {
  const w = world();
  w.state.orders.push(aParcel({ privacy: false }));
  const before = wholeStation({ world: w });
  before.station.start();
  await expect.poll(() => before.station.flow.entitlements()?.version).toBe(1);
  await before.stop();
  const place = safe();
  let left = failures;
  const credentials = {
    ...place,
    put(text: string) {
      left -= 1;
      if (left >= 0) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
      return place.put(text);
    },
  };
  const s = wholeStation({ world: w, dir: before.dir, credentials });
  s.station.start();
  const { scanId } = await s.station.scan(aParcel().number);
  await s.until(scanId, isSettled);
  expect(credentials.text()).toContain('secret');
  expect(left).toBeLessThan(0);
});

test('entitlements that the database could not keep are heard again', () => {
  const store = databaseOfAccount(tempDir(), 'acct');
  onTestFinished(() => void store.close());
  const services = entitled(store, safe(), createProblems(() => undefined));
  store.db.exec("CREATE TEMP TRIGGER full BEFORE INSERT ON meta WHEN new.key = 'entitlements' BEGIN SELECT RAISE(ABORT, 'full'); END");
  expect(() => services.hear(entitlementsWith({ provider: FIRST }), () => undefined)).toThrow();
  expect([services.isComplete(), services.now()]).toEqual([false, null]);
  store.db.exec('DROP TRIGGER full');
  expect(services.hear(entitlementsWith({ provider: FIRST }), () => undefined)).toMatchObject({ first: true });
});

test.each<readonly [string, Partial<Provider>, boolean, boolean]>([
  ['kind', { kind: 'danhaobao' }, true, true], ['name', { name: 'another' }, true, true], ['place', { endpoint: SECOND.endpoint }, true, true],
  ['credential', { credential: SECOND.credential }, true, true], ['secret of the same account', { credential: { ...FIRST.credential, secret: 'renewed' } }, false, true], ['settings', { settings: { timestamp: 's' } }, true, true],
  ['limit', { limits: { perSecond: 1, concurrency: 1 } }, false, false],
])('another %s', (_, over, swapped, setUp) => {
  const store = databaseOfAccount(tempDir(), 'acct');
  onTestFinished(() => void store.close());
  const services = entitled(store, safe(), createProblems(() => undefined));
  const hear = (provider: Partial<Provider>) => services.hear(entitlementsWith({ provider }), () => undefined);
  hear(FIRST);
  expect(hear(FIRST)).toMatchObject({ swapped: [], setUp: [] });
  const heard = hear({ ...FIRST, ...over });
  expect([heard.swapped.includes('sync'), heard.setUp.includes('sync')]).toEqual([swapped, setUp]);
});

test.each(['of-tomorrow', 'constructor'])('a kind of provider that this version does not have (%s): its work waits, the station says so, everything else goes on', async (kind) => {
  const w = world();
  w.state.orders.push(aParcel({ privacy: true }));
  const known = entitlementsWith();
  w.state.entitlements = { ...known, services: { ...known.services, sync: { ...known.services.sync, provider: { ...known.services.sync.provider, kind } } } };
  const s = wholeStation({ world: w });
  s.station.start();
  const { scanId } = await s.station.scan(aParcel().number);
  await s.until(scanId, ({ jobs }) => jobs.find((job) => job.kind === 'privacy')?.state === 'done');
  expect(s.station.card(scanId).jobs.find((job) => job.kind === 'sync')).toMatchObject({ state: 'waiting', waits: 'service-off' });
  expect(s.problems.list()).toContainEqual({ code: 'provider-config', about: kind });
});

describe('who a provider is', () => {
  const isOne = (providers: NamedProviders, service: Service, next: Provider, before: Provider): boolean => new Set(providers.note([[service, next], [service, before]])).size === 1;
  const noted = (next: Partial<Provider>, first: Partial<Provider> = {}): boolean => {
    const store = databaseOfAccount(tempDir(), 'acct');
    onTestFinished(() => void store.close());
    const providers = namedProviders(store, safe());
    const base = aProvider('aliyun-pls', first);
    return isOne(providers, 'privacy', { ...base, ...next }, base);
  };
  const { credential, settings } = aProvider('aliyun-pls');
  test.each<readonly [string, Partial<Provider>, boolean]>([
    ['another key of its account, for they are renewed', { credential: { ...credential, accessKeyId: 'LTAI-9', accessKeySecret: 'new' } }, true],
    ['another pool', { settings: { ...settings, poolKey: 'FC9' } }, false],
    ['more numbers in the pool', { settings: { ...settings, numbers: [] } }, true],
    ['another secret', { credential: { ...credential, accessKeySecret: 'new' } }, true],
    ['another contact', { credential: { ...credential, contact: '15900003333' } }, true],
    ['another place', { endpoint: 'https://other.example' }, false],
  ])('without a name: %s', (_, next, isSame) => {
    expect(noted(next)).toBe(isSame);
    // A name says so itself.
    expect(noted({ ...next, name: 'the-one' }, { name: 'the-one' })).toBe(true);
  });
  test.each<readonly [string, Partial<Provider>, boolean]>([
    ['aliyun-sms', { credential: { accessKeyId: 'LTAI-9', accessKeySecret: 'new' } }, true],
    ['tencent-sms', { credential: { secretId: 'AKID-9', secretKey: 'new' } }, true],
    ['tencent-sms', { credential: { sdkAppId: '9' } }, false],
  ])('without a name: %s with %o', (kind, { credential: renewed }, isSame) => {
    const store = databaseOfAccount(tempDir(), 'acct');
    onTestFinished(() => void store.close());
    const providers = namedProviders(store, safe());
    const base = aProvider(kind);
    expect(isOne(providers, 'sms', { ...base, credential: { ...base.credential, ...renewed } }, base)).toBe(isSame);
  });
  test('is also told by credentials whose names the settings say', () => {
    const renamed = { credential: { app: 'partner', secret: 'partnerKey' } };
    const of = (partner: string): Partial<Provider> => ({ settings: renamed, credential: { partner, partnerKey: 'k' } });
    expect([noted(of('p-1'), of('p-1')), noted(of('p-2'), of('p-1'))]).toEqual([true, false]);
  });
  test('stays known from before that counted', () => {
    const store = databaseOfAccount(tempDir(), 'acct');
    onTestFinished(() => void store.close());
    store.sql("INSERT INTO providers (id, service, kind, name, endpoint, settings) VALUES (7, 'privacy', 'aliyun-pls', 'https://aliyun-pls.example', 'https://aliyun-pls.example', '{}')").run();
    expect(namedProviders(store, safe()).note([['privacy', aProvider('aliyun-pls')]])).toEqual([7]);
  });
  test('is known again after a restart, before anybody has told its credential: a sign-out forgets it as ever', () => {
    const b = bench();
    b.lend(10_000);
    b.flow().parcels.put(aParcel({ target: null }));
    b.scan(aParcel().number);
    const credentials = safe();
    const opened = (): ReturnType<typeof entitled> => entitled(b.store(), credentials, createProblems(() => undefined));
    const before = opened();
    before.hear(entitlementsWith(), () => undefined);
    const [claim] = b.claims();
    if (!claim) throw new Error('nothing was claimed');
    b.settle(claim, OUTCOMES.unknown);
    b.store().sql('UPDATE attempts SET provider = ?').run(before.providers.idOf('privacy', entitlementsWith().services.privacy.provider));
    const after = opened();
    expect(credentials.text()).toContain('token-4');
    after.forgetCredentials();
    expect(credentials.text()).toBe('{}');
    expect(JSON.stringify(b.store().sql('SELECT * FROM providers').all()) + JSON.stringify(after.now())).not.toMatch(/app-4|token-4/);
  });
});

test('whoever has numbers of this station is remembered until the last of them has ended', () => {
  const b = bench();
  b.lend(10_000);
  b.flow().parcels.put(aParcel({ target: null }));
  b.scan(aParcel().number);
  const credentials = safe();
  const providers = namedProviders(b.store(), credentials);
  const [provider] = providers.note([['privacy', entitlementsWith().services.privacy.provider]]);
  const [bind] = b.claims();
  if (!bind || provider === undefined) throw new Error('nothing was claimed');
  b.settle({ ...bind, provider }, { ...OUTCOMES.bound(), pair: 'a:b' } as Outcome);
  const isRemembered = (): boolean => {
    providers.forget(() => true);
    return credentials.text() !== '{}';
  };
  expect(isRemembered()).toBe(true);
  b.flow().bindings.release(aParcel().number, b.time.now);
  expect(isRemembered()).toBe(true);
  b.turn(OUTCOMES.reference);
  expect([b.job('unbind').state, isRemembered()]).toEqual(['done', false]);
});

test('a number of a provider whose credential is lost is no work for ever: once its time is over it has ended by itself', async () => {
  const b = bench();
  b.lend(10_000);
  b.flow().parcels.put(aParcel({ target: null }));
  b.scan(aParcel().number);
  const known = (): ReturnType<typeof entitled> => entitled(b.store(), { get: () => null, put: () => false }, createProblems(() => undefined));
  const before = known();
  before.hear(entitlementsWith(), () => undefined);
  const [bind] = b.claims();
  const provider = before.providers.idOf('privacy', entitlementsWith().services.privacy.provider);
  if (!bind || provider === undefined) throw new Error('nothing was claimed');
  b.settle({ ...bind, provider }, { ...OUTCOMES.bound(), pair: 'a:b' } as Outcome);
  b.flow().bindings.release(aParcel().number, b.time.now);
  // Started again without a keyring, and the account API names another one.
  const other = entitlementsWith({ version: 2 });
  const swapped = { ...other, services: { ...other.services, privacy: { ...other.services.privacy, provider: aProvider('huawei-axb') } } };
  const { providers, hear } = known();
  hear(swapped, () => undefined);
  b.setEntitlements(swapped);
  const told: { at: number | null } = { at: b.time.now };
  const turn = async (): Promise<string> => {
    const [claim] = b.claims();
    if (!claim) throw new Error('nothing was claimed');
    const outcome = await perform({ flow: { ...b.flow(), told: () => told.at }, client: world().client, askOrder: () => Promise.reject(new Error('nobody is asked')), send: async () => LOST, providers, known: () => true }, { ...claim, provider }, async (_claim, _ofNow, call) => call());
    b.settle(claim, outcome);
    b.time.now += 3_600_000;
    return b.job('unbind').state;
  };
  expect([await turn(), await turn()]).toEqual(['waiting', 'waiting']);
  b.time.now += 30 * 86_400_000;
  // By this machine's clock alone nothing has ended.
  expect(await turn()).toBe('waiting');
  told.at = null;
  expect(await turn()).toBe('waiting');
  told.at = b.time.now;
  expect(await turn()).toBe('refused');
  expect(b.job('unbind').about).toBe('ends by itself');
});

test('nor is one of which nobody knows whether it was ended', async () => {
  const w = world();
  w.state.orders.push(aParcel({ target: null }));
  const before = wholeStation({ world: w, credentials: safe() });
  before.station.start();
  await before.until((await before.station.scan(aParcel().number)).scanId, isSettled);
  await before.stop();
  // Started again without a keyring, and the account API names another one.
  const other = entitlementsWith({ version: 2 });
  w.state.entitlements = { ...other, services: { ...other.services, privacy: { ...other.services.privacy, provider: aProvider('huawei-axb') } } };
  w.state.interceptions.push(anInterception());
  const { station, store } = wholeStation({ world: w, dir: before.dir });
  const unbind = () => store.sql<{ state: string; attempts: number }>("SELECT state, attempts FROM jobs WHERE kind = 'unbind'").get();
  station.start();
  await expect.poll(() => unbind()?.state).toBe('waiting');
  station.pause(true);
  await expect.poll(() => store.sql("SELECT 1 FROM attempts WHERE ended_at IS NULL").get()).toBeUndefined();
  store.sql("UPDATE jobs SET state = 'unknown', waits = NULL, ready_at = 0 WHERE kind = 'unbind'").run();
  store.sql('UPDATE bindings SET until = 1').run();
  const attempts = unbind()?.attempts;
  station.pause(false);
  await expect.poll(unbind).toEqual({ state: 'refused', attempts });
});
