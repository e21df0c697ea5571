import { describe, expect, test } from 'vitest';
import type { Outgoing, Sent } from '../../src-main/egress/egress.ts';
import { mayCall } from '../../src-main/flow/may-call.ts';
import { claimReady } from '../../src-main/flow/queue/claim.ts';
import type { Outcome } from '../../src-main/flow/queue/task.ts';
import { endAs } from '../../src-main/flow/queue/transitions.ts';
import { LOST, json } from '../support/fake-send.ts';
import { PHONE, aParcel, aProvider, anInterception, entitlementsWith, numberOf } from '../support/samples.ts';
import { OUTCOMES, bench, expectSoundBooks, works } from '../support/station.ts';
import { isSettled, wholeStation, world, type World } from '../support/whole-station.ts';

const X = '17000000001';
const only = { target: null, privacy: true } as const;
const isBind = ({ url }: { url: string }): boolean => url.includes('/middleNumberAXB/');
const isUnbind = ({ url }: { url: string }): boolean => url.includes('/middleNumberUnbind/');
const bodyOf = ({ body }: { body: string | null }) => JSON.parse(body ?? '{}') as Record<string, unknown>;

/** A station with `parcels` parcels to one recipient, and a provider that can unbind. */
function desk(parcels: number, bindsWait?: Promise<void>) {
  const told = world();
  const w: World = { ...told, send: async (outgoing) => {
    const sent = await told.send(outgoing);
    if (isBind(outgoing)) await bindsWait;
    return sent;
  } };
  for (let n = 0; n < parcels; n += 1) w.state.orders.push(aParcel({ ...only, number: numberOf(n), courier: 'yto' }));
  const answers = { unbind: () => json({ result: '000000', message: '' }) as ReturnType<typeof w.provider> };
  w.play.provider = (outgoing) => (isUnbind(outgoing) ? answers.unbind() : w.provider(outgoing));
  const s = wholeStation({ world: w });
  s.station.start();
  const scan = async (n: number) => {
    const { scanId } = await s.station.scan(numberOf(n));
    await s.until(scanId, isSettled);
    return s.station.card(scanId);
  };
  const intercept = (n: number): void => {
    w.state.interceptions.push(anInterception({ number: numberOf(n) }));
    s.station.soon();
  };
  return { w, s, scan, intercept, answers, binds: () => w.out.filter(isBind), unbinds: () => w.out.filter(isUnbind) };
}

test('a binding always ends: the provider is told when', async () => {
  const { scan, binds } = desk(1);
  await scan(0);
  expect(bodyOf(binds()[0] as never)['maxBindingTime']).toBe(30 * 24 * 3600);
});

test('two parcels to one recipient share a live binding: one effect, one charge, and the other hold is free again', async () => {
  const { s, scan, binds } = desk(2);
  const [first, second] = [await scan(0), await scan(1)];
  expect(binds()).toHaveLength(1);
  expect([first.charged, second.charged]).toEqual([200, 0]);
  expect(second.privacyNumber).toEqual(first.privacyNumber);
  expect(s.store.sql<{ state: string }>('SELECT state FROM holds ORDER BY job_id').all().map(({ state }) => state)).toEqual(['captured', 'void']);
  expectSoundBooks(s.store);
});

test('parcels that are scanned at once do not bind at once either', async () => {
  const { s, binds } = desk(4);
  const scans = await Promise.all([0, 1, 2, 3].map((n) => s.station.scan(numberOf(n))));
  for (const { scanId } of scans) await s.until(scanId, isSettled);
  expect(binds()).toHaveLength(1);
  expect(scans.map(({ scanId }) => s.station.card(scanId).charged).sort()).toEqual([0, 0, 0, 200]);
  expectSoundBooks(s.store);
});

test.each([
  ['another parcel is another parcel', 'acct:SF0000000000009:privacy', 0],
  ['this very job is its own effect', `acct:${numberOf(0)}:privacy`, 200],
])('"already bound" is adopted, and customerData tells whose it is: a binding of %s', async (_, customerData, charged) => {
  const { w, s, scan } = desk(1);
  w.play.provider = () => json({ result: '000012', message: '', middleNumber: X, customerData });
  expect(await scan(0)).toMatchObject({ charged, privacyNumber: { number: X } });
  expectSoundBooks(s.store);
});

test('an interception unbinds, free and once, and the card shows no number any more', async () => {
  const { s, scan, intercept, unbinds } = desk(1);
  const { scanId } = await scan(0);
  intercept(0);
  await s.until(scanId, ({ jobs }) => jobs.some(({ kind, state }) => kind === 'unbind' && state === 'done'));
  expect(bodyOf(unbinds()[0] as never)).toMatchObject({ middleNumber: X, bindNumberA: '13812345678', bindNumberB: '15900002222', mode: 0 });
  expect(unbinds()).toHaveLength(1);
  expect(s.station.card(scanId)).toMatchObject({ privacyNumber: null, charged: 200 });
  expectSoundBooks(s.store);
});

test.each([
  ['its refund', { privacyOnly: true, tell: (w: World) => void w.state.orders.push(aParcel({ ...only, number: numberOf(0), courier: 'yto', refund: true })) }],
  ['an interception by the number that it was converted to', { privacyOnly: false, tell: (w: World, replacement: string) => void w.state.interceptions.push(anInterception({ number: replacement })) }],
])('so does %s', async (_, { privacyOnly, tell }) => {
  const { w, s, scan, unbinds } = desk(1);
  if (!privacyOnly) w.state.orders = [aParcel({ number: numberOf(0), courier: 'yto' })];
  const { scanId, replacement } = await scan(0);
  expect(replacement === null).toBe(privacyOnly);
  tell(w, replacement?.number ?? '');
  s.station.soon();
  await s.until(scanId, ({ jobs }) => jobs.some(({ kind, state }) => kind === 'unbind' && state === 'done'));
  expect(unbinds()).toHaveLength(1);
  // The packer who scans it now learns it under either number.
  for (const number of [numberOf(0), ...(replacement ? [replacement.number] : [])]) expect((await s.station.scan(number)).verdict).toBe('intercepted');
  expectSoundBooks(s.store);
});

test('a refund that comes while the number is being bound ends it when it is', async () => {
  let answer = (): void => undefined;
  const patience = new Promise<void>((resolve) => void (answer = resolve));
  const { w, s, unbinds } = desk(1, patience);
  const { scanId } = await s.station.scan(numberOf(0));
  await expect.poll(() => w.out.some(isBind)).toBe(true);
  w.state.orders.push(aParcel({ ...only, number: numberOf(0), courier: 'yto', refund: true }));
  s.station.soon();
  await expect.poll(() => s.station.flow.parcels.find(numberOf(0))?.refund).toBe(true);
  answer();
  await s.until(scanId, ({ jobs }) => jobs.some(({ kind, state }) => kind === 'unbind' && state === 'done'));
  expect(unbinds()).toHaveLength(1);
  expectSoundBooks(s.store);
});

test('a number of a scan that was undone while it was being bound is ended all the same', async () => {
  let answer = (): void => undefined;
  const patience = new Promise<void>((resolve) => void (answer = resolve));
  const { w, s, intercept, unbinds } = desk(1, patience);
  const { scanId } = await s.station.scan(numberOf(0));
  await expect.poll(() => w.out.some(isBind)).toBe(true);
  expect(s.station.undo().kind).toBe('undone');
  answer();
  await s.until(scanId, ({ jobs }) => jobs.some(({ kind, state }) => kind === 'privacy' && state === 'done'));
  intercept(0);
  await s.until(scanId, ({ jobs }) => jobs.some(({ kind, state }) => kind === 'unbind' && state === 'done'));
  expect(unbinds()).toHaveLength(1);
  expectSoundBooks(s.store);
});

test('a number that another parcel still carries is not unbound before that one is intercepted too', async () => {
  const { s, scan, intercept, unbinds } = desk(2);
  await scan(0);
  const second = await scan(1);
  intercept(0);
  await expect.poll(() => s.station.flow.parcels.interception(numberOf(0))).not.toBeNull();
  expect(s.store.sql("SELECT 1 FROM jobs WHERE kind = 'unbind'").all()).toEqual([]);
  intercept(1);
  await s.until(second.scanId, ({ jobs }) => jobs.some(({ kind, state }) => kind === 'unbind' && state === 'done'));
  expect(unbinds()).toHaveLength(1);
});

test('an unbind whose answer is lost is asked about until it is known, and "no such binding" is what was wanted', async () => {
  const { s, scan, intercept, unbinds, answers } = desk(1);
  const { scanId } = await scan(0);
  let calls = 0;
  answers.unbind = () => ((calls += 1) === 1 ? LOST : json({ result: '000013', message: '' }));
  intercept(0);
  await s.until(scanId, ({ jobs }) => jobs.some(({ kind, state }) => kind === 'unbind' && state === 'done'));
  expect(unbinds()).toHaveLength(2);
});

test('a number that is ended is bound anew for the next parcel; one whose end was not called yet is kept', async () => {
  const { s, w, scan, intercept, binds, unbinds } = desk(3);
  await scan(0);
  // Nothing leaves: the unbind waits.
  s.station.pause(true);
  intercept(0);
  await expect.poll(() => s.store.sql<{ state: string }>("SELECT state FROM jobs WHERE kind = 'unbind'").get()?.state).toBe('waiting');
  const { scanId } = await s.station.scan(numberOf(1));
  // The queue would call the unbind first; a bind that is asked for while it waits takes it back.
  const { flow } = s.station;
  const job = flow.jobs.ofScan(scanId).find(({ kind }) => kind === 'privacy');
  const { pair, provider } = s.store.sql<{ pair: string; provider: number }>('SELECT pair, provider FROM bindings').get() as { pair: string; provider: number };
  expect(flow.bindings.reuse(job as never, pair, provider, flow.now())).toMatchObject({ number: X });
  expect(s.store.sql<{ state: string }>("SELECT state FROM jobs WHERE kind = 'unbind'").get()?.state).toBe('void');
  s.station.pause(false);
  await s.until(scanId, isSettled);
  expect([binds().length, unbinds().length]).toEqual([1, 0]);
  intercept(1);
  await expect.poll(() => unbinds().length).toBe(1);
  await expect.poll(() => s.store.sql("SELECT 1 FROM jobs WHERE kind = 'unbind' AND state = 'done'").get()).toBeDefined();
  expect((await scan(2)).charged).toBe(200);
  expect(binds()).toHaveLength(2);
  expect(w.state.journal.length).toBeGreaterThan(0);
  expectSoundBooks(s.store);
});

test('while a number is being ended nobody is given it', async () => {
  const { s, scan, intercept } = desk(2);
  await scan(0);
  s.station.pause(true);
  intercept(0);
  await expect.poll(() => s.store.sql("SELECT 1 FROM jobs WHERE kind = 'unbind'").get()).toBeDefined();
  const { flow } = s.station;
  const { pair, provider } = s.store.sql<{ pair: string; provider: number }>('SELECT pair, provider FROM bindings').get() as { pair: string; provider: number };
  const job = flow.jobs.find(1);
  s.store.sql("UPDATE jobs SET state = 'calling' WHERE kind = 'unbind'").run();
  expect(flow.bindings.reuse(job as never, pair, provider, flow.now())).toBe('ending');
  const unbind = s.store.sql<{ id: number }>("SELECT id FROM jobs WHERE kind = 'unbind'").get()?.id as number;
  endAs(s.store, unbind, 'done', { at: flow.now() });
  expect(flow.bindings.reuse(job as never, pair, provider, flow.now())).toBeNull();
});

describe('a number whose end may have happened, and lies with a person', () => {
  /** The end was called without an answer, and its repeat refused for the platform's set-up. */
  function atAPerson() {
    const b = bench();
    b.lend(10_000);
    b.flow().parcels.put(aParcel({ target: null }));
    b.scan(aParcel().number);
    b.store().sql("INSERT INTO providers (service, kind, name, endpoint, settings) VALUES ('privacy', 'x', 'x', 'x', '{}')").run();
    const [bind] = b.claims();
    if (!bind) throw new Error('nothing was claimed');
    const binding = { kind: 'binding', number: X, until: b.time.now + 7 * 86_400_000, reference: 'sub-1' } as const;
    const { bindings } = b.flow();
    bindings.bound(bind.job, 1, 'pair', binding, false, b.time.now);
    b.settle(bind, works(bind));
    bindings.release(aParcel().number, b.time.now);
    const turn = (outcome: Outcome): void => {
      b.time.now += 60_000;
      for (const claim of claimReady(b.store(), b.time.now, () => 1_000, () => `claim-${b.time.now}`, (one) => mayCall(b.flow(), one, true))) b.settle(claim, outcome);
    };
    turn(OUTCOMES.unknown);
    // Asked about by ending it again: that waits for the call.
    turn(OUTCOMES.unknown);
    turn({ kind: 'refused', act: 'platform', about: 'signature' });
    const state = () => b.store().sql<{ state: string }>("SELECT state FROM jobs WHERE kind = 'unbind'").get()?.state;
    expect(state()).toBe('parked');
    return { b, bind, binding, bindings, state, reuse: () => bindings.reuse(bind.job, 'pair', 1, b.time.now) };
  }

  test('is given to nobody: another is bound', () => {
    const { reuse, state } = atAPerson();
    expect([reuse(), state()]).toEqual([null, 'parked']);
  });

  test('is given to nobody either where the person gives the end up', () => {
    const { b, reuse } = atAPerson();
    b.decide(b.store().sql<{ id: number }>("SELECT id FROM jobs WHERE kind = 'unbind'").get()?.id as number, 'void');
    expect(reuse()).toBeNull();
  });

  test('is used where the provider itself says that it is bound, and is not ended under who has it now', () => {
    const { b, bind, binding, bindings, reuse, state } = atAPerson();
    bindings.bound(bind.job, 1, 'pair', binding, true, b.time.now);
    expect(state()).toBe('void');
    expect(reuse()).toMatchObject({ number: X });
  });
});

test('a binding whose time is over is ended at the provider too; one that another station made is not', async () => {
  const { s, scan, unbinds } = desk(1);
  const { privacyNumber } = await scan(0);
  const { flow } = s.station;
  expect(flow.bindings.endExpired((privacyNumber?.until ?? 0) - 1, 10)).toBe(0);
  s.store.sql('UPDATE bindings SET own = 0, until = ?').run(flow.now() - 1);
  expect(flow.bindings.endExpired(flow.now(), 10)).toBe(0);
  s.store.sql('UPDATE bindings SET own = 1').run();
  expect(flow.bindings.endExpired(flow.now(), 10)).toBe(1);
  s.station.pause(false);
  await expect.poll(() => unbinds().length).toBe(1);
});

describe('a number that another station has bound for the same two', () => {
  const CONTACT = '15900002222';
  const at = (kind: string, provider: (outgoing: Outgoing) => Sent) => {
    const w = world();
    const { services, ...rest } = entitlementsWith();
    w.state.entitlements = { ...rest, services: { ...services, privacy: { ...services.privacy, provider: aProvider(kind) } } };
    w.state.orders.push(aParcel({ ...only, number: numberOf(0), courier: 'yto' }));
    w.play.provider = provider;
    const s = wholeStation({ world: w });
    s.station.start();
    const scanned = async () => {
      const { scanId } = await s.station.scan(numberOf(0));
      await s.until(scanId, isSettled);
      return s.station.card(scanId);
    };
    const intercepted = async (): Promise<void> => {
      w.state.interceptions.push(anInterception({ number: numberOf(0) }));
      s.station.soon();
      await expect.poll(() => s.station.flow.parcels.interception(numberOf(0))).not.toBeNull();
    };
    return { w, s, scanned, intercepted };
  };

  test('at Aliyun is used, not charged, and not ended with this parcel', async () => {
    const fields = ({ body }: Outgoing) => Object.fromEntries(new URLSearchParams(body ?? '')) as Record<string, string>;
    const { w, s, scanned, intercepted } = at('aliyun-pls', (outgoing) => {
      const { Action, PhoneNoX } = fields(outgoing);
      if (Action === 'BindAxb') return json({ Code: 'isv.BIND_CONFLICT' });
      if (Action === 'QuerySubsId') return json({ Code: 'OK', SubsId: '7' });
      return json({ Code: 'OK', SecretBindDetailDTO: { Status: 1, PhoneNoA: PHONE, PhoneNoB: CONTACT, PhoneNoX, ExpireDate: '2099-12-20 12:00:00', GmtCreate: '2026-01-01 12:00:00', SubsId: '7' } });
    });
    expect(await scanned()).toMatchObject({ charged: 0, privacyNumber: { number: expect.stringMatching(/^1701/) } });
    await intercepted();
    expect(s.store.sql("SELECT 1 FROM jobs WHERE kind = 'unbind'").all()).toEqual([]);
    expect(w.out.filter((outgoing) => fields(outgoing)['Action'] === 'UnbindSubscription')).toEqual([]);
    expectSoundBooks(s.store);
  });

  test('at Huawei is left alone: this parcel gets another, and only that one ends with it', async () => {
    const taken = new Map<string, string>();
    const { w, s, scanned, intercepted } = at('huawei-axb', ({ method, url, body }) => {
      if (method === 'DELETE') return json({ resultcode: '0' });
      const relationNum = method === 'GET' ? (new URL(url).searchParams.get('relationNum') ?? '') : (JSON.parse(body ?? '{}') as { relationNum: string }).relationNum;
      if (taken.size === 0) taken.set(relationNum, 'theirs');
      const theirs = taken.get(relationNum) === 'theirs';
      if (method === 'POST') return json(theirs ? { resultcode: '1012010' } : { resultcode: '0', subscriptionId: 'ours' });
      return json({ resultcode: '0', relationNumList: [{ relationNum, callerNum: `+86${PHONE}`, calleeNum: `+86${CONTACT}`, subscriptionId: 'theirs', userData: 'acct:YT0000000000009:privacy' }] });
    });
    const { privacyNumber, charged } = await scanned();
    expect([charged, [...taken.keys()]]).toEqual([200, [expect.not.stringContaining(privacyNumber?.number ?? 'none')]]);
    await intercepted();
    await expect.poll(() => w.out.filter(({ method }) => method === 'DELETE').map(({ url }) => new URL(url).searchParams.get('subscriptionId'))).toEqual(['ours']);
    expectSoundBooks(s.store);
  });
});

test('an end whose outcome nobody can ask about is called again less and less often', () => {
  const b = bench();
  b.lend(10_000);
  b.flow().parcels.put(aParcel({ target: null }));
  b.scan(aParcel().number);
  b.store().sql("INSERT INTO providers (service, kind, name, endpoint, settings) VALUES ('privacy', 'x', 'x', 'x', '{}')").run();
  const [binding] = b.claims();
  if (!binding) throw new Error('nothing was claimed');
  b.flow().bindings.bound(binding.job, 1, 'pair', { kind: 'binding', number: X, until: b.time.now + 86_400_000, reference: 'sub-1' }, false, b.time.now);
  b.settle(binding, works(binding));
  b.flow().bindings.release(aParcel().number, b.time.now);
  // Nobody can be asked: what is unknown is called again.
  const claims = () => claimReady(b.store(), b.time.now, () => 1_000, () => `claim-${b.time.now}`, (claim) => mayCall(b.flow(), claim, true));
  let calls = 0;
  for (let ms = 0; ms < 3_600_000; ms += 500) {
    b.time.now += 500;
    for (const claim of claims()) {
      expect([claim.job.kind, claim.purpose]).toEqual(['unbind', 'call']);
      calls += 1;
      b.settle(claim, OUTCOMES.unknown);
    }
  }
  // In the first minutes often, then every five minutes.
  expect(calls).toBeGreaterThan(12);
  expect(calls).toBeLessThan(40);
});

test('what an unbind ends is found by an index: bindings are kept for good, and each claim asks for one', () => {
  const plan = bench().store().db.prepare('EXPLAIN QUERY PLAN SELECT provider, x, reference, until FROM bindings WHERE unbind_job = ?').all(1) as { detail: string }[];
  expect(plan.map(({ detail }) => detail)).toEqual(['SEARCH bindings USING INDEX bindings_unbind (unbind_job=?)']);
});
