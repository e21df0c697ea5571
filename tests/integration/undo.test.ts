import { describe, expect, test } from 'vitest';
import { cardOf } from '../../src-main/flow/screen/cards.ts';
import { queueStatus } from '../../src-main/flow/screen/status.ts';
import { todaySends } from '../../src-main/flow/screen/today.ts';
import { undoLast } from '../../src-main/flow/undo.ts';
import type { Claim } from '../../src-main/flow/queue/claim.ts';
import type { Outcome } from '../../src-main/flow/queue/task.ts';
import { oneScan } from '../../src-main/flow/one-scan.ts';
import { UNDO_WITHIN } from '../../src-shared/domain/undo.ts';
import { atOnce } from '../support/at-once.ts';
import { AUTHORISED, aForwardedParcel, aParcel } from '../support/samples.ts';
import { NOON, OUTCOMES, bench, expectSoundBooks, works } from '../support/station.ts';

const NUMBER = aParcel().number;
const DESK = { accountId: 'acct', operator: { id: 'op-1', name: '李四' }, station: '03' };
const DAY = 86_400_000;
type B = ReturnType<typeof bench>;
const undo = (b: B) => undoLast(b.flow(), DESK);
const began = (parcel = aForwardedParcel({ privacy: true })): B => {
  const b = bench();
  b.flow().parcels.put(parcel);
  b.lend(10_000);
  return b;
};

describe('the last scan, undone before anything was sent', () => {
  test('gives its work up, frees its money, counts no more, and says so', () => {
    const b = began();
    const { scanId } = b.scan(NUMBER);
    expect(undo(b)).toMatchObject({ kind: 'undone', scan: { id: scanId }, taken: ['trace', 'write-back', 'privacy', 'forwarding-sms'], kept: [] });
    expect(b.flow().ledger.totals()).toMatchObject({ held: 0, captured: 0 });
    expect(b.flow().ledger.left(NOON)).toBe(10_000);
    expect(b.journal().map(({ kind }) => kind)).toEqual(['grant-request', 'hold', 'hold', 'hold', 'void', 'void', 'void']);
    expect(queueStatus(b.flow())).toMatchObject({ today: 0, queue: { waiting: 0, calling: 0 } });
    expect(atOnce(todaySends(b.flow(), NOON)).scans).toMatchObject({ pass: 0 });
    expect(cardOf(b.flow(), scanId)).toMatchObject({ verdict: 'pass', undone: { at: NOON, by: '李四', kept: [] }, charged: 0 });
    expect(b.run(works)).toEqual([]);
    b.crash();
    expect(cardOf(b.flow(), scanId)?.undone).toMatchObject({ by: '李四' });
    expectSoundBooks(b.store());
  });
  test('lets the parcel pass again, as if for the first time', () => {
    const b = began();
    const first = b.scan(NUMBER).scanId;
    undo(b);
    b.time.now += 1_000;
    const { scanId, decision } = b.scan(NUMBER);
    expect(decision).toMatchObject({ verdict: 'pass', cost: 545 });
    b.run(works);
    expect(cardOf(b.flow(), scanId)).toMatchObject({ charged: 545, undone: null });
    expect(b.flow().jobs.ofScan(scanId).map(({ state }) => state)).toEqual(['done', 'done', 'done', 'done']);
    expect(b.flow().jobs.ofScan(first)).toEqual([]);
    expect(b.rows()).toMatchObject({ jobs: 4 });
    expect(b.scan(NUMBER).decision.reason).toMatchObject({ kind: 'seen', at: NOON + 1_000 });
    expectSoundBooks(b.store());
  });
  test('of a duplicate takes the duplicate only: the parcel has left all the same', () => {
    const b = began();
    b.scan(NUMBER);
    b.scan(NUMBER);
    expect(undo(b)).toMatchObject({ kind: 'undone', scan: { verdict: 'duplicate' }, taken: [] });
    expect(b.flow().ledger.totals().held).toBe(545);
    expect(b.scan(NUMBER).decision.verdict).toBe('duplicate');
    expect(queueStatus(b.flow()).today).toBe(1);
  });
  test('that waited for money leaves nothing that waits for it', () => {
    const b = bench();
    b.flow().parcels.put(aParcel());
    expect(b.scan(NUMBER).decision.verdict).toBe('no-funds');
    undo(b);
    b.lend(10_000);
    expect(b.run(works)).toEqual([]);
    expect(b.flow().ledger.totals()).toMatchObject({ held: 0, captured: 0 });
    expectSoundBooks(b.store());
  });
  test('of an order of several pieces takes back one piece', () => {
    const b = began(aParcel({ pieces: { count: 2, numbers: ['SF2000000000001'] } }));
    b.scan(NUMBER);
    b.scan('SF2000000000001');
    undo(b);
    expect(b.scan('SF2000000000001').decision.reason).toEqual({ kind: 'piece' });
    expect(b.scan(NUMBER).decision.verdict).toBe('duplicate');
    expect(b.rows()).toMatchObject({ jobs: 3 });
  });
});

describe('what was sent', () => {
  test('stays, is named, and what follows it is given up', () => {
    const b = began();
    const { scanId } = b.scan(NUMBER);
    b.turn(works);
    expect(undo(b)).toMatchObject({ kind: 'undone', taken: ['write-back', 'forwarding-sms'], kept: [{ kind: 'trace', state: 'done' }, { kind: 'privacy', state: 'done' }] });
    expect(cardOf(b.flow(), scanId)).toMatchObject({ undone: { kept: [{ kind: 'trace' }, { kind: 'privacy' }] }, charged: 500, replacement: { number: `N${NUMBER}` } });
    // Scanned again: only what is left is done, and nothing twice.
    expect(b.scan(NUMBER).decision.work.map(({ kind }) => kind)).toEqual(['write-back', 'forwarding-sms']);
    expect(b.run(works).map(({ job }) => job.kind)).toEqual(['write-back', 'forwarding-sms']);
    expect(b.flow().ledger.totals()).toMatchObject({ held: 0, captured: 545 });
    expectSoundBooks(b.store());
  });
  test('or is under way, is not begun again where it came to nothing', () => {
    const b = began(aParcel({ privacy: false }));
    b.scan(NUMBER);
    const [claim] = b.claims();
    expect(undo(b)).toMatchObject({ taken: ['write-back'], kept: [{ kind: 'sync', state: 'calling' }] });
    b.settle(claim as Claim, { kind: 'later', why: 'limited', after: 1_000, about: 'HTTP 429' });
    expect(b.run(works)).toEqual([]);
    expect(b.job('sync').state).toBe('void');
    expect(b.flow().ledger.totals()).toMatchObject({ held: 0, captured: 0 });
    expect(b.scan(NUMBER).decision).toMatchObject({ verdict: 'pass', cost: 100 });
    b.run(works);
    expect(b.flow().ledger.totals()).toMatchObject({ held: 0, captured: 100 });
    expectSoundBooks(b.store());
  });
  test('or may have been, is not given up for a provider that knows of it late: its key gets the first result, and it is charged', () => {
    const b = began(aParcel({ privacy: false }));
    b.scan(NUMBER);
    b.turn(() => OUTCOMES.unknown);
    for (let looked = 0; b.job('sync').state === 'unknown'; looked += 1) {
      if (looked > 5) throw new Error('still unknown');
      b.time.now += 5_000;
      b.turn(() => OUTCOMES.absent);
    }
    expect(b.job('sync').state).toBe('waiting');
    expect(undo(b)).toMatchObject({ taken: ['write-back'], kept: [{ kind: 'sync', state: 'waiting' }] });
    expect(b.run(works).map(({ job }) => job.kind)).toEqual(['sync']);
    expect(b.flow().ledger.totals()).toMatchObject({ held: 0, captured: 100 });
    expectSoundBooks(b.store());
  });
  test('a job that waits for a store\'s authorisation has not been sent', () => {
    const b = began(aParcel({ privacy: false }));
    b.flow().stores.replace('2', [{ ...AUTHORISED, authorised: null }]);
    b.scan(NUMBER);
    b.run(works);
    expect(b.job('sync').state).toBe('parked');
    expect(undo(b)).toMatchObject({ taken: ['sync', 'write-back'], kept: [] });
    b.flow().stores.replace('3', [AUTHORISED]);
    expect(b.scan(NUMBER).decision.verdict).toBe('pass');
    b.run(works);
    expect(b.flow().ledger.totals()).toMatchObject({ held: 0, captured: 100 });
  });
  test('a conversion that its provider refused has not happened: the next scan asks for it again', () => {
    const b = began(aParcel({ privacy: false }));
    b.scan(NUMBER);
    const [claim] = b.claims();
    if (!claim) throw new Error('nothing was claimed');
    expect(undo(b)).toMatchObject({ taken: ['write-back'], kept: [{ kind: 'sync', state: 'calling' }] });
    b.settle(claim, { kind: 'refused', act: 'platform', about: 'BAD_APP' });
    b.decide(claim.job.id, 'void');
    b.scan(NUMBER);
    b.run(works);
    expect([b.job('sync', 2).state, b.job('write-back', 2).state]).toEqual(['done', 'done']);
    expect(b.flow().ledger.totals()).toMatchObject({ held: 0, captured: 100 });
  });
  test('what depends on a conversion that a person gave up in doubt is given up with it, whenever it is scanned', () => {
    const b = began(aParcel({ privacy: false }));
    b.scan(NUMBER);
    const [claim] = b.claims();
    if (!claim) throw new Error('nothing was claimed');
    undo(b);
    b.settle(claim, OUTCOMES.unknown);
    b.run(() => OUTCOMES.unknown);
    expect(b.job('sync').state).toBe('parked');
    b.decide(claim.job.id, 'void');
    b.scan(NUMBER);
    expect(b.job('write-back', 2)).toMatchObject({ state: 'void', error: 'job-dependency-failed' });
    expectSoundBooks(b.store());
  });
  test('a privacy number that is to be ended, for its parcel was intercepted, is ended all the same', () => {
    const b = began(aParcel({ target: null }));
    b.scan(NUMBER);
    b.turn(works);
    b.store().sql("INSERT INTO providers (service, kind, name, endpoint, settings) VALUES ('privacy', 'x', 'x', 'x', '{}')").run();
    b.flow().bindings.bound(b.job('privacy'), 1, 'pair', { kind: 'binding', number: '17000000001', until: NOON + 30 * DAY, reference: 'sub-1' }, false, NOON);
    b.flow().bindings.release(NUMBER, NOON);
    expect(b.job('unbind').state).toBe('waiting');
    expect(undo(b)).toMatchObject({ taken: [], kept: [{ kind: 'privacy', state: 'done' }] });
    expect(b.run(works).map(({ job }) => job.kind)).toEqual(['unbind']);
    expectSoundBooks(b.store());
  });
});

describe('a conversion that a person gives up', () => {
  /** Called with these outcomes, one after the other and so far apart, until a person has it; given up, and scanned again after a while. Returns whether it is asked for again. */
  function givenUp(outcomes: readonly Outcome[], apart: number, after: number, restored = false) {
    const b = began(aParcel({ privacy: false }));
    oneScan(b.flow(), DESK, NUMBER, { target: null });
    if (restored) b.newEpoch(2);
    for (const outcome of outcomes) {
      b.turn(() => outcome);
      b.time.now += apart;
    }
    expect(b.job('sync').state).toBe('parked');
    b.decide(b.job('sync').id, 'void');
    b.time.now += after;
    b.lend(10_000);
    const asked = b.scan(NUMBER).decision.work.some(({ kind }) => kind === 'sync');
    expect(b.claims().some(({ job }) => job.kind === 'sync')).toBe(asked);
    expectSoundBooks(b.store());
    return asked;
  }
  const REFUSED: Outcome = { kind: 'refused', act: 'merchant', about: 'no' };

  test('because nobody could find it a day later is never called again: its provider has forgotten its key', () => {
    expect(givenUp([OUTCOMES.unknown, OUTCOMES.absent, OUTCOMES.absent], DAY / 2 + 1, 60_000)).toBe(false);
  });
  test('which a lost copy of the database may have called isn\'t either', () => {
    expect(givenUp([OUTCOMES.absent, OUTCOMES.absent], DAY + 1, 60_000, true)).toBe(false);
  });
  test('that its provider does not know, and then refuses, is asked for again by the next scan while the provider would know its key', () => {
    const course = [OUTCOMES.unknown, OUTCOMES.absent, OUTCOMES.absent, REFUSED];
    expect(givenUp(course, 10_000, 60_000)).toBe(true);
    expect(givenUp(course, 10_000, DAY)).toBe(false);
  });
  test('that was refused is asked for again whenever it is scanned', () => {
    expect(givenUp([OUTCOMES.offline, REFUSED], 5_000, 2 * DAY)).toBe(true);
  });
});

/** What each call of a kind may come to, in turn; then it works. */
const COURSES: readonly (readonly Outcome[])[] = [
  [], [OUTCOMES.offline], [OUTCOMES.unknown], [OUTCOMES.unknown, OUTCOMES.absent, OUTCOMES.absent], [OUTCOMES.unknown, OUTCOMES.unknown, OUTCOMES.absent, OUTCOMES.absent],
  [{ kind: 'refused', act: 'merchant', about: 'no' }],
];

describe('undone at any moment and scanned again, nothing is charged or done twice', () => {
  test.each(COURSES.flatMap((course, c) => [0, 1, 2, 3, 4].flatMap((turns) => [false, true].map((open) => ({ c, turns, open, course })))))('course $c, after $turns turns, a call under way: $open', ({ course, turns, open }) => {
    const b = began();
    const asked = new Map<string, number>();
    const effects = new Map<string, number>();
    const outcome = (claim: Claim): Outcome => {
      const { key } = claim.job;
      const n = asked.get(key) ?? 0;
      asked.set(key, n + 1);
      const planned = course[n];
      if (planned) return planned;
      // Found by asking, or done now: one effect either way, for the key is one.
      effects.set(key, 1);
      return works(claim);
    };
    const step = (): void => {
      const next = b.store().sql<{ at: number | null }>("SELECT min(ready_at) AS at FROM jobs WHERE state IN ('waiting', 'unknown') AND ready_at IS NOT NULL").get()?.at ?? b.time.now;
      b.time.now = Math.max(b.time.now, next);
      b.turn(outcome);
    };
    b.scan(NUMBER);
    for (let turn = 0; turn < turns && b.time.now - NOON < UNDO_WITHIN; turn += 1) step();
    const flying = open ? b.claims() : [];
    expect(undo(b).kind).toBe('undone');
    for (const claim of flying) b.settle(claim, outcome(claim));
    b.scan(NUMBER);
    expectSoundBooks(b.store());
    b.run(outcome);
    expectSoundBooks(b.store());
    const captures = b.journal().filter(({ kind }) => kind === 'capture').map((entry) => ('key' in entry ? entry.key : ''));
    expect(new Set(captures).size).toBe(captures.length);
    const left = b.store().sql<{ state: string; price: number; after: string | null }>("SELECT state, price, (SELECT state FROM jobs e WHERE e.id = j.depends_on) AS after FROM jobs j WHERE state <> 'done'").all();
    // The second scan gets the whole parcel done, once, but for what was refused after it: a person is asked, and what needs that waits.
    expect(left.filter(({ state, after }) => state !== 'parked' && after !== 'parked')).toEqual([]);
    expect(b.flow().ledger.totals().captured).toBe(545 - left.reduce((sum, { price }) => sum + price, 0));
  });
});

describe('undo goes no further back than the last scan', () => {
  test('a second one changes nothing and says so', () => {
    const b = began();
    b.scan(NUMBER);
    b.flow().parcels.put(aParcel({ number: 'SF1234567890999' }));
    b.scan('SF1234567890999');
    undo(b);
    const rows = b.rows();
    expect(undo(b)).toMatchObject({ kind: 'refused', why: 'already', scan: { number: 'SF1234567890999' } });
    expect(b.rows()).toEqual(rows);
    expect(b.scan(NUMBER).decision.verdict).toBe('duplicate');
  });
  test('nothing was scanned', () => {
    expect(undo(bench())).toEqual({ kind: 'refused', why: 'nothing', scan: null });
  });
  test('ten minutes later it is on its way', () => {
    const b = began();
    b.scan(NUMBER);
    b.time.now += UNDO_WITHIN;
    const other = b.time.now + 1;
    b.time.now = other;
    expect(undo(b)).toMatchObject({ kind: 'refused', why: 'too-old' });
  });
  test("another operator's scan is not undone", () => {
    const b = began();
    oneScan(b.flow(), { ...DESK, operator: { id: 'op-2', name: '王五' } }, NUMBER);
    expect(undo(b)).toMatchObject({ kind: 'refused', why: 'another-operator' });
    expect(b.flow().ledger.totals().held).toBe(545);
  });
});
