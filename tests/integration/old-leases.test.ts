import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { loseLeases } from '../../src-main/flow/lost-leases.ts';
import { closeOldLeases, type LentThere } from '../../src-main/flow/old-leases.ts';
import { release } from '../../src-main/flow/steps.ts';
import { MIGRATIONS } from '../../src-main/store/migrations.ts';
import { balance } from '../../src-shared/contract/money.ts';
import { NUMBER, refused, scanned } from '../support/forwarded-parcel.ts';
import { aParcel, numberOf } from '../support/samples.ts';
import { NOON, OUTCOMES, bench, expectSoundBooks, works, type Bench } from '../support/station.ts';

const DAY = 86_400_000;
const closed = (b: Bench, epoch?: number): string[] => b.journal(epoch).flatMap((entry) => (entry.kind === 'close' ? [entry.leaseId] : []));
const states = (b: Bench): unknown[] => b.store().sql('SELECT state, captured, held FROM leases ORDER BY lease_id').all();

describe('what was lent before a new epoch', () => {
  test('pays for what is found of that time, and goes back once, when it has ended', () => {
    const b = scanned();
    b.newEpoch(2);
    closeOldLeases(b.flow(), []);
    b.run(works);
    closeOldLeases(b.flow(), []);
    // A copy of this database that lives on may still spend of it.
    expect(closed(b)).toEqual([]);
    b.time.now = NOON + DAY;
    closeOldLeases(b.flow(), []);
    closeOldLeases(b.flow(), []);
    expect(closed(b)).toHaveLength(1);
    expect(states(b)).toEqual([{ state: 'closed', captured: 345, held: 0 }]);
    expectSoundBooks(b.store());
  });
  test('stays while it is in doubt what happened then that it could pay for', () => {
    const b = bench();
    b.lend(200);
    b.flow().parcels.put(aParcel({ privacy: false }));
    b.scan(NUMBER);
    b.run((claim) => (claim.job.kind === 'sync' ? OUTCOMES.unknown : works(claim)));
    expect(b.job('sync')).toMatchObject({ state: 'parked', error: 'provider-outcome-unknown' });
    b.lend(200);
    const tooLittle = b.lend(99);
    b.newEpoch(2);
    b.time.now += 2 * DAY;
    closeOldLeases(b.flow(), []);
    expect(closed(b)).toEqual([tooLittle]);
    b.decide(b.job('sync').id, 'void');
    closeOldLeases(b.flow(), []);
    expect(closed(b)).toHaveLength(3);
    expectSoundBooks(b.store());
  });
  test('and while a privacy number may have been bound by asking about it, though a call for it was refused after that', () => {
    const b = bench();
    b.lend(200);
    b.flow().parcels.put(aParcel({ target: null }));
    b.scan(NUMBER);
    b.newEpoch(2);
    expect(b.turn(() => OUTCOMES.unknown).map(({ purpose }) => purpose)).toEqual(['look-up']);
    b.lend(200);
    release(b.flow(), b.job('privacy'));
    expect(b.turn(() => refused('person')).map(({ purpose }) => purpose)).toEqual(['call']);
    expect(b.job('privacy')).toMatchObject({ state: 'parked', error: 'provider-refused-parcel' });
    b.time.now += 2 * DAY;
    closeOldLeases(b.flow(), []);
    expect(closed(b)).toEqual([]);
    b.decide(b.job('privacy').id, 'void');
    closeOldLeases(b.flow(), []);
    expect(closed(b)).toHaveLength(1);
    expectSoundBooks(b.store());
  });
  test('waits for no work that came after it, and for none that was refused or that waits for money', () => {
    const b = bench();
    b.lend(100);
    for (const n of [1, 2, 3]) b.flow().parcels.put(aParcel({ number: numberOf(n), courier: 'yto', privacy: false }));
    b.scan(numberOf(1));
    b.turn(() => refused('person'));
    b.scan(numberOf(2));
    b.newEpoch(2);
    b.lend(100);
    b.scan(numberOf(3));
    for (let turns = 0; turns < 2; turns += 1) {
      b.turn(({ job }) => (job.scan_id === 2 ? OUTCOMES.absent : OUTCOMES.unknown));
      b.time.now += 10_000;
    }
    expect([1, 2, 3].map((n) => [b.job('sync', n).state, b.job('sync', n).waits])).toEqual([['parked', null], ['waiting', 'funds'], ['unknown', null]]);
    b.time.now += DAY;
    closeOldLeases(b.flow(), []);
    expect(closed(b)).toHaveLength(1);
    expectSoundBooks(b.store());
  });
  test('goes back too where only the API knows of it: its grant was never heard, or by a past that is lost', () => {
    const b = bench();
    b.store().transaction(() => b.flow().ledger.ask(5_000, b.time.now));
    b.newEpoch(2);
    const there = [{ leaseId: 'never-heard', amount: 5_000, spendUntil: NOON + DAY, state: 'frozen' as const }];
    closeOldLeases(b.flow(), there);
    expect(closed(b)).toEqual([]);
    b.time.now += DAY;
    closeOldLeases(b.flow(), there);
    closeOldLeases(b.flow(), there);
    expect(closed(b)).toEqual(['never-heard']);
    expect(b.flow().ledger.totals()).toEqual({ leases: 1, lent: 0, held: 0, captured: 0, refunded: 0 });
    expectSoundBooks(b.store());
  });
  test.each([
    ['tells one twice: it goes back once', ['old', 5_000]],
    ['tells one of a negative amount: that is left to a person there', ['odd', -1]],
  ])('goes back too where the API %s', (_, odd) => {
    const b = bench({ epoch: 2 });
    b.time.now += DAY;
    const leases = [['old', 5_000], odd, ['other', 0]].map(([leaseId, amount]) => ({ leaseId, amount, stationId: 'st-1', stationName: '工位', captured: 0, state: 'frozen', spendUntil: NOON }));
    closeOldLeases(b.flow(), balance.parse({ balance: 0, escrow: 0, toppedUp: 0, adjusted: 0, captured: 0, refunded: 0, leases }).leases);
    expect(closed(b)).toEqual(['old', 'other']);
    expectSoundBooks(b.store());
  });
  test('stays where only the API knows of it and has it open while one is asked for: it may be that; else it was lent to a lost copy, and goes back', () => {
    const b = bench({ epoch: 2 });
    const there = [{ leaseId: 'unheard', amount: 5_000, spendUntil: NOON + DAY, state: 'open' as const }];
    const grantId = b.store().transaction(() => b.flow().ledger.ask(5_000, b.time.now));
    b.time.now += 2 * DAY;
    closeOldLeases(b.flow(), there);
    expect(closed(b)).toEqual([]);
    b.flow().ledger.notGranted(grantId);
    b.time.now = NOON;
    closeOldLeases(b.flow(), there);
    expect(closed(b)).toEqual([]);
    b.time.now = NOON + DAY;
    closeOldLeases(b.flow(), there);
    closeOldLeases(b.flow(), there);
    expect(closed(b)).toEqual(['unheard']);
    expectSoundBooks(b.store());
  });
  test('stays while it is in doubt whether it has ended', () => {
    const b = scanned();
    b.run(works);
    b.newEpoch(2);
    b.time.now += 3 * DAY;
    const told: { at: number | null } = { at: null };
    const flow = { ...b.flow(), told: () => told.at };
    closeOldLeases(flow, []);
    told.at = NOON + 60_000;
    closeOldLeases(flow, []);
    expect(closed(b)).toEqual([]);
    told.at = b.time.now;
    closeOldLeases(flow, []);
    expect(closed(b)).toHaveLength(1);
  });
  test('a close that the API may not have heard is told again in the next epoch, behind the charges before it', () => {
    const b = scanned();
    b.run(works);
    b.time.now += DAY;
    b.store().transaction(() => b.flow().ledger.closeUsedUp(b.time.now, 45));
    b.newEpoch(2);
    expect(b.journal().map(({ kind }) => kind)).toEqual(['capture', 'capture', 'close']);
    b.flow().ledger.journal.acknowledge(2, 3);
    b.newEpoch(3);
    expect(b.journal()).toEqual([]);
    expectSoundBooks(b.store());
  });
});

describe('a lease that was given up here by the word of an API that has it all the same', () => {
  const givenUp = (): { b: Bench; leaseId: string; there: (state: 'open' | 'frozen') => LentThere[] } => {
    const b = bench();
    const leaseId = b.lend(1_000, { spendUntil: NOON + DAY });
    expect(loseLeases(b.flow(), [leaseId])).toBe(1);
    return { b, leaseId, there: (state) => [{ leaseId, amount: 1_000, spendUntil: NOON + DAY, state }] };
  };
  test.each(['open', 'frozen'] as const)('goes back once, when it has ended: %s there', (state) => {
    const { b, leaseId, there } = givenUp();
    closeOldLeases(b.flow(), there(state));
    expect(closed(b)).toEqual([]);
    b.time.now = NOON + DAY;
    closeOldLeases(b.flow(), []);
    expect(closed(b)).toEqual([]);
    closeOldLeases(b.flow(), there(state));
    closeOldLeases(b.flow(), there(state));
    expect(closed(b)).toEqual([leaseId]);
    expectSoundBooks(b.store());
  });
  test('stays while something is held on it: that is charged before', () => {
    const b = scanned();
    b.turn(() => OUTCOMES.unknown);
    const [leaseId] = b.flow().ledger.unclosed();
    const there: LentThere[] = [{ leaseId: leaseId ?? '', amount: 10_000, spendUntil: NOON + DAY, state: 'open' }];
    loseLeases(b.flow(), [leaseId ?? '']);
    b.time.now += 2 * DAY;
    closeOldLeases(b.flow(), there);
    expect(closed(b)).toEqual([]);
    b.lend(10_000, { spendUntil: b.time.now + DAY });
    b.run(works);
    closeOldLeases(b.flow(), there);
    expect(b.journal().map(({ kind }) => kind).slice(-1)).toEqual(['close']);
    expect(closed(b)).toEqual([leaseId]);
    expectSoundBooks(b.store());
  });
  test('one that was closed here has its close already', () => {
    const b = bench();
    const leaseId = b.lend(1_000);
    b.time.now += DAY;
    b.store().transaction(() => b.flow().ledger.closeUsedUp(b.time.now, 45));
    loseLeases(b.flow(), [leaseId]);
    closeOldLeases(b.flow(), [{ leaseId, amount: 1_000, spendUntil: NOON, state: 'open' }]);
    expect(closed(b)).toEqual([leaseId]);
  });
  test('so does one whose grant was heard only when it had been taken back', () => {
    const b = bench();
    const grantId = b.store().transaction(() => b.flow().ledger.ask(700, NOON));
    b.store().transaction(() => b.flow().ledger.granted({ leaseId: 'late', grantId, amount: 700, spendUntil: NOON + 1, priceVersion: 1 }, true));
    b.time.now += DAY;
    closeOldLeases(b.flow(), [{ leaseId: 'late', amount: 700, spendUntil: NOON + 1, state: 'open' }]);
    expect(closed(b)).toEqual(['late']);
  });
  test('is known also where a version before this one gave it up', () => {
    const at = MIGRATIONS.findIndex((migration) => migration.includes('written_off'));
    const db = new Database(':memory:');
    for (const migration of MIGRATIONS.slice(0, at)) db.exec(migration);
    const add = (leaseId: string, state: string): unknown => db.prepare("INSERT INTO leases (lease_id, grant_id, epoch, amount, spend_until, price_version, state) VALUES (?,?,1,9,9,1,?)").run(leaseId, leaseId, state);
    for (const [leaseId, state] of [['in use', 'open'], ['given back', 'closed'], ['given up', 'closed']] as const) add(leaseId, state);
    db.prepare('INSERT INTO journal (epoch, sequence, hash, body) VALUES (1,1,?,?)').run('h', JSON.stringify({ kind: 'close', at: 1, leaseId: 'given back' }));
    // One that nobody can read keeps no station from starting.
    for (const [n, body] of ['not json', JSON.stringify({ kind: 'close' })].entries()) db.prepare('INSERT INTO journal (epoch, sequence, hash, body) VALUES (1,?,?,?)').run(n + 2, 'h', body);
    db.exec(MIGRATIONS[at] ?? '');
    expect(db.prepare('SELECT lease_id FROM leases WHERE written_off = 1').pluck().all()).toEqual(['given up']);
    db.close();
  });
});
