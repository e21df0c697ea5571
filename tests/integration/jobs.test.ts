import { describe, expect, test } from 'vitest';
import { exceptionRows } from '../../src-main/flow/screen/exceptions.ts';
import { cardOf } from '../../src-main/flow/screen/cards.ts';
import { AT_ONCE, claimReady, recoverClaims } from '../../src-main/flow/queue/claim.ts';
import { allUnknown } from '../../src-main/flow/queue/transitions.ts';
import { codeOf } from '../support/code-of.ts';
import { aForwardedParcel, aParcel, numberOf } from '../support/samples.ts';
import { OUTCOMES, bench, expectSoundBooks, held, works } from '../support/station.ts';
import { NUMBER, refused, scanned, states, act } from '../support/forwarded-parcel.ts';

describe('order', () => {
  test('the conversion comes first, then its write-back and the message, each once', () => {
    const b = scanned();
    const order = b.run(works).map(({ job, purpose }) => `${purpose} ${job.kind}`);
    expect(order).toEqual(['call trace', 'call write-back', 'call forwarding-sms']);
    expect(cardOf(b.flow(), 1)).toMatchObject({ charged: 345, cost: 345, took: 0 });
    expect(held(b)).toBe(0);
    expectSoundBooks(b.store());
  });
  test('nothing goes ahead while the conversion is not known to be done', () => {
    const b = scanned();
    for (const outcome of [OUTCOMES.offline, OUTCOMES.unknown, OUTCOMES.unknown]) {
      b.time.now += 600_000;
      expect(b.turn(() => outcome).map(({ job }) => job.kind)).toEqual(['trace']);
    }
    expect(states(b)).toEqual(['trace unknown', 'write-back waiting', 'forwarding-sms waiting']);
  });
});

describe('a packer who waits', () => {
  /** Parcels with a privacy number each, scanned one after the other. */
  function many(count: number, lent = 1_000_000) {
    const b = bench();
    const scanOne = (at: number): number => {
      b.flow().parcels.put(aParcel({ number: numberOf(at), privacy: true, target: null }));
      return b.scan(numberOf(at)).scanId;
    };
    if (lent > 0) b.lend(lent);
    for (let at = 1; at <= count; at += 1) scanOne(at);
    return { ...b, scanOne };
  }
  test('is served before what was put off, though that has been ready longer', () => {
    const b = many(20);
    b.turn(() => OUTCOMES.offline);
    b.time.now += 600_000;
    const fresh = b.scanOne(50);
    const claimed = b.claims().map(({ job }) => [job.scan_id, job.lane]);
    expect(claimed[0]).toEqual([fresh, 0]);
    expect(claimed).toHaveLength(21);
    expect(claimed.slice(1).every(([, lane]) => lane === 1)).toBe(true);
  });
  test('is served before what waited for money, which goes in the order of its scans', () => {
    const b = many(3, 0);
    b.lend(100_000);
    const fresh = b.scanOne(50);
    expect(b.claims().map(({ job }) => job.scan_id)).toEqual([fresh, 1, 2, 3]);
  });
  test('waits for one portion at most: no claim takes more', () => {
    const b = many(AT_ONCE + 8);
    expect(b.claims()).toHaveLength(AT_ONCE);
    expect(b.claims()).toHaveLength(8);
  });
  test('finds the places of a kind taken by no more than there are', () => {
    const b = many(6);
    const free = { privacy: 2 } as Record<string, number>;
    expect(claimReady(b.store(), b.time.now, (kind) => free[kind] ?? 0, () => 'token', () => true)).toHaveLength(2);
  });
});

describe('later', () => {
  test('waits as long as the provider said, and longer each time where it said nothing', () => {
    const b = scanned();
    b.turn(() => ({ kind: 'later', why: 'limited', after: 7_000, about: 'HTTP 429' }));
    expect(b.job('trace')).toMatchObject({ state: 'waiting', waits: 'limited', ready_at: b.time.now + 7_000 });
    b.time.now += 6_999;
    expect(b.claims()).toEqual([]);
    b.time.now += 1;
    b.turn(() => OUTCOMES.offline);
    expect(b.job('trace')).toMatchObject({ waits: 'offline', ready_at: b.time.now + 4_000 });
    b.time.now += 4_000;
    b.turn(() => OUTCOMES.offline);
    expect(b.job('trace').ready_at).toBe(b.time.now + 8_000);
    expect(held(b)).toBe(345);
  });
  test('however often: nothing is given up because it was tried too often', () => {
    const b = scanned();
    for (let n = 0; n < 40; n += 1) {
      b.time.now += 300_000;
      expect(b.turn(() => OUTCOMES.offline)).toHaveLength(1);
    }
    b.run(works);
    expect(states(b)).toEqual(['trace done', 'write-back done', 'forwarding-sms done']);
    expectSoundBooks(b.store());
  });
});

describe('a new number that is valid later', () => {
  const until = (b: ReturnType<typeof scanned>, ms: number) => {
    b.turn(({ job }) => ({ kind: 'done', result: { kind: 'conversion', number: `N${job.number}`, courier: 'yto', reference: 'ref-1', validFrom: b.time.now + ms } }));
    return b.time.now + ms;
  };
  test('is told nobody before: the write-back and the message wait, and their money is held', () => {
    const b = scanned();
    const from = until(b, 7_200_000);
    for (const kind of ['write-back', 'forwarding-sms'] as const) expect(b.job(kind)).toMatchObject({ state: 'waiting', waits: 'depends', ready_at: from });
    b.time.now = from - 1;
    expect(b.claims()).toEqual([]);
    b.time.now = from;
    b.run(works);
    expect(states(b)).toEqual(['trace done', 'write-back done', 'forwarding-sms done']);
    expectSoundBooks(b.store());
  });
  test('is told nobody before by a clock that was ahead either: what was put off by it comes sooner, and waits again', () => {
    const b = scanned();
    const from = until(b, 7_200_000);
    b.flow().jobs.timeWentBack(86_400_000, b.time.now);
    expect(b.claims()).toEqual([]);
    for (const kind of ['write-back', 'forwarding-sms'] as const) expect(b.job(kind)).toMatchObject({ state: 'waiting', waits: 'depends', ready_at: from });
    b.run(works);
    expect(states(b)).toEqual(['trace done', 'write-back done', 'forwarding-sms done']);
    expect(b.time.now).toBeGreaterThanOrEqual(from);
    expectSoundBooks(b.store());
  });
  test('by a fraction of a ms, kept so by an older version, is valid from the next one on', () => {
    const b = scanned();
    b.turn(({ job }) => ({ kind: 'done', result: { kind: 'conversion', number: `N${job.number}`, courier: 'yto', reference: 'ref-1', validFrom: b.time.now + 7_200_000.25 } }));
    expect(b.job('write-back')).toMatchObject({ state: 'waiting', waits: 'depends', ready_at: b.time.now + 7_200_001 });
    b.run(works);
    expect(states(b)).toEqual(['trace done', 'write-back done', 'forwarding-sms done']);
  });
  test('by less than two clocks may differ is valid now', () => {
    const b = scanned();
    until(b, 30_000);
    expect(b.job('write-back')).toMatchObject({ waits: null, ready_at: b.time.now });
  });
});

describe('refused', () => {
  test.each([
    ['platform', 'provider-refused-platform'],
    ['merchant', 'provider-refused-merchant'],
    ['person', 'provider-refused-parcel'],
  ] as const)('by the fault of %s waits for a person with its money free', (who, code) => {
    const b = scanned();
    b.turn(() => refused(who));
    expect(states(b)).toEqual(['trace parked', 'write-back waiting', 'forwarding-sms waiting']);
    expect(exceptionRows(b.flow())).toEqual([
      expect.objectContaining({ kind: 'trace', number: NUMBER, error: code, about: 'X-1', attempts: 1, held: 0, proposed: 'retry', allowed: ['retry', 'void'], since: b.time.now }),
    ]);
    b.time.now += 86_400_000;
    expect(b.claims()).toEqual([]);
    expectSoundBooks(b.store());
  });
  test('and tried again by a person: paid anew, called anew, everything behind it goes', () => {
    const b = scanned();
    b.turn(() => refused('merchant'));
    expect(act(b, 'trace', 'retry')).toBe(1);
    expect(b.job('trace')).toMatchObject({ state: 'waiting', error: null, about: null, ended_at: null });
    expect(exceptionRows(b.flow())).toEqual([]);
    b.run(works);
    expect(states(b)).toEqual(['trace done', 'write-back done', 'forwarding-sms done']);
    expect(cardOf(b.flow(), 1)).toMatchObject({ charged: 345 });
    expect(b.job('trace')).toMatchObject({ error: null, about: null });
    expectSoundBooks(b.store());
  });
  test('and tried again without money waits for it', () => {
    const b = bench();
    b.flow().parcels.put(aForwardedParcel());
    const lease = b.lend(345, { spendUntil: b.time.now + 1_000 });
    b.scan(NUMBER);
    b.turn(() => refused('person'));
    b.time.now += 2_000;
    act(b, 'trace', 'retry');
    expect(b.job('trace')).toMatchObject({ state: 'waiting', waits: 'funds' });
    expect(b.claims()).toEqual([]);
    b.lend(1_000);
    b.run(works);
    expect(states(b)).toEqual(['trace done', 'write-back done', 'forwarding-sms done']);
    expect(b.store().sql<{ captured: number }>('SELECT captured FROM leases WHERE lease_id = ?').get(lease)?.captured).toBe(45);
    expectSoundBooks(b.store());
  });
  test('and given up: its money and what depends on it are free', () => {
    const b = scanned();
    b.turn(() => refused('person'));
    act(b, 'trace', 'void');
    expect(states(b)).toEqual(['trace void', 'write-back void', 'forwarding-sms void']);
    expect(b.job('forwarding-sms').error).toBe('job-dependency-failed');
    expect([held(b), b.flow().ledger.left(b.time.now)]).toEqual([0, 1_000]);
    expectSoundBooks(b.store());
  });
  test('and given up: what depends on it and was asked about just then is given up when that is over', () => {
    const b = scanned();
    b.turn(() => refused('person'));
    // The database was put back: whatever waits in it may have been called.
    allUnknown(b.store(), ['waiting'], b.time.now);
    act(b, 'trace', 'void');
    for (let asked = 0; asked < 2; asked += 1) {
      b.time.now += 60_000;
      b.turn(({ job }) => (job.kind === 'write-back' ? refused('person') : OUTCOMES.absent));
    }
    expect(states(b)).toEqual(['trace void', 'write-back parked', 'forwarding-sms void']);
    act(b, 'write-back', 'retry');
    expect(states(b)).toEqual(['trace void', 'write-back void', 'forwarding-sms void']);
    expect(b.job('write-back')).toMatchObject({ error: 'job-dependency-failed', about: 'trace' });
    expect([held(b), b.flow().ledger.left(b.time.now)]).toEqual([0, 1_000]);
    expectSoundBooks(b.store());
  });
  test('where nothing helps ends by itself, and what depends on it too', () => {
    const b = scanned();
    b.turn(() => refused('nobody'));
    expect(states(b)).toEqual(['trace refused', 'write-back void', 'forwarding-sms void']);
    expect(exceptionRows(b.flow())).toEqual([]);
    expect(cardOf(b.flow(), 1)?.took).toBe(0);
    expect(b.flow().ledger.left(b.time.now)).toBe(1_000);
    expectSoundBooks(b.store());
  });
});

describe('a claim', () => {
  test('that is not the job\'s any more changes nothing', () => {
    const b = scanned();
    const [stale] = b.claims();
    if (!stale) throw new Error('nothing was claimed');
    recoverClaims(b.store(), b.time.now);
    const [fresh] = b.claims();
    expect(fresh?.purpose).toBe('look-up');
    const before = b.store().sql('SELECT * FROM jobs').all();
    for (const outcome of [works(stale), refused('nobody'), OUTCOMES.absent, OUTCOMES.unknown, OUTCOMES.offline]) expect(b.settle(stale, outcome).size).toBe(0);
    expect(b.store().sql('SELECT * FROM jobs').all()).toEqual(before);
    expect(held(b)).toBe(345);
    expectSoundBooks(b.store());
  });
  test('settled twice charges once', () => {
    const b = scanned();
    const [claim] = b.claims();
    if (!claim) throw new Error('nothing was claimed');
    expect(b.settle(claim, works(claim)).size).toBe(1);
    expect(b.settle(claim, works(claim)).size).toBe(0);
    expect(b.flow().ledger.totals().captured).toBe(300);
    expectSoundBooks(b.store());
  });
  test('is durable before the call: after a crash the attempt is known, is asked about, and is not called a second time', () => {
    const b = scanned();
    expect(b.claims().map(({ purpose }) => purpose)).toEqual(['call']);
    expect(b.claims()).toEqual([]);
    b.crash();
    expect(b.job('trace')).toMatchObject({ state: 'unknown', claim: null, attempts: 1 });
    expect(b.store().sql('SELECT purpose, outcome, about, ended_at FROM attempts').all()).toEqual([{ purpose: 'call', outcome: 'unknown', about: 'stopped', ended_at: b.time.now }]);
    expect(b.turn(works).map(({ purpose }) => purpose)).toEqual(['look-up']);
    expect(b.job('trace').state).toBe('done');
    expectSoundBooks(b.store());
  });
  test('however often the process dies, a provider that did it is called once', () => {
    const b = scanned();
    let calls = 0;
    for (let n = 0; n < 10; n += 1) {
      for (const { purpose } of b.claims()) if (purpose === 'call') calls += 1;
      b.crash();
    }
    expect(calls).toBe(1);
    b.run(works);
    expect(cardOf(b.flow(), 1)?.charged).toBe(345);
    expectSoundBooks(b.store());
  });
  test('is not made where the hold is gone: the job waits for funds', () => {
    const b = scanned();
    const { id, key } = b.job('trace');
    b.store().transaction(() => b.flow().ledger.release({ id, key }, b.time.now));
    expect(b.claims()).toEqual([]);
    expect(b.job('trace')).toMatchObject({ state: 'waiting', waits: 'funds' });
    expect(b.rows()['attempts']).toBe(0);
  });
  test('of a batch that fails to be written leaves no job claimed and no call noted', () => {
    const b = scanned();
    b.store().db.exec("CREATE TRIGGER broken BEFORE INSERT ON attempts BEGIN SELECT RAISE (ABORT, 'broken'); END");
    const before = b.rows();
    expect(codeOf(() => b.claims())).toBe('store-failed');
    expect(b.rows()).toEqual(before);
    expect(b.job('trace').state).toBe('waiting');
  });
  test('whose outcome cannot be written stays claimed with its money, and can be settled when it can', () => {
    const b = scanned();
    const [claim] = b.claims();
    if (!claim) throw new Error('nothing was claimed');
    b.store().db.exec("CREATE TRIGGER broken BEFORE INSERT ON journal BEGIN SELECT RAISE (ABORT, 'broken'); END");
    expect(codeOf(() => b.settle(claim, works(claim)))).toBe('store-failed');
    expect(b.job('trace')).toMatchObject({ state: 'calling', charged: 0 });
    b.store().db.exec('DROP TRIGGER broken');
    b.settle(claim, works(claim));
    expect(b.job('trace')).toMatchObject({ state: 'done', charged: 300 });
    expectSoundBooks(b.store());
  });
});

describe('a person', () => {
  test.each(['', '0', '-1', '1.5', '1 OR 1=1', '999', '\u0661'])('can not act on job %j', (jobId) => {
    const b = scanned();
    b.turn(() => refused('person'));
    expect(codeOf(() => b.decide(jobId, 'void'))).toBe('job-gone');
    expect(b.job('trace').state).toBe('parked');
  });
  test('can not act on what is not parked, nor charge what was refused', () => {
    const b = scanned();
    expect(codeOf(() => act(b, 'trace', 'void'))).toBe('job-gone');
    b.turn(() => refused('person'));
    expect(codeOf(() => act(b, 'trace', 'done'))).toBe('job-gone');
    act(b, 'trace', 'retry');
    expect(codeOf(() => act(b, 'trace', 'retry'))).toBe('job-gone');
    expectSoundBooks(b.store());
  });
});
