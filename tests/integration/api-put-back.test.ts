import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeEach, expect, test } from 'vitest';
import type { SheetRow } from '../../src-shared/bridge/views.ts';
import type { Headless } from '../support/headless.ts';
import type { WorldState } from '../support/practice.ts';
import { practiceStation } from '../support/practice-station.ts';

const HOUR = 3_600_000;
/** What the account API keeps of money; the providers next door lose nothing. */
const BOOKS = ['accounts', 'answers', 'stations', 'epochs', 'nonces', 'journal', 'reviews', 'leases', 'holds', 'captures', 'ledger'];

/** What it tells in its feeds; the sequences of a table are told anew where it was put back. */
const FEEDS = ['orders', 'interceptions', 'delivery_reports', 'opt_outs', 'arrivals', 'sqlite_sequence'];
const SEQUENCES = "('order-sequence', 'arrival-sequence')";

let station: Headless;
let dir: string;
beforeEach(async () => {
  const at = await practiceStation();
  ({ station, dir } = at);
  return at.end;
});

/** Beside the station's folder, never in it. */
const worldDatabase = (): string => join(`${dir}.practice`, 'practice-1.db');
async function backUp(file: string): Promise<void> {
  const db = new Database(worldDatabase(), { readonly: true });
  await db.backup(file);
  db.close();
}
function putBack(file: string, tables = BOOKS): void {
  const db = new Database(worldDatabase());
  db.pragma('busy_timeout = 5000');
  db.pragma('foreign_keys = OFF');
  db.prepare('ATTACH ? AS old').run(file);
  db.transaction(() => {
    for (const table of tables) db.exec(`DELETE FROM ${table}`);
    for (const table of tables) db.exec(`INSERT INTO ${table} SELECT * FROM old.${table}`);
    db.exec(`UPDATE kept SET value = (SELECT value FROM old.kept AS before WHERE before.name = kept.name) WHERE name IN ${SEQUENCES}`);
  }).immediate();
  db.close();
}

function inWorld(text: string): void {
  const db = new Database(worldDatabase());
  db.pragma('busy_timeout = 5000');
  db.prepare(text).run();
  db.close();
}

const idle = (): Promise<void> => station.until('the queue is empty', () => station.status().queue.waiting + station.status().queue.calling === 0);
const agreed = (): Promise<void> => station.until('both sides have the same entries', async () => (await station.ask('wallet.reconcile', {})).differences.length === 0);
/** What tells of the epoch that has ended is explained for ever; of what goes on now nothing differs. */
const explained = (leases: number): Promise<void> => station.until('only the old epoch differs', async () => {
  const { differences } = await station.ask('wallet.reconcile', {});
  const old = differences.filter(({ epoch, why }) => epoch === 1 && (why === 'review' || why === 'ended'));
  const lost = differences.filter(({ why }) => why === 'lease-lost');
  return old.length > 0 && lost.length === leases && old.length + lost.length === differences.length;
});
const practice = async () => ((await station.control('state')) as WorldState).accounts.find(({ accountId }) => accountId === 'practice-1');

const paid = async (): Promise<SheetRow[]> =>
  ((await station.control('sheet')) as SheetRow[]).filter(({ verdict, interceptedAfter, work }) => verdict === 'pass' && interceptedAfter === null && work.includes('privacy'));
async function scan(rows: readonly SheetRow[]): Promise<void> {
  for (const { number } of rows) await station.ask('desk.scan', { text: number });
  await idle();
  await agreed();
}

test('an account API that was put back to a backup is told again what it has lost, and its station goes on in the same epoch', async () => {
  const sheet = await paid();
  await scan(sheet.slice(0, 2));
  const file = join(dir, 'backup.db');
  await backUp(file);
  await scan(sheet.slice(2, 5));
  const { ledger } = station.doors.station().flow;
  const before = await practice();
  putBack(file);
  expect((await practice())?.captured).toBeLessThan(before?.captured ?? 0);

  await scan(sheet.slice(5, 6));
  const { captured } = ledger.totals();
  expect(captured).toBeGreaterThan(before?.captured ?? 0);
  expect(await practice()).toMatchObject({ captured, conservation: { holds: true } });
  expect(ledger.epoch()).toBe(1);
  expect(((await station.control('state')) as WorldState).reviews).toEqual([]);
});

/** Less than a day at a time: of a Date that is further from every other clock the station would think that it is a mistake. */
async function aDayLater(): Promise<void> {
  const { flow } = station.doors.station();
  for (const hours of [13, 25]) {
    await station.control('clock', { offset: hours * HOUR });
    await station.until('it is later', async () => {
      await station.doors.client.call('balance', {});
      return flow.now() > Date.now() + (hours - 1) * HOUR;
    });
  }
}

test('where the chains do not fit a new epoch begins, and what was lent before it comes back when it has ended, also what the station never heard of', async () => {
  const sheet = await paid();
  await scan(sheet.slice(0, 2));
  const { flow } = station.doors.station();
  const stationId = flow.store.meta.get('stationId') ?? '';
  const unheard = await station.doors.client.call('grantLease', { grantId: 'unheard', stationId, epoch: 1, amount: 3_000 });
  inWorld(`UPDATE epochs SET last_hash = '${'f'.repeat(64)}'`);
  await station.ask('desk.scan', { text: (sheet[2] as SheetRow).number });
  await station.until('a new epoch has begun', () => flow.ledger.epoch() === 2);
  await idle();
  await explained(1);
  const frozen = async () => (await station.ask('wallet.view', {})).leases.filter(({ state }) => state === 'frozen');
  expect((await frozen()).map(({ leaseId }) => leaseId)).toContain(unheard.leaseId);
  expect(await frozen()).toHaveLength(2);
  await aDayLater();
  await station.until('nothing is frozen any more', async () => (await frozen()).length === 0, 40_000);
  await explained(0);
  const there = await practice();
  expect(there?.conservation.holds).toBe(true);
  expect(there?.captured).toBe(flow.ledger.totals().captured);
}, 600_000);

const OF_STATIONS = BOOKS.filter((name) => name !== 'accounts' && name !== 'ledger');
/** As if the backup had been made before any station was there. */
function withoutStations(file: string, kept: readonly string[] = []): void {
  const db = new Database(file);
  db.pragma('foreign_keys = OFF');
  for (const table of OF_STATIONS) if (!kept.includes(table)) db.exec(`DELETE FROM ${table}`);
  db.exec('UPDATE epochs SET last_sequence = 0, last_hash = NULL, reported_sequence = 0, reported_hash = NULL');
  db.exec("DELETE FROM ledger WHERE kind NOT IN ('top-up', 'adjustment')");
  db.exec('UPDATE accounts SET balance = (SELECT sum(amount) FROM ledger WHERE ledger.account_id = accounts.account_id)');
  db.close();
}

const keysThere = (query: string): string[] => {
  const db = new Database(worldDatabase(), { readonly: true });
  const keys = db.prepare(query).pluck().all();
  db.close();
  return keys as string[];
};
/** Of a lease that the account API has forgotten. */
const reviewed = () => keysThere("SELECT body ->> '$.key' FROM reviews WHERE reason = 'lease-unknown' AND body ->> '$.kind' = 'capture' ORDER BY 1");
const captured = () => keysThere('SELECT key FROM captures ORDER BY 1');
const charged = (): string[] => station.doors.station().flow.store.sql<{ key: string }>("SELECT key FROM jobs WHERE state = 'done' AND charged > 0 ORDER BY key").all().map(({ key }) => key);

test('an account API that no longer knows the station has it register anew, and a person there sees each charge that it has lost', async () => {
  const sheet = await paid();
  await scan(sheet.slice(0, 3));
  const { flow } = station.doors.station();
  const [before, lost] = [flow.store.meta.get('stationId'), charged()];
  const file = join(dir, 'backup.db');
  await backUp(file);
  withoutStations(file);
  putBack(file);

  await station.until('a new epoch has begun', () => flow.ledger.epoch() === 2);
  await station.ask('desk.scan', { text: (sheet[3] as SheetRow).number });
  await idle();
  expect(flow.store.meta.get('stationId')).not.toBe(before);
  await station.until('all is told', () => flow.ledger.journal.unreported(2, 1).length === 0);
  expect(reviewed()).toEqual(lost);
  expect(captured().length).toBeGreaterThan(0);
  expect(captured()).toEqual(charged().filter((key) => !lost.includes(key)));
  expect((await practice())?.conservation.holds).toBe(true);
});

test('one that no longer knows what it lent is charged for all new work on what it lends now', async () => {
  const sheet = await paid();
  await scan(sheet.slice(0, 3));
  const { flow } = station.doors.station();
  const lost = charged();
  const file = join(dir, 'backup.db');
  await backUp(file);
  withoutStations(file, ['stations', 'epochs', 'nonces']);
  putBack(file);
  await station.ask('desk.scan', { text: (sheet[3] as SheetRow).number });
  await idle();
  await station.until('what it lends now is here', () => flow.ledger.unclosed().length > 0 && flow.store.sql("SELECT 1 FROM leases WHERE state = 'closed'").get() !== undefined);
  for (const { number } of sheet.slice(4, 6)) await station.ask('desk.scan', { text: number });
  await idle();
  await station.until('all is told', () => flow.ledger.journal.unreported(1, 1).length === 0);
  expect(flow.ledger.epoch()).toBe(1);
  // A person sees what was charged on the lease that it has forgotten, at most until it was noticed.
  const between = charged().filter((key) => key.includes((sheet[3] as SheetRow).number));
  expect(reviewed().filter((key) => !between.includes(key))).toEqual(lost);
  expect([...captured(), ...reviewed()].sort()).toEqual(charged());
  expect(captured().length).toBeGreaterThan(0);
  expect((await practice())?.conservation.holds).toBe(true);
});

test('one that was put back to before an epoch is told again what that epoch charged', async () => {
  const sheet = await paid();
  await scan(sheet.slice(0, 2));
  const { flow } = station.doors.station();
  const file = join(dir, 'backup.db');
  await backUp(file);
  inWorld(`UPDATE epochs SET last_hash = '${'f'.repeat(64)}'`);
  const before = captured();
  await station.ask('desk.scan', { text: (sheet[2] as SheetRow).number });
  await station.until('a new epoch has begun', () => flow.ledger.epoch() === 2);
  await idle();
  await station.until('all is told', () => flow.ledger.journal.unreported(2, 1).length === 0);
  const [lost, ...more] = charged().filter((key) => !before.includes(key));
  expect(more).toEqual([]);
  expect(captured()).toContain(lost);
  putBack(file);
  // It is noticed when there is something to tell.
  await station.ask('desk.scan', { text: (sheet[3] as SheetRow).number });
  await station.until('another epoch has begun', () => flow.ledger.epoch() === 3);
  await station.until('all is told', () => flow.ledger.journal.unreported(3, 1).length === 0);
  // The lost charge was on a lease of the first epoch; that of the second is forgotten there, and a person sees what was charged to it until that was noticed.
  const between = charged().filter((key) => key.includes((sheet[3] as SheetRow).number));
  expect(captured().filter((key) => !between.includes(key))).toEqual([...before, lost].sort());
  expect([...captured(), ...reviewed()].sort()).toEqual(charged());
  expect((await practice())?.conservation.holds).toBe(true);
});

test('one that was put back is heard from the beginning of its feeds: what it tells under numbers that it had before is not missed, and what it tells again changes nothing', async () => {
  const sheet = await paid();
  const { flow } = station.doors.station();
  const parcelOf = (row: SheetRow | undefined): unknown => {
    const db = new Database(worldDatabase(), { readonly: true });
    const text = db.prepare('SELECT parcel FROM orders WHERE number = ?').pluck().get(row?.number) as string;
    db.close();
    return JSON.parse(text);
  };
  /** One more in each feed. */
  async function tell(n: number): Promise<void> {
    await station.control('intercept', { number: sheet[5 + n]?.number, reason: 'risk' });
    await station.control('add-order', { parcel: { ...(parcelOf(sheet[10 + n]) as object), hold: true } });
    await station.control('reply', { phone: `1391234000${n}`, text: 'TD' });
    await station.control('delivery-report', { key: `practice-1:YT000000000000${n}:forwarding-sms`, state: 'delivered', reportId: `r-${n}` });
    await station.control('arrive', { arrivalId: `arrived-${n}`, code: `1-2-300${n}`, place: '东门驿站', phone: `1381234000${n}` });
  }
  const heard = (n: number): boolean =>
    flow.parcels.interception(sheet[5 + n]?.number ?? '') !== null && flow.parcels.isHeld(sheet[10 + n]?.number ?? '') && flow.messages.optedOutAt(flow.phones.fingerprint(`1391234000${n}`)) !== null
    && flow.store.sql('SELECT 1 FROM delivery_reports WHERE report_id = ?').get(`r-${n}`) !== undefined && flow.arrivals.told(`arrived-${n}`) !== null;

  await scan(sheet.slice(0, 2));
  await tell(0);
  await station.until('it is heard', () => heard(0));
  await idle();
  await agreed();
  const file = join(dir, 'backup.db');
  await backUp(file);
  await scan(sheet.slice(2, 4));
  for (const n of [1, 2]) await tell(n);
  await station.until('all of it is heard', () => heard(1) && heard(2));
  await idle();
  await agreed();
  const rows = (): number[] => ['jobs', 'scans', 'arrivals', 'recalls'].map((table) => flow.store.sql<{ n: number }>(`SELECT count(*) AS n FROM ${table}`).get()?.n ?? 0);
  const before = rows();

  putBack(file, [...BOOKS, ...FEEDS]);
  await tell(3);
  // It is noticed when there is something to tell.
  await station.ask('desk.scan', { text: (sheet[4] as SheetRow).number });
  await station.until('what it tells now is heard', () => heard(3));
  await idle();
  await station.until('all is told', () => flow.ledger.journal.unreported(flow.ledger.epoch(), 1).length === 0);
  // The new scan and the new arrival with their work.
  const more = flow.store.sql<{ n: number }>('SELECT count(*) AS n FROM jobs WHERE number = ?').get((sheet[4] as SheetRow).number)?.n ?? 0;
  expect(rows().map((n, at) => n - (before[at] ?? 0))).toEqual([more + 1, 2, 1, 0]);
  expect((await practice())?.conservation.holds).toBe(true);
}, 600_000);

test('a lease that a merchant took back, and that is open again at an API that was put back, can be taken back once more and goes back by itself after its end', async () => {
  await scan((await paid()).slice(0, 2));
  const { flow } = station.doors.station();
  const file = join(dir, 'backup.db');
  await backUp(file);
  const [leaseId = ''] = flow.ledger.unclosed();
  await station.ask('wallet.writeOff', { leaseId });
  await station.until('it is given up here', () => flow.ledger.lease(leaseId)?.state === 'closed');
  putBack(file);
  const there = async () => (await station.ask('wallet.view', {})).leases.find((lease) => lease.leaseId === leaseId);
  await station.until('it is open there again', async () => (await there())?.state === 'open');
  expect(await there()).toMatchObject({ mine: true, lost: true, known: true });
  await aDayLater();
  await station.until('it has gone back', async () => (await there())?.state === 'closed', 40_000);
  expect((await practice())?.conservation.holds).toBe(true);
}, 600_000);
