import { describe, expect, test } from 'vitest';
import { enterArrival } from '../../src-main/flow/arrivals.ts';
import { keptPhone } from '../../src-main/flow/phone-of.ts';
import { erasePhones } from '../../src-main/flow/retention.ts';
import { undoLast } from '../../src-main/flow/undo.ts';
import { bytesUnder } from '../support/phone-traces.ts';
import { DESK } from '../support/pickup-message.ts';
import { PHONE, aForwardedParcel, aParcel, entitlementsWith, numberOf } from '../support/samples.ts';
import { NOON, OUTCOMES, bench, expectSoundBooks, works } from '../support/station.ts';

const DAY = 86_400_000;

describe('the end of a retention', () => {
  const scanned = () => {
    const b = bench();
    b.lend(10_000);
    b.flow().parcels.put(aParcel());
    b.scan(aParcel().number);
    return b;
  };
  const state = (b: ReturnType<typeof bench>) => b.flow().phones.open(aParcel().number).kind;

  test('comes 30 days after the scan, once all work has ended', () => {
    const b = scanned();
    b.run(works);
    b.time.now = NOON + 30 * DAY - 1;
    expect(erasePhones(b.flow(), 100)).toEqual({ looked: 0, erased: 0, stopped: [] });
    b.time.now = NOON + 31 * DAY;
    expect(erasePhones(b.flow(), 100)).toEqual({ looked: 1, erased: 1, stopped: [] });
    expect(state(b)).toBe('erased');
    expect(b.flow().parcels.find(aParcel().number)?.recipient).toEqual({ name: '张**', mask: '138****5678', region: '' });
  });
  test('counts from the scan, not from the order', () => {
    const b = bench();
    b.lend(10_000);
    b.flow().parcels.put(aParcel());
    b.time.now = NOON + 29 * DAY;
    b.lend(10_000);
    b.scan(aParcel().number);
    b.run(works);
    b.time.now = NOON + 31 * DAY;
    expect(erasePhones(b.flow(), 100)).toEqual({ looked: 1, erased: 0, stopped: [] });
    b.time.now = NOON + 60 * DAY;
    expect(erasePhones(b.flow(), 100).erased).toBe(1);
  });
  test('comes no later for a clock that was ahead when its order came, its scan was made or its code was entered', () => {
    const b = bench();
    b.time.now = NOON + 365 * DAY;
    b.lend(10_000, { spendUntil: NOON + 400 * DAY });
    b.flow().parcels.put(aParcel());
    b.scan(aParcel().number);
    b.run(works);
    enterArrival(b.flow(), DESK, { code: '1-2-3', place: '东门驿站', phone: PHONE, template: 'pickup-code', number: null });
    b.flow().parcels.put(aParcel({ number: numberOf(7) }));
    b.flow().phones.lastMessageDone(numberOf(7), b.time.now);
    b.time.now = NOON;
    // What a message was sent for.
    expect(erasePhones(b.flow(), 100).erased).toBe(1);
    b.time.now = NOON + 30 * DAY - 1;
    expect(erasePhones(b.flow(), 100).erased).toBe(0);
    b.time.now = NOON + 31 * DAY;
    expect(erasePhones(b.flow(), 100).erased).toBe(2);
    expect(b.store().sql('SELECT 1 FROM parcels WHERE phone_sealed IS NOT NULL UNION ALL SELECT 1 FROM arrivals WHERE phone_sealed IS NOT NULL').all()).toEqual([]);
  });
  test('is the account API\'s to say', () => {
    const b = scanned();
    b.run(works);
    b.setEntitlements({ ...entitlementsWith(), phoneRetentionDays: 3 });
    b.time.now = NOON + 3 * DAY + 60_000;
    expect(erasePhones(b.flow(), 100).erased).toBe(1);
  });
  test('comes for work that waits for a person', () => {
    const b = scanned();
    b.run(({ job }) => (job.kind === 'privacy' ? { kind: 'refused', act: 'person', about: 'x' } : { kind: 'refused', act: 'nobody', about: 'x' }));
    b.time.now = NOON + 31 * DAY;
    expect(erasePhones(b.flow(), 100)).toMatchObject({ erased: 1, stopped: [] });
    expect(b.job('privacy').state).toBe('parked');
  });
  describe('comes for what waits', () => {
    const later = (b: ReturnType<typeof bench>) => {
      b.time.now = NOON + 31 * DAY;
      return erasePhones(b.flow(), 100);
    };
    const jobs = (b: ReturnType<typeof bench>) => b.flow().jobs.ofScan(1).map((job) => `${job.kind} ${job.state} ${job.error ?? ''} ${job.charged}`);

    test.each([
      ['money', () => {
        const b = bench();
        b.flow().parcels.put(aParcel());
        b.scan(aParcel().number);
        return b;
      }],
      ['a service', () => {
        const b = scanned();
        b.setEntitlements(entitlementsWith({ off: ['privacy'] }));
        b.turn((claim) => (claim.job.kind === 'privacy' ? OUTCOMES.offline : works(claim)));
        return b;
      }],
      ['a network', () => {
        const b = scanned();
        b.turn((claim) => (claim.job.kind === 'privacy' ? OUTCOMES.offline : works(claim)));
        return b;
      }],
    ] as const)('for %s: it is given up with its reason, and nothing is called or charged for it', (_, wait) => {
      const b = wait();
      expect(b.job('privacy').state).toBe('waiting');
      expect(later(b)).toEqual({ looked: 1, erased: 1, stopped: [1] });
      expect(state(b)).toBe('erased');
      b.setEntitlements(entitlementsWith());
      b.lend(10_000);
      b.goOn('service-off');
      expect(b.run(works).map(({ job }) => job.kind)).not.toContain('privacy');
      // Its conversion needs no phone.
      expect(jobs(b)).toEqual(['sync done  100', 'write-back done  0', 'privacy void job-phone-erased 0']);
      expect(b.flow().ledger.totals()).toMatchObject({ held: 0, captured: 100 });
      expectSoundBooks(b.store());
    });
    test('of a message', () => {
      const b = bench();
      b.flow().parcels.put(aForwardedParcel());
      b.scan(aParcel().number);
      expect(later(b).erased).toBe(1);
      b.lend(10_000);
      b.run(works);
      expect(jobs(b)).toEqual(['trace done  300', 'write-back done  0', 'forwarding-sms void job-phone-erased 0']);
      expectSoundBooks(b.store());
    });
    test('also where the parcel was signed for, but not before', () => {
      const b = bench();
      b.flow().parcels.put(aParcel());
      b.scan(aParcel().number);
      b.flow().phones.lastMessageDone(aParcel().number, NOON);
      b.time.now = NOON + 29 * DAY;
      expect(erasePhones(b.flow(), 100)).toEqual({ looked: 1, erased: 0, stopped: [] });
      expect(later(b)).toEqual({ looked: 1, erased: 1, stopped: [1] });
    });
    test('what may have happened goes to a person', () => {
      const b = scanned();
      b.turn((claim) => (claim.job.kind === 'privacy' ? OUTCOMES.unknown : works(claim)));
      b.setEntitlements(entitlementsWith({ off: ['privacy'] }));
      b.run((claim) => (claim.purpose === 'look-up' ? OUTCOMES.absent : works(claim)));
      expect(b.job('privacy')).toMatchObject({ state: 'waiting', waits: 'service-off' });
      expect(later(b).erased).toBe(1);
      expect(b.job('privacy')).toMatchObject({ state: 'parked', error: 'provider-outcome-unknown' });
      expectSoundBooks(b.store());
    });
    test('a call is not cut off in the middle', () => {
      const b = scanned();
      const claims = b.claims();
      expect(later(b)).toEqual({ looked: 1, erased: 0, stopped: [] });
      for (const claim of claims) b.settle(claim, works(claim));
      b.time.now += DAY;
      expect(erasePhones(b.flow(), 100).erased).toBe(1);
    });
    test('a privacy number is ended first; where nobody can for a day it is ended without the phone', async () => {
      const b = scanned();
      b.run(works);
      const { id } = b.job('privacy');
      b.store().sql("INSERT INTO providers (service, kind, name, endpoint, settings) VALUES ('privacy', 'x', 'x', 'x', '{}')").run();
      b.flow().bindings.bound(b.job('privacy'), 1, 'pair', { kind: 'binding', number: '17000000001', until: NOON + 60 * DAY, reference: 'sub-1' }, false, b.time.now);
      expect(later(b)).toMatchObject({ erased: 0 });
      const unbind = b.flow().jobs.ofScan(1).find(({ kind }) => kind === 'unbind');
      expect(unbind).toMatchObject({ depends_on: id, state: 'waiting' });
      b.time.now += DAY - 1;
      expect(erasePhones(b.flow(), 100)).toMatchObject({ looked: 1, erased: 0 });
      b.time.now += 600_000;
      expect(erasePhones(b.flow(), 100)).toMatchObject({ looked: 1, erased: 1 });
      expect(keptPhone(b.flow(), unbind as never)).toEqual({ phone: '' });
      expect(b.run(works).map(({ job }) => job.kind)).toEqual(['unbind']);
    });
  });
  test('comes at once where the last message was sent or the parcel signed for', () => {
    const b = scanned();
    b.flow().phones.lastMessageDone(aParcel().number, b.time.now);
    expect(erasePhones(b.flow(), 100).erased).toBe(0);
    b.run(works);
    b.time.now += 3_600_000;
    expect(erasePhones(b.flow(), 100).erased).toBe(1);
  });
  describe('where a pickup code was sent under its number', () => {
    const entered = (b: ReturnType<typeof bench>, phone: string) => {
      enterArrival(b.flow(), DESK, { code: '1-2-3', place: '东门驿站', phone, template: 'pickup-code', number: aParcel().number });
      b.run(works);
      b.time.now += 3_600_000;
      return erasePhones(b.flow(), 100).erased;
    };
    test('comes at once, whatever way the phone was written', () => {
      const b = scanned();
      b.run(works);
      expect(entered(b, `+86 ${PHONE}`)).toBe(1);
    });
    test('of a parcel that has not left, does not: what it needs its phone for is done when it leaves', () => {
      const b = bench();
      b.lend(10_000);
      b.flow().parcels.put(aForwardedParcel({ privacy: true }));
      expect(entered(b, PHONE)).toBe(0);
      const { scanId } = b.scan(aParcel().number);
      b.run(works);
      expect((['privacy', 'forwarding-sms'] as const).map((kind) => b.job(kind, scanId).state)).toEqual(['done', 'done']);
      expect(keptPhone(b.flow(), b.job('privacy', scanId))).toMatchObject({ phone: PHONE });
    });
    test('of one whose scan was undone, or by the phone of somebody else, does not', () => {
      const b = scanned();
      undoLast(b.flow(), DESK);
      expect(entered(b, PHONE)).toBe(0);
      const other = scanned();
      other.run(works);
      expect(entered(other, '19900001234')).toBe(0);
    });
  });
  test('is final: the feed brings nothing of the person back, and a job has no phone to call with', () => {
    const b = scanned();
    b.run(works);
    b.time.now = NOON + 31 * DAY;
    erasePhones(b.flow(), 100);
    b.flow().parcels.put(aParcel({ refund: true }));
    expect(state(b)).toBe('erased');
    expect(b.flow().parcels.find(aParcel().number)).toMatchObject({ refund: true, recipient: { name: '张**', region: '' } });
    expect(b.store().sql('SELECT phone_sealed, phone_slot FROM parcels').get()).toEqual({ phone_sealed: null, phone_slot: null });
  });
  test('destroys every copy of the keys it erases and no other, whatever pages SQLite moved meanwhile', () => {
    const b = bench();
    const parcels = (from: number, to: number) => b.store().transaction(() => {
      for (let n = from; n < to; n += 1) b.flow().parcels.put(aParcel({ number: numberOf(n), courier: 'yto' }));
    });
    const wrapped = () => new Map(b.store().sql<{ number: string; wrapped: Buffer }>('SELECT number, wrapped FROM parcels JOIN phone_keys ON slot = phone_slot').all().map((row) => [row.number, row.wrapped]));
    parcels(0, 1_500);
    const before = wrapped();
    const gone = [...before.keys()].filter((_, at) => at % 7 < 3);
    for (const number of gone) b.flow().phones.erase(number, NOON);
    // Slots are used again, by orders that come later.
    parcels(1_500, 1_800);
    parcels(700, 900);
    b.store().scrub();
    const files = bytesUnder(b.dir);
    const lost = gone.filter((number) => files.some(({ bytes }) => bytes.includes(before.get(number) as Buffer)));
    expect(lost).toEqual([]);
    for (const [number, kept] of wrapped()) expect(files.some(({ bytes }) => bytes.includes(kept)), number).toBe(true);
    expect(b.store().sql<{ n: number }>('SELECT count(*) AS n FROM phone_keys').get()?.n).toBe(1_500);
  });
});
