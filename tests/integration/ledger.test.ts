import { describe, expect, test } from 'vitest';
import { CallFailed } from '../../src-main/account/call-failed.ts';
import { adoptEpoch } from '../../src-main/flow/ledger/epoch.ts';
import { renew } from '../../src-main/flow/ledger/renewal.ts';
import { loseLeases } from '../../src-main/flow/lost-leases.ts';
import { entitled } from '../../src-main/station/entitled.ts';
import { createProblems } from '../../src-main/station/problems.ts';
import type { Lease } from '../../src-shared/contract/money.ts';
import type { ErrorCode } from '../../src-shared/errors/codes.ts';
import { fakeAccount } from '../support/fake-account.ts';
import { aParcel, entitlementsWith, numberOf } from '../support/samples.ts';
import { NOON, bench, expectSoundBooks, works, type Bench } from '../support/station.ts';

const DAY = 86_400_000;
const failed = (code: ErrorCode, effect: 'none' | 'unknown', problem?: string): CallFailed => new CallFailed(code, 'grantLease', { effect, problem: problem ?? null });

describe('a lease', () => {
  test('that has ended pays for nothing new, in server time; what it already set aside is still charged', () => {
    const b = bench();
    const lease = b.lend(1_000, { spendUntil: NOON + 1_000 });
    b.flow().parcels.put(aParcel());
    b.flow().parcels.put(aParcel({ number: numberOf(1) }));
    expect(b.scan(aParcel().number).decision.verdict).toBe('pass');
    b.time.now = NOON + 1_000;
    expect(b.flow().ledger.left(b.time.now)).toBe(0);
    expect(b.scan(numberOf(1)).decision.verdict).toBe('no-funds');
    b.run(works);
    expect(b.store().sql('SELECT captured, held FROM leases WHERE lease_id = ?').get(lease)).toEqual({ captured: 300, held: 0 });
    expectSoundBooks(b.store());
  });
  test('that ends first is spent first', () => {
    const b = bench();
    const late = b.lend(1_000, { spendUntil: NOON + 2 * DAY });
    const soon = b.lend(1_000, { spendUntil: NOON + DAY });
    b.flow().parcels.put(aParcel());
    b.scan(aParcel().number);
    expect(b.store().sql<{ lease_id: string; held: number }>('SELECT lease_id, held FROM leases ORDER BY held').all()).toEqual([{ lease_id: late, held: 0 }, { lease_id: soon, held: 300 }]);
  });
  test('is closed when nothing can use it any more, once, and never while something is held on it', () => {
    const b = bench();
    const { ledger } = b.flow();
    const close = (cheapest = 45): number => b.store().transaction(() => ledger.closeUsedUp(b.time.now, cheapest));
    b.lend(320, { spendUntil: NOON + DAY });
    expect(close()).toBe(0);
    b.flow().parcels.put(aParcel());
    b.scan(aParcel().number);
    b.time.now += 2 * DAY;
    expect(close()).toBe(0);
    b.run(works);
    expect(close()).toBe(1);
    expect(close()).toBe(0);
    expect(b.journal().filter(({ kind }) => kind === 'close')).toHaveLength(1);
    expect(ledger.totals()).toMatchObject({ lent: 300, captured: 300, held: 0 });
    b.lend(44);
    expect(close()).toBe(1);
    expectSoundBooks(b.store());
  });
  test('that was written off there pays nothing new here: waiting work finds other money, what happened is charged to it', () => {
    const b = bench();
    const lost = b.lend(400);
    for (const n of [0, 1]) b.flow().parcels.put(aParcel({ number: numberOf(n), privacy: n === 0 }));
    for (const n of [0, 1]) b.scan(numberOf(n));
    const [called, waiting, other] = b.claims();
    if (!called || !waiting || !other) throw new Error('nothing was claimed');
    b.settle(called, { kind: 'unknown', about: 'HTTP 500' });
    expect(loseLeases(b.flow(), [lost, 'of nobody'])).toBe(1);
    expect(loseLeases(b.flow(), [lost])).toBe(0);
    expect(b.flow().ledger.left(b.time.now)).toBe(0);
    // What was being called and came to nothing is not called again on lost money.
    b.settle(waiting, { kind: 'later', why: 'retry', after: 0, about: 'BUSY' });
    b.settle(other, works(other));
    expect(b.turn(() => ({ kind: 'unknown', about: 'never' }))).toEqual([]);
    const live = b.lend(1_000);
    b.run((claim) => works(claim));
    expect(b.store().sql<{ lease_id: string; sum: number }>("SELECT lease_id, sum(amount) AS sum FROM holds WHERE state = 'captured' GROUP BY lease_id ORDER BY sum").all()).toEqual(
      [{ lease_id: lost, sum: called.job.price + other.job.price }, { lease_id: live, sum: waiting.job.price }].sort((one, two) => one.sum - two.sum),
    );
    expectSoundBooks(b.store());
  });
  test('of an old epoch that was written off there pays for nothing that is found later', () => {
    const b = bench();
    const lost = b.lend(500);
    adoptEpoch(b.store(), b.flow().ledger, 2, b.time.now);
    const found = { id: 99, key: 'acct:X:sync', number: 'X', kind: 'sync', price: 100 } as const;
    expect(b.flow().ledger.canCapture(found, b.time.now)).toBe(true);
    expect(loseLeases(b.flow(), [lost])).toBe(1);
    expect(b.flow().ledger.canCapture(found, b.time.now)).toBe(false);
    b.lend(500);
    expect(b.flow().ledger.canCapture(found, b.time.now)).toBe(true);
  });
  test('told twice is one lease', () => {
    const b = bench();
    const leaseId = b.lend(500);
    const grantId = leaseId.replace('lease-', '');
    b.store().transaction(() => b.flow().ledger.granted({ leaseId, grantId, amount: 500, spendUntil: NOON + DAY, priceVersion: 1 }));
    expect(b.flow().ledger.left(NOON)).toBe(500);
  });
  test('cannot be spent beyond its amount even by a program that is wrong', () => {
    const b = bench();
    b.lend(500);
    expect(() => b.store().db.exec('UPDATE leases SET held = 501')).toThrow(/CHECK/);
    expect(() => b.store().db.exec('UPDATE leases SET held = 300, captured = 201')).toThrow(/CHECK/);
    expect(() => b.store().db.exec('UPDATE leases SET held = -1')).toThrow(/CHECK/);
  });
});

describe('asking for a lease', () => {
  function asking(b: Bench, given: { balance?: number; needed?: number; closedThere?: string[]; cheapest?: () => number; told?: () => number | null; followed?: () => boolean; mayAsk?: () => boolean; answer: (request: { grantId: string; amount: number }) => Lease }) {
    const account = fakeAccount({ grantLease: given.answer });
    const ask = (): Promise<boolean> =>
      renew({
        store: b.store(), ledger: b.flow().ledger, client: account.client, stationId: 'st-1', now: () => b.time.now, told: given.told ?? (() => b.time.now), followed: given.followed ?? (() => true),
        balance: () => given.balance ?? 1_000_000, needed: () => given.needed ?? 0, anyFor: () => true, closedThere: () => given.closedThere ?? [], cheapest: given.cheapest ?? (() => 45), granted: () => undefined, asking: { may: given.mayAsk ?? (() => true), asked: () => undefined },
      });
    return { ask, asked: account.asked, grants: () => account.asked.map(({ request }) => request as { grantId: string; amount: number; epoch: number; stationId: string }) };
  }
  const granting = (request: { grantId: string; amount: number }): Lease => ({ leaseId: `lease-${request.grantId}`, grantId: request.grantId, amount: request.amount, spendUntil: NOON + DAY, priceVersion: 1 });
  const inTurn = (...answers: readonly ((request: { grantId: string; amount: number }) => Lease)[]) => {
    let next = 0;
    return (request: { grantId: string; amount: number }): Lease => {
      const answer = answers[next] ?? answers.at(-1);
      next += 1;
      if (!answer) throw new Error('no answer');
      return answer(request);
    };
  };
  const throwing = (error: unknown) => (): Lease => {
    throw error;
  };

  test('is journaled before it is sent, and the lease is there afterwards', async () => {
    const b = bench();
    const { ask, asked, grants } = asking(b, {
      answer: (request) => {
        expect(b.journal().at(-1)).toMatchObject({ kind: 'grant-request', grantId: request.grantId, amount: request.amount });
        return granting(request);
      },
    });
    expect(await ask()).toBe(true);
    expect(b.flow().ledger.left(b.time.now)).toBe(20_000);
    expect(grants()).toEqual([{ grantId: expect.any(String), stationId: 'st-1', epoch: 1, amount: 20_000 }]);
    expect(asked[0]?.options.key).toBe(grants()[0]?.grantId);
    expect(await ask()).toBe(false);
    expect(asked).toHaveLength(1);
  });
  test('asks for what recent days needed, at least ¥20, and no more than a quarter of the balance while that is workable', async () => {
    const amountFor = async (balance: number, needed: number): Promise<number | undefined> => {
      const { ask, grants } = asking(bench(), { balance, needed, answer: granting });
      await ask();
      return grants()[0]?.amount;
    };
    expect(await amountFor(1_000_000, 0)).toBe(20_000);
    expect(await amountFor(1_000_000, 90_000)).toBe(90_000);
    expect(await amountFor(40_000, 0)).toBe(10_000);
    // Never more than there is: who lends all or nothing would refuse it.
    expect(await amountFor(4_000, 0)).toBe(4_000);
    expect(await amountFor(4_000, 30_000)).toBe(4_000);
    expect(await amountFor(0, 30_000)).toBeUndefined();
  });
  test('closes nothing while it is in doubt what time it is, and borrows nothing for a lease that only seems to have ended', async () => {
    const b = bench();
    b.lend(20_000);
    b.lend(1);
    b.time.now += 2 * DAY;
    const doubt: { told: number | null; followed: boolean } = { told: null, followed: false };
    const { ask, asked } = asking(b, { needed: 500, told: () => doubt.told, followed: () => doubt.followed, answer: (request) => ({ ...granting(request), spendUntil: b.time.now + DAY }) });
    expect(await ask()).toBe(false);
    expect(asked).toEqual([]);
    doubt.followed = true;
    expect(await ask()).toBe(true);
    expect(await ask()).toBe(true);
    expect(asked).toHaveLength(1);
    expect(b.journal().filter(({ kind }) => kind === 'close')).toEqual([]);
    doubt.told = b.time.now;
    await ask();
    expect(b.journal().filter(({ kind }) => kind === 'close')).toHaveLength(2);
    expectSoundBooks(b.store());
  });
  test('asks for nothing where one lease pays for all that waits: thousands of jobs are being released, and there is money for them', async () => {
    const b = bench();
    b.lend(30_000);
    const { ask, asked } = asking(b, { needed: 30_000, answer: granting });
    expect([await ask(), asked.length]).toEqual([true, 0]);
    // Rests of several leases may each be too small for what waits.
    const small = bench();
    for (let n = 0; n < 2; n += 1) small.lend(20_000);
    const other = asking(small, { needed: 30_000, answer: granting });
    expect([await other.ask(), other.grants()[0]?.amount]).toEqual([true, 30_000]);
  });
  test('below half of its usual need it asks as always, whatever waits', async () => {
    const b = bench();
    b.lend(4_000);
    const { ask, grants } = asking(b, { needed: 4_000, balance: 40_000, answer: granting });
    expect([await ask(), grants()[0]?.amount]).toEqual([true, 10_000]);
  });
  test('three days like the last one', async () => {
    const b = bench();
    b.lend(30_000);
    for (let n = 0; n < 90; n += 1) {
      b.flow().parcels.put(aParcel({ number: numberOf(n) }));
      b.scan(numberOf(n));
    }
    const { ask, grants } = asking(b, { answer: granting });
    await ask();
    expect(grants()[0]?.amount).toBe(3 * 90 * 300);
  });
  test('asks for another one while what is lent still pays for half an hour, and gives the old one back at its end', async () => {
    const b = bench();
    const old = b.lend(20_000);
    const { ask, grants } = asking(b, { answer: (request) => ({ ...granting(request), spendUntil: b.time.now + DAY }) });
    b.time.now += DAY - 1_800_001;
    expect([await ask(), grants()]).toEqual([false, []]);
    b.time.now += 1;
    expect([await ask(), await ask(), grants().length, b.flow().ledger.left(b.time.now)]).toEqual([true, false, 1, 40_000]);
    expect(b.flow().ledger.spendable(b.time.now)[0]?.lease_id).toBe(old);
    b.time.now += 1_800_000;
    expect([await ask(), grants().length, b.flow().ledger.left(b.time.now)]).toEqual([false, 1, 20_000]);
    expect(b.flow().ledger.lease(old)?.state).toBe('closed');
    expectSoundBooks(b.store());
  });
  test.each([['minutes', () => NOON + 1_200_000], ['until a moment of the API\'s own', () => NOON + DAY]])('borrows no more and more from who lends for %s', async (_, end) => {
    const b = bench();
    b.time.now = end() - 1_200_000;
    const { ask, grants } = asking(b, { answer: (request) => ({ ...granting(request), spendUntil: end() }) });
    for (; b.time.now < end(); b.time.now += 60_000) await ask();
    expect(grants()).toHaveLength(1);
  });
  test('an answer that was lost is asked for again under the same id, after a crash too', async () => {
    const b = bench();
    const lost = throwing(failed('api-unreachable', 'unknown'));
    const busy = throwing(failed('api-busy', 'none'));
    const { ask, asked, grants } = asking(b, { answer: inTurn(lost, busy, lost, granting) });
    await expect(ask()).rejects.toThrow('api-unreachable');
    b.crash();
    b.time.now += 60_000;
    await expect(ask()).rejects.toThrow('api-busy');
    await expect(ask()).rejects.toThrow('api-unreachable');
    expect(await ask()).toBe(true);
    expect(new Set(grants().map(({ grantId }) => grantId)).size).toBe(1);
    expect(new Set(grants().map(({ amount }) => amount)).size).toBe(1);
    expect(new Set(asked.map(({ options }) => options.key)).size).toBe(1);
    expect(b.rows()['leases']).toBe(1);
    expect(b.journal().filter(({ kind }) => kind === 'grant-request')).toHaveLength(1);
  });
  test('a lease that a merchant took back before its answer was heard pays nothing, and other money is asked for', async () => {
    const b = bench();
    const closedThere: string[] = [];
    const { ask, grants } = asking(b, { closedThere, answer: inTurn(throwing(failed('api-unreachable', 'unknown')), granting) });
    await expect(ask()).rejects.toThrow('api-unreachable');
    closedThere.push(`lease-${grants()[0]?.grantId}`);
    expect(await ask()).toBe(false);
    expect(b.flow().ledger.left(b.time.now)).toBe(0);
    expect(await ask()).toBe(true);
    expect(b.flow().ledger.left(b.time.now)).toBe(20_000);
    expect(new Set(grants().map(({ grantId }) => grantId)).size).toBe(2);
    expectSoundBooks(b.store());
  });
  test.each<readonly [string, CallFailed]>([
    ['the session had ended', failed('session-expired', 'none', 'unauthorized')],
    ['the account was suspended', failed('account-suspended', 'none', 'account-suspended')],
    ['the agreement was new', failed('agreement-required', 'none', 'agreement-required')],
    ['the station had to be opened again', failed('api-refused', 'none', 'station-not-open')],
  ])('keeps its id where the refusal is not about it: %s, and the first answer may only have been lost', async (_why, refusal) => {
    const b = bench();
    const { ask, grants } = asking(b, { answer: inTurn(throwing(failed('api-unreachable', 'unknown')), throwing(refusal), granting) });
    await expect(ask()).rejects.toThrow('api-unreachable');
    await expect(ask()).rejects.toThrow(refusal.code);
    expect(await ask()).toBe(true);
    expect(new Set(grants().map(({ grantId }) => grantId)).size).toBe(1);
  });
  test.each<readonly [string, CallFailed]>([
    ['an empty account', failed('insufficient-balance', 'none', 'insufficient-balance')],
    ['an amount that is not possible', failed('api-refused', 'none', 'amount')],
  ])('that was refused for good is asked anew under another id: %s', async (_why, refusal) => {
    const b = bench();
    const { ask, grants } = asking(b, { answer: inTurn(throwing(refusal), granting) });
    await expect(ask()).rejects.toThrow(refusal.code);
    expect(await ask()).toBe(true);
    expect(new Set(grants().map(({ grantId }) => grantId)).size).toBe(2);
  });
  test.each<readonly [string, Partial<Lease>]>([
    ['another request', { grantId: 'of-somebody-else' }],
    ['more than was asked for', { amount: 20_001 }],
  ])('is answered with a lease for %s: nothing is spent from it, and the request is repeated', async (_why, wrong) => {
    const b = bench();
    const { ask, grants } = asking(b, { answer: inTurn((request) => ({ ...granting(request), ...wrong }), granting) });
    await expect(ask()).rejects.toThrow('api-schema');
    expect(b.flow().ledger.left(b.time.now)).toBe(0);
    expect(b.rows()['leases']).toBe(0);
    expect(await ask()).toBe(true);
    expect(new Set(grants().map(({ grantId }) => grantId)).size).toBe(1);
    expect(b.flow().ledger.left(b.time.now)).toBe(20_000);
  });
  test('is answered with a lease that is another grant\'s here: nothing of that one changes, and other money is asked for under another id', async () => {
    const b = bench();
    const old = b.lend(700);
    const before = b.flow().ledger.lease(old);
    const { ask, grants } = asking(b, { answer: inTurn((request) => ({ ...granting(request), leaseId: old }), granting) });
    await expect(ask()).rejects.toThrow('api-schema');
    expect([b.flow().ledger.lease(old), b.flow().ledger.pendingGrant()]).toEqual([before, null]);
    expect([await ask(), new Set(grants().map(({ grantId }) => grantId)).size, b.flow().ledger.left(b.time.now)]).toEqual([true, 2, 20_700]);
    expectSoundBooks(b.store());
  });
  test('is not asked again and again before prices are heard: no lease is too small for work whose price nobody knows', async () => {
    const b = bench();
    const services = entitled(b.store(), { get: () => null, put: () => false }, createProblems(() => undefined));
    const { ask, asked } = asking(b, { cheapest: services.cheapest, answer: granting });
    for (let rounds = 0; rounds < 4; rounds += 1) await ask();
    expect(asked).toHaveLength(1);
    expect(b.journal().map(({ kind }) => kind)).toEqual(['grant-request']);
    services.hear(entitlementsWith(), () => undefined);
    expect(services.cheapest()).toBe(45);
  });
  test('is not made for less than the cheapest work costs: it would go out and come back for ever', async () => {
    const b = bench();
    const { ask, asked } = asking(b, { balance: 44, answer: granting });
    expect([await ask(), asked.length, b.journal()]).toEqual([false, 0, []]);
    const enough = asking(b, { balance: 45, answer: granting });
    expect([await enough.ask(), enough.asked.length]).toEqual([true, 1]);
  });
  test('that may not be made yet is not; one that got no answer is repeated all the same', async () => {
    const b = bench();
    let may = true;
    const { ask, grants } = asking(b, { mayAsk: () => may, answer: inTurn(throwing(failed('api-unreachable', 'unknown')), granting) });
    await expect(ask()).rejects.toThrow('api-unreachable');
    may = false;
    expect(await ask()).toBe(true);
    expect(new Set(grants().map(({ grantId }) => grantId)).size).toBe(1);
    b.time.now += 2 * DAY;
    expect([await ask(), grants().length]).toEqual([false, 2]);
  });
  test('less than was asked is what there is', async () => {
    const b = bench();
    const { ask } = asking(b, { answer: (request) => ({ ...granting(request), amount: 700 }) });
    await ask();
    expect(b.flow().ledger.left(b.time.now)).toBe(700);
  });
});
