import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeEach, expect, test } from 'vitest';
import type { SheetRow } from '../../src-shared/bridge/views.ts';
import type { Headless } from '../support/headless.ts';
import type { WorldState } from '../support/practice.ts';
import { practiceStation } from '../support/practice-station.ts';

/** What the account API keeps of money; the providers next door lose nothing. */
const BOOKS = ['accounts', 'answers', 'stations', 'epochs', 'nonces', 'journal', 'reviews', 'leases', 'holds', 'captures', 'ledger'];

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
function putBack(file: string): void {
  const db = new Database(worldDatabase());
  db.pragma('busy_timeout = 5000');
  db.pragma('foreign_keys = OFF');
  db.prepare('ATTACH ? AS old').run(file);
  db.transaction(() => {
    for (const table of BOOKS) db.exec(`DELETE FROM ${table}`);
    for (const table of BOOKS) db.exec(`INSERT INTO ${table} SELECT * FROM old.${table}`);
  }).immediate();
  db.close();
}

const idle = (): Promise<void> => station.until('the queue is empty', () => station.status().queue.waiting + station.status().queue.calling === 0);
const agreed = (): Promise<void> => station.until('both sides have the same entries', async () => (await station.ask('wallet.reconcile', {})).differences.length === 0);
const practice = async () => ((await station.control('state')) as WorldState).accounts.find(({ accountId }) => accountId === 'practice-1');

test('an account API that was put back to a backup is told again what it has lost, and its station goes on in the same epoch', async () => {
  const sheet = ((await station.control('sheet')) as SheetRow[]).filter(({ verdict, interceptedAfter, work }) => verdict === 'pass' && interceptedAfter === null && work.includes('privacy'));
  const scan = async (from: number, to: number): Promise<void> => {
    for (const { number } of sheet.slice(from, to)) await station.ask('desk.scan', { text: number });
    await idle();
    await agreed();
  };
  await scan(0, 2);
  const file = join(dir, 'backup.db');
  await backUp(file);
  await scan(2, 5);
  const { ledger } = station.doors.station().flow;
  const before = await practice();
  putBack(file);
  expect((await practice())?.captured).toBeLessThan(before?.captured ?? 0);

  await scan(5, 6);
  const { captured } = ledger.totals();
  expect(captured).toBeGreaterThan(before?.captured ?? 0);
  expect(await practice()).toMatchObject({ captured, conservation: { holds: true } });
  expect(ledger.epoch()).toBe(1);
  expect(((await station.control('state')) as WorldState).reviews).toEqual([]);
}, 60_000);
