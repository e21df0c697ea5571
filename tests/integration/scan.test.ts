import { describe, expect, test } from 'vitest';
import { cardOf } from '../../src-main/flow/screen/cards.ts';
import { queueStatus } from '../../src-main/flow/screen/status.ts';
import { StationError } from '../../src-shared/errors/codes.ts';
import { PHONE, aForwardedParcel, aParcel, anInterception, entitlementsWith, numberOf } from '../support/samples.ts';
import { NOON, bench, expectSoundBooks, works } from '../support/station.ts';

const NUMBER = aParcel().number;

describe('one scan', () => {
  test('is one durable step: who, what, when, the work, its money and its journal', () => {
    const b = bench();
    b.flow().parcels.put(aForwardedParcel({ privacy: true }));
    b.lend(1_000);
    const { scanId, decision } = b.scan(` ${NUMBER.toLowerCase()}\r\n`);
    expect(decision.verdict).toBe('pass');
    b.crash();
    expect(b.flow().scans.find(scanId)).toMatchObject({ at: NOON, number: NUMBER, verdict: 'pass', operator: { id: 'op-1', name: '李四' }, station: '03', cost: 545 });
    expect(b.flow().jobs.ofScan(scanId).map(({ kind, state, waits, price, key }) => [kind, state, waits, price, key])).toEqual([
      ['trace', 'waiting', null, 300, `acct:${NUMBER}:trace`],
      ['write-back', 'waiting', 'depends', 0, `acct:${NUMBER}:write-back`],
      ['privacy', 'waiting', null, 200, `acct:${NUMBER}:privacy`],
      ['forwarding-sms', 'waiting', 'depends', 45, `acct:${NUMBER}:forwarding-sms`],
    ]);
    expect(b.journal().map(({ kind }) => kind)).toEqual(['grant-request', 'hold', 'hold', 'hold']);
    expect(b.flow().ledger.left(NOON)).toBe(455);
    expect(queueStatus(b.flow())).toMatchObject({ today: 1, leaseLeft: 455, queue: { waiting: 4, calling: 0, exceptions: 0 }, waitReasons: { depends: 2 } });
    expectSoundBooks(b.store());
  });

  test.each([
    ['journal', 'the hold of the second job', "NEW.body LIKE '%privacy%'"],
    ['holds', 'a hold', 'NEW.amount = 200'],
    ['jobs', 'the last job', "NEW.kind = 'privacy'"],
    ['day_counts', "the day's counter", '1'],
    ['scans', 'the scan itself', '1'],
  ])('that fails in %s (%s) leaves nothing at all', (table, _what, when) => {
    const b = bench();
    b.flow().parcels.put(aParcel());
    b.lend(1_000);
    const before = b.rows();
    const left = b.flow().ledger.left(NOON);
    b.store().db.exec(`CREATE TRIGGER broken BEFORE INSERT ON ${table} WHEN ${when} BEGIN SELECT RAISE (ABORT, 'broken'); END`);
    expect(() => b.scan(NUMBER)).toThrow(StationError);
    expect(b.rows()).toEqual(before);
    expect(b.flow().ledger.left(NOON)).toBe(left);
    // And the same scan is no duplicate afterwards.
    b.store().db.exec('DROP TRIGGER broken');
    expect(b.scan(NUMBER).decision.verdict).toBe('pass');
    expectSoundBooks(b.store());
  });

  test('of a number that has left is a duplicate, with who and when, and makes no work', () => {
    const b = bench();
    b.flow().parcels.put(aParcel());
    b.lend(1_000);
    b.scan(NUMBER);
    const before = b.rows();
    b.time.now += 60_000;
    const { decision, scanId } = b.scan(`${NUMBER}\n`);
    expect(decision).toMatchObject({ verdict: 'duplicate', reason: { kind: 'seen', at: NOON, operator: '李四', station: '03' } });
    expect(b.rows()).toMatchObject({ jobs: before['jobs'], holds: before['holds'], journal: before['journal'], scans: 2 });
    expect(cardOf(b.flow(), scanId)).toMatchObject({ verdict: 'duplicate', jobs: [], cost: 0 });
    expect(queueStatus(b.flow()).today).toBe(1);
  });

  test('of an intercepted parcel makes no work, before its order is known too', () => {
    const b = bench();
    b.lend(1_000);
    b.flow().parcels.putInterception(anInterception({ at: 99 }));
    expect(b.scan(NUMBER).decision).toMatchObject({ verdict: 'intercepted', reason: { why: 'risk', at: 99 } });
    b.flow().parcels.put(aParcel());
    expect(b.scan(NUMBER).decision.verdict).toBe('intercepted');
    expect(b.rows()).toMatchObject({ jobs: 0, holds: 0 });
  });

  test('of a parcel that was intercepted and is let go passes, and is no duplicate', () => {
    const b = bench();
    b.lend(1_000);
    b.flow().parcels.put(aParcel({ hold: true }));
    expect(b.scan(NUMBER).decision.verdict).toBe('intercepted');
    b.flow().parcels.put(aParcel());
    expect(b.scan(NUMBER).decision.verdict).toBe('pass');
    expect(b.scan(NUMBER).decision.verdict).toBe('duplicate');
  });

  test('of any text gets a verdict, and no phone is kept of what was no number', () => {
    const b = bench();
    const texts = ['', PHONE, `tel:${PHONE}`, `MMM={'k1':'755','phone':'${PHONE}'}`, `${'x'.repeat(36)}${PHONE}`, `${'x'.repeat(195)}${PHONE}`, '📦'.repeat(300), '\u0000\u001d', "'; DROP TABLE scans; --", 'x'.repeat(20_000)];
    for (const text of texts) {
      const { decision, scanId } = b.scan(text);
      expect(decision.verdict).toBe('invalid');
      const scan = b.flow().scans.find(scanId);
      expect([...(scan?.number ?? '')].length).toBeLessThanOrEqual(40);
      expect([...(scan?.text ?? '')].length).toBeLessThanOrEqual(200);
    }
    const kept = JSON.stringify(b.store().sql('SELECT text, number FROM scans').all());
    expect(kept).not.toMatch(/1381234/);
    expect(kept).not.toMatch(/\\u00/);
    expect(b.rows()['scans']).toBe(texts.length);
  });

  test("never has the recipient's phone in a job, a card or the journal", () => {
    const b = bench();
    b.flow().parcels.put(aForwardedParcel({ privacy: true }));
    b.lend(1_000);
    const { scanId } = b.scan(NUMBER);
    b.run(works);
    const told = [cardOf(b.flow(), scanId), b.journal(), ...['jobs', 'attempts', 'scans'].map((table) => b.store().sql(`SELECT * FROM ${table}`).all())];
    expect(JSON.stringify(told)).not.toContain(PHONE);
    expect(cardOf(b.flow(), scanId)?.parcel?.phone).toBe('138****5678');
  });
});

describe('without enough money', () => {
  test('a scan is taken, says what is missing, holds nothing, and runs when a lease arrives', () => {
    const b = bench();
    b.flow().parcels.put(aParcel());
    b.lend(250);
    const { scanId, decision } = b.scan(NUMBER);
    expect(decision).toMatchObject({ verdict: 'no-funds', reason: { kind: 'funds', needed: 300, left: 250 } });
    expect(b.flow().jobs.ofScan(scanId).map(({ kind, waits }) => [kind, waits])).toEqual([['sync', 'funds'], ['write-back', 'depends'], ['privacy', 'funds']]);
    expect(b.rows()['holds']).toBe(0);
    expect(b.turn(works)).toEqual([]);
    expect(b.journal().filter(({ kind }) => kind === 'wait-funds')).toHaveLength(2);
    // Looking again in vain is no news, however often.
    for (let n = 0; n < 5; n += 1) b.goOn('funds');
    expect(b.journal().filter(({ kind }) => kind === 'wait-funds')).toHaveLength(2);

    b.lend(300);
    b.run(works);
    expect(b.flow().jobs.ofScan(scanId).map(({ state }) => state)).toEqual(['done', 'done', 'done']);
    expect(cardOf(b.flow(), scanId)).toMatchObject({ verdict: 'no-funds', charged: 300, cost: 300 });
    expectSoundBooks(b.store());
  });
  test('it has left all the same: the next scan is a duplicate', () => {
    const b = bench();
    b.flow().parcels.put(aParcel());
    b.scan(NUMBER);
    expect(b.scan(NUMBER).decision.verdict).toBe('duplicate');
    expect(queueStatus(b.flow()).today).toBe(1);
  });
  test('a lease that pays only for a part lets that part go', () => {
    const b = bench();
    b.flow().parcels.put(aParcel());
    const { scanId } = b.scan(NUMBER);
    b.lend(150);
    expect(b.turn(works).map(({ job }) => job.kind)).toEqual(['sync']);
    expect(b.job('privacy', scanId).waits).toBe('funds');
    expectSoundBooks(b.store());
  });
  test('an unpaid job follows the price list; once paid, its price stays', () => {
    const b = bench();
    b.flow().parcels.put(aParcel());
    const { scanId } = b.scan(NUMBER);
    b.setEntitlements(entitlementsWith({ version: 2, prices: { sync: 150, privacy: 0 } }));
    b.lend(150);
    expect([b.job('sync', scanId).price, b.job('privacy', scanId).price]).toEqual([150, 0]);
    b.setEntitlements(entitlementsWith({ version: 3, prices: { sync: 900, privacy: 900 } }));
    b.run(works);
    expect(cardOf(b.flow(), scanId)?.charged).toBe(150);
    expectSoundBooks(b.store());
  });
});

describe('a service that is off', () => {
  test('lets its jobs wait and everything else go on, and is paid when it is on again', () => {
    const b = bench();
    b.setEntitlements(entitlementsWith({ off: ['privacy'] }));
    b.flow().parcels.put(aParcel());
    b.lend(1_000);
    const { scanId } = b.scan(NUMBER);
    b.run(works);
    expect(b.flow().jobs.ofScan(scanId).map(({ kind, state, waits }) => [kind, state, waits])).toEqual([['sync', 'done', null], ['write-back', 'done', null], ['privacy', 'waiting', 'service-off']]);
    expect(b.flow().ledger.totals().held).toBe(0);
    b.setEntitlements(entitlementsWith({ version: 2 }));
    b.goOn('service-off');
    b.run(works);
    expect(b.job('privacy', scanId)).toMatchObject({ state: 'done', charged: 200 });
    expectSoundBooks(b.store());
  });
  test('after the scan is not called any more, whatever the job waited for', () => {
    const b = bench();
    b.flow().parcels.put(aParcel());
    b.lend(1_000);
    const { scanId } = b.scan(NUMBER);
    b.turn(() => ({ kind: 'later', why: 'limited', after: 1_000, about: 'HTTP 429' }));
    b.setEntitlements(entitlementsWith({ version: 2, off: ['sync', 'privacy'] }));
    b.time.now += 2_000;
    expect(b.turn(works)).toEqual([]);
    expect(b.flow().jobs.ofScan(scanId).map(({ waits }) => waits)).toEqual(['service-off', 'depends', 'service-off']);
    b.setEntitlements(entitlementsWith({ version: 3 }));
    b.goOn('service-off');
    b.run(works);
    expect(cardOf(b.flow(), scanId)).toMatchObject({ charged: 300 });
    expectSoundBooks(b.store());
  });
  test('is still asked whether it did what was unknown', () => {
    const b = bench();
    b.flow().parcels.put(aParcel({ privacy: false }));
    b.lend(1_000);
    b.scan(NUMBER);
    b.turn(() => ({ kind: 'unknown', about: 'ECONNRESET' }));
    b.setEntitlements(entitlementsWith({ version: 2, off: ['sync'] }));
    b.time.now += 1_000;
    expect(b.turn(works).map(({ purpose }) => purpose)).toEqual(['look-up']);
    expect(b.job('sync')).toMatchObject({ state: 'done', charged: 100 });
  });
});

test('many parcels: each has its own work, none is mixed up with another', () => {
  const b = bench();
  b.lend(100 * 40);
  const scans = Array.from({ length: 40 }, (_, n) => {
    b.flow().parcels.put(aParcel({ number: numberOf(n), courier: 'yto', privacy: false, orderNumber: `order-${n}` }));
    return b.scan(numberOf(n)).scanId;
  });
  b.run(({ job }) => ({ kind: 'done', result: { kind: 'conversion', number: job.number.replace('YT', 'SF'), courier: 'yto', reference: job.number } }));
  for (const [n, scanId] of scans.entries()) {
    expect(cardOf(b.flow(), scanId)).toMatchObject({ number: numberOf(n), charged: 100, replacement: { number: numberOf(n).replace('YT', 'SF') }, parcel: { orderNumber: `order-${n}` } });
  }
  expect(b.flow().ledger.left(NOON)).toBe(0);
  expectSoundBooks(b.store());
});
