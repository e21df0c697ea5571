import { describe, expect, test } from 'vitest';
import { booksState } from '../../src-renderer/screens/wallet/books-state.ts';
import { chargedParcels, platformOf, told, type Row } from '../support/platform-books.ts';
import { aForwardedParcel, aParcel, numberOf } from '../support/samples.ts';
import { NUMBER } from '../support/forwarded-parcel.ts';
import { NOON, bench, works, type Bench } from '../support/station.ts';


/** A station whose journal has so many entries, all of them at the platform. */
function long(entries: number): Bench {
  const b = bench();
  b.lend(1_000);
  b.store().transaction(() => {
    for (let n = 1; n < entries; n += 1) b.flow().ledger.journal.append(1, { kind: 'wait-funds', at: NOON, jobId: String(n), key: `acct:YT${n}:sync`, amount: n });
  });
  return b;
}

describe('the wallet and 对账 after a restore', () => {
  test('say the same, also where no entry tells what the platform has charged: then its lease is named', async () => {
    const b = bench();
    b.lend(1_000);
    const p = platformOf(b);
    Object.assign(p.platform.leases[0] ?? {}, { captured: 345, state: 'frozen' });
    b.newEpoch(2);
    const wallet = await p.wallet();
    expect([wallet.station.captured, wallet.stationThere.captured, booksState(wallet)]).toEqual([0, 345, 'differ']);
    const view = await p.reconcile();
    expect([view.station, view.stationThere]).toEqual([wallet.station, wallet.stationThere]);
    expect(told(view)).toEqual([`lease-pool ${p.platform.leases[0]?.leaseId}`]);
    expect(view.differences[0]).toMatchObject({ here: 0, there: 345 });
  });

  test('name each lost entry with what it was', async () => {
    const lost = bench();
    chargedParcels(lost, 3);
    const there = platformOf(lost);
    // The same database before its third parcel was scanned.
    const b = bench();
    chargedParcels(b, 2);
    const p = platformOf(b);
    const kept = b.flow().ledger.journal.head(1).sequence;
    p.platform.rows.splice(0, Infinity, ...there.platform.rows);
    Object.assign(p.platform.leases[0] ?? {}, { captured: 300, state: 'frozen' });
    b.newEpoch(2);
    const view = await p.reconcile();
    const gone = there.platform.rows.filter(({ sequence }) => sequence > kept);
    expect(gone.length).toBeGreaterThan(2);
    expect(told(view)).toEqual(gone.map(({ sequence }) => `not-here 1 ${sequence}`));
    expect(view.differences.find(({ kind }) => kind === 'capture')).toMatchObject({ number: 'YT0000000000002', here: null, there: 100, epoch: 1, lent: null });
    expect(view.differences.at(-1)?.reference).toContain(gone.at(-1)?.hash);
    expect(booksState(view)).toBe('differ');
  });

  test('a charge that was lost with the database, found again and charged once more under its old hold is one charge', async () => {
    const lost = bench();
    chargedParcels(lost, 1);
    const [kept] = [lost.flow().ledger.journal.head(1).sequence - 2];
    expect(lost.journal(1).slice(kept).map(({ kind }) => kind)).toEqual(['capture', 'call']);
    const there = platformOf(lost);
    const b = bench();
    b.lend(10_000);
    b.flow().parcels.put(aParcel({ number: numberOf(0), courier: 'yto', privacy: false }));
    b.scan(numberOf(0));
    b.claims();
    const p = platformOf(b);
    p.platform.rows.splice(0, Infinity, ...there.platform.rows);
    Object.assign(p.platform.leases[0] ?? {}, { captured: 100, state: 'frozen' });
    b.newEpoch(2);
    b.run(works);
    expect(b.journal(2).map(({ kind }) => kind)).toEqual(['capture']);
    for (const row of b.store().sql<Row>('SELECT * FROM journal WHERE epoch = 2').all()) p.platform.rows.push({ ...row, review: null, refunded: 0, applied: true });
    b.store().meta.set('journal.acked.2', '1');
    const view = await p.reconcile();
    expect(told(view)).toEqual([`charged-again 1 ${kept + 1}`, `not-here 1 ${kept + 2}`]);
    expect([booksState(view), view.station.captured]).toEqual(['same', 100]);
  });

  test('of a database that is lost as a whole there is one line, and one for each lease that still has or had money', async () => {
    const lost = bench();
    chargedParcels(lost, 2);
    lost.lend(500);
    const { platform } = platformOf(lost);
    const b = bench({ epoch: 2 });
    const p = platformOf(b);
    p.platform.rows.push(...platform.rows);
    p.platform.leases.push(...platform.leases.map((lease) => ({ ...lease, state: 'frozen' as const })), { ...(platform.leases[0] as (typeof platform.leases)[number]), leaseId: 'empty', captured: 0, state: 'closed' });
    p.platform.refunded = 45;
    const view = await p.reconcile();
    expect(told(view)).toEqual([`lost-epoch 1 ${platform.rows.length}`, ...platform.leases.map(({ leaseId }) => `lease-lost ${leaseId}`), 'refunds-lost']);
    expect((await p.wallet()).leases.map(({ lost: isLost }) => isLost)).toEqual([true, true, false]);
    expect(view).toMatchObject({ entriesHere: 0, entriesThere: platform.rows.length });
  });

  test('entries that came after their epoch had ended are shown, also where the charge was told again', async () => {
    const b = bench();
    b.lend(1_000);
    b.flow().parcels.put(aParcel({ privacy: false }));
    b.scan(NUMBER);
    const p = platformOf(b);
    const before = b.flow().ledger.journal.head(1).sequence;
    b.run(works);
    const late = b.store().sql<Row>('SELECT * FROM journal WHERE epoch = 1 AND sequence > ?').all(before);
    p.platform.rows.push({ ...(late[0] as Row), review: 'stale-epoch', refunded: null, applied: false });
    b.newEpoch(2);
    p.platform.leases.forEach((lease) => Object.assign(lease, { state: 'frozen', captured: 100 }));
    for (const row of b.store().sql<Row>('SELECT * FROM journal WHERE epoch = 2').all()) p.platform.rows.push({ ...row, review: null, refunded: 0, applied: true });
    b.store().meta.set('journal.acked.2', '1');
    const view = await p.reconcile();
    expect(told(view)).toEqual([`review 1 ${before + 1}`, ...late.slice(1).map(({ sequence }) => `ended 1 ${sequence}`)]);
    expect(view.differences[0]).toMatchObject({ review: 'stale-epoch', here: null, kind: 'call' });
    expect(booksState(view)).toBe('same');
  });
});

describe('the leases', () => {
  test('of which the platform tells the newest only are compared by those', async () => {
    const b = bench();
    const ids = Array.from({ length: 12 }, () => b.lend(1_000, { spendUntil: NOON + 1 }));
    b.store().sql("UPDATE leases SET captured = 950, state = 'closed'").run();
    const p = platformOf(b);
    p.platform.leases.sort((one, other) => ids.indexOf(other.leaseId) - ids.indexOf(one.leaseId));
    p.platform.mostLeases = 5;
    const wallet = await p.wallet();
    expect(wallet).toMatchObject({ station: { lent: 5 * 950, captured: 5 * 950 }, stationThere: { lent: 5 * 950, captured: 5 * 950 }, unlisted: 7 });
    expect(booksState(wallet)).toBe('same');
    expect(told(await p.reconcile())).toEqual([]);
  });

  test.each([
    ['a merchant took it back, and the station hears of it soon', { state: 'closed' }, {}, 'lease-written-off'],
    ['it was given back here, and is not closed there', {}, { state: 'closed' }, 'lease-not-closed'],
    ['it was given up here, and is open there', {}, { state: 'closed', written_off: 1 }, 'lease-given-up'],
    ['what was charged to it differs, and no entry says why', { captured: 90 }, {}, 'lease-unexplained'],
  ] as const)('differ where %s', async (_, there, here, why) => {
    const b = bench();
    const leaseId = b.lend(1_000);
    const p = platformOf(b);
    Object.assign(p.platform.leases[0] ?? {}, there);
    if ('state' in here) b.store().sql("UPDATE leases SET state = 'closed', written_off = ?").run('written_off' in here ? 1 : 0);
    const view = await p.reconcile();
    expect(told(view)).toEqual([`${why} ${leaseId}`]);
    // What can't go on by itself can be taken back.
    expect((await p.wallet()).leases[0]).toMatchObject({ lost: 'state' in here, known: true });
    expect(view.differences[0]?.reference).toBe(`st-1 ${leaseId}`);
  });

  test('one whose grant was answered and not heard is awaited; one of which nobody here ever asked is lost', async () => {
    const b = bench();
    const p = platformOf(b);
    p.platform.leases.push({ leaseId: 'lease-new', stationId: 'st-1', stationName: '03', amount: 700, captured: 0, state: 'open', spendUntil: NOON });
    expect(told(await p.reconcile())).toEqual(['lease-lost lease-new']);
    expect((await p.wallet()).leases[0]?.lost).toBe(true);
    b.store().transaction(() => b.flow().ledger.ask(700, NOON));
    expect(told(await p.reconcile())).toEqual(['unreported 1 1', 'lease-unheard lease-new']);
    expect(await p.wallet()).toMatchObject({ lost: 0, leases: [{ lost: false }] });
  });

  test.each([
    ['is open there and unknown here', { leaseId: 'gone', captured: 45, state: 'open' }, 700],
    ['was charged and written off there, and is unknown here', { leaseId: 'gone', captured: 45, state: 'closed' }, 45],
    ['is frozen there, and closed here', { state: 'frozen' }, 700],
    ['is open there, and closed here', { state: 'open' }, 700],
  ] as const)('make the books differ for good where one %s, whatever is being reported', async (_, there, lost) => {
    const b = bench();
    const leaseId = b.lend(700);
    b.store().sql("UPDATE leases SET state = 'closed'").run();
    b.lend(1_000);
    const p = platformOf(b);
    if ('leaseId' in there) p.platform.leases.push({ stationId: 'st-1', stationName: '03', amount: 700, spendUntil: NOON, ...there });
    else Object.assign(p.platform.leases.find((lease) => lease.leaseId === leaseId) ?? {}, there);
    b.flow().parcels.put(aForwardedParcel());
    b.scan(NUMBER);
    b.run(works);
    const wallet = await p.wallet();
    expect([wallet.station.unreported, wallet.lost, booksState(wallet)]).toEqual([345, lost, 'differ']);
  });

  test('are no difference of their own where entries say it: charges and a return that are not reported yet', async () => {
    const b = bench();
    b.lend(345);
    const p = platformOf(b);
    b.flow().parcels.put(aForwardedParcel());
    b.scan(NUMBER);
    b.run(works);
    b.store().transaction(() => b.flow().ledger.closeUsedUp(b.time.now, 45));
    const view = await p.reconcile();
    expect(new Set(view.differences.map(({ why }) => why))).toEqual(new Set(['unreported']));
    expect(view.differences.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['capture', 'close']));
    expect([booksState(view), view.station.unreported]).toEqual(['reporting', 345]);
    // Its close is on its way: there is nothing to take back.
    expect(await p.wallet()).toMatchObject({ lost: 0, leases: [{ lost: false }] });
    // And was heard while the balance was asked for.
    p.platform.balanceAsked = () => b.flow().ledger.journal.acknowledge(1, b.flow().ledger.journal.head(1).sequence);
    expect(await p.wallet()).toMatchObject({ lost: 0, leases: [{ lost: false }] });
  });

  test('are no difference either where a charge comes, or is reported, after the platform has told its balance', async () => {
    const b = bench();
    b.lend(1_000);
    const p = platformOf(b);
    b.flow().parcels.put(aForwardedParcel());
    b.scan(NUMBER);
    const { journal } = b.flow().ledger;
    p.platform.balanceAsked = () => void b.run(works);
    const view = await p.reconcile();
    expect([booksState(view), view.station.unreported]).toEqual(['reporting', 345]);
    p.platform.balanceAsked = () => undefined;
    p.platform.pricesAsked = () => journal.acknowledge(1, journal.head(1).sequence);
    const wallet = await p.wallet();
    expect([booksState(wallet), wallet.station.unreported]).toEqual(['reporting', 345]);
  });
});

test('the wallet is looked at again where an epoch begins while it is asked for', async () => {
  const b = bench();
  b.lend(1_000);
  b.flow().parcels.put(aForwardedParcel());
  b.scan(NUMBER);
  const p = platformOf(b);
  b.run(works);
  p.platform.balanceAsked = () => {
    p.platform.balanceAsked = () => undefined;
    b.newEpoch(2);
  };
  const wallet = await p.wallet();
  expect([wallet.station.unreported, booksState(wallet)]).toEqual([345, 'reporting']);
  expect(p.asked.filter(({ name }) => name === 'balance')).toHaveLength(2);
});

describe('a long journal', () => {
  test.each([[false, 1_000], [false, 7], [true, 1_000]] as const)('is read in portions, and every difference in it is found (an old server: %s, pages of %i)', async (old, page) => {
    const b = long(3_400);
    const p = platformOf(b, { old, page });
    expect(told(await p.reconcile())).toEqual([]);
    expect(await p.reconcile()).toMatchObject({ entriesHere: 3_400, entriesThere: 3_400, more: 0 });
    p.row(2).review = 'over-lease';
    p.row(1_500).review = 'unreadable';
    p.row(3_001).review = 'held-twice';
    const reviews = ['review 1 2', 'review 1 1500', 'review 1 3001'];
    expect(told(await p.reconcile())).toEqual(reviews);
    // The platform has lost its end, and from 2,600 on it is another one than here.
    p.platform.rows.length = 3_397;
    p.platform.rows.filter(({ sequence }) => sequence >= 3_390).forEach((row) => Object.assign(row, { hash: row.hash.replace(/^./, 'x') }));
    const tail = [...Array.from({ length: 8 }, (_, n) => `other-entry 1 ${3_390 + n}`), ...[3_398, 3_399, 3_400].map((n) => `not-there 1 ${n}`)];
    expect(told(await p.reconcile())).toEqual([...reviews, ...tail]);
    expect((await p.reconcile()).differences.at(-1)).toMatchObject({ kind: 'wait-funds', number: 'YT3399', here: 3_399, there: null });
  });

  test('is asked for by its marks alone where both sides are the same, and tells how far it is', async () => {
    const b = long(3_400);
    const p = platformOf(b);
    const looked: number[] = [];
    await p.reconcile((entries, of) => void looked.push(entries, of));
    expect(p.asked.filter(({ name }) => name === 'stationJournal').map(({ request }) => request)).toEqual([{ epoch: 1, after: 0, mode: 'marks' }]);
    expect(looked).toEqual([3_400, 3_400]);
  });

  test('lists a hundred of each reason and counts the others', async () => {
    const b = bench();
    const p = platformOf(b);
    b.store().transaction(() => {
      for (let n = 0; n < 1_200; n += 1) b.flow().ledger.journal.append(1, { kind: 'grant-request', at: NOON, grantId: `g-${n}`, amount: n });
    });
    const view = await p.reconcile();
    expect([view.differences.length, view.more]).toEqual([100, 1_100]);
    expect(view.differences.every(({ why }) => why === 'unreported')).toBe(true);
  });

  test('of which entries are reported while it is read has lost none of them, and what is written meanwhile is not reported yet', async () => {
    const b = long(1_200);
    const p = platformOf(b);
    const { journal } = b.flow().ledger;
    const write = (grantId: string): void => b.store().transaction(() => journal.append(1, { kind: 'grant-request', at: NOON, grantId, amount: 1 }));
    write('before');
    p.platform.asked = () => {
      journal.acknowledge(1, 1_201);
      write('meanwhile');
    };
    expect(told(await p.reconcile())).toEqual(['unreported 1 1202']);
  });

  test('leaves the process its turns', async () => {
    const b = long(3_000);
    const p = platformOf(b, { old: true });
    let turns = 0;
    let counting = setImmediate(function tick() {
      turns += 1;
      counting = setImmediate(tick);
    });
    await p.reconcile();
    clearImmediate(counting);
    expect(turns).toBeGreaterThan(14);
  });
});

test('more lent by a lease there than here is said of the sum, also where something is being reported', async () => {
  const b = bench();
  b.lend(1_000);
  const p = platformOf(b);
  Object.assign(p.platform.leases[0] ?? {}, { amount: 2_000 });
  b.flow().parcels.put(aForwardedParcel());
  b.scan(NUMBER);
  b.run(works);
  expect((await p.reconcile()).differences.filter(({ why }) => why !== 'unreported').map(({ why }) => why)).toEqual(['sum-lent']);
});

test('sums that differ without an entry or a lease that says why are said to be just that', async () => {
  const b = bench();
  b.lend(1_000);
  const p = platformOf(b);
  p.platform.refunded = 30;
  expect(told(await p.reconcile())).toEqual(['sum-refunded']);
});

test('a station that is not registered yet has nothing to compare', async () => {
  const b = bench();
  const p = platformOf(b);
  b.store().meta.set('stationId', null);
  const view = await p.reconcile();
  expect([told(view), view.entriesHere, view.entriesThere, booksState(view)]).toEqual([[], 0, 0, 'same']);
});

test('a lease that was given back here, and is in a state there that this version does not know, is said to be neither lost nor still open', async () => {
  const b = bench();
  b.lend(1_000);
  b.store().transaction(() => b.flow().ledger.closeUnheld(NOON));
  const p = platformOf(b);
  Object.assign(p.platform.leases[0] ?? {}, { amount: 1_000, state: 'other' });
  const wallet = await p.wallet();
  expect([wallet.lost, wallet.leases.map(({ state, lost }) => [state, lost]), booksState(wallet)]).toEqual([0, [['other', false]], 'differ']);
  expect((await p.reconcile()).differences.map(({ why }) => why)).toEqual(['sum-lent']);
});
