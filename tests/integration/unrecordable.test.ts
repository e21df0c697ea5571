import { expect, test } from 'vitest';
import { PHONE, aParcel, numberOf } from '../support/samples.ts';
import { expectSoundBooks } from '../support/station.ts';
import { isSettled, wholeStation, world } from '../support/whole-station.ts';

const [BAD, GOOD, LATER] = [numberOf(1), numberOf(2), numberOf(3)] as const;
const REFUSES_BAD = `WHEN NEW.number = '${BAD}' AND NEW.kind = 'sync' AND NEW.state`;

/** A station whose database never takes the outcome of one conversion, `WHEN` its row would become so. */
async function refusing(when: string) {
  const w = world();
  w.state.orders = [BAD, GOOD, LATER].map((number) => aParcel({ number, courier: 'yto', privacy: false }));
  const s = wholeStation({ world: w });
  s.store.db.exec(`CREATE TEMP TRIGGER never BEFORE UPDATE ON jobs ${when} BEGIN SELECT RAISE(ABORT, 'never: ${PHONE}'); END`);
  s.station.start();
  await expect.poll(() => s.station.status().ordersReady, { timeout: 8_000 }).toBe(true);
  const converted = (number: string): number => w.out.filter(({ url, body }) => url.endsWith('/convert') && body?.includes(number)).length;
  const pass = async (number: string): Promise<void> => s.until((await s.station.scan(number)).scanId, isSettled);
  const jobOfBad = () => s.store.sql<{ state: string; charged: number; error: string | null }>("SELECT state, charged, error FROM jobs WHERE kind = 'sync' AND number = ?").get(BAD);
  return { ...s, converted, pass, jobOfBad };
}

test('an outcome that the database never takes is a person\'s, its money stays held, and all other work goes on', async () => {
  const s = await refusing(`${REFUSES_BAD} = 'done'`);
  const { scanId } = await s.station.scan(BAD);
  await s.pass(GOOD);
  await s.until(scanId, (card) => card.jobs[0]?.state === 'parked');
  await s.pass(LATER);
  expect(s.station.exceptions()).toMatchObject([{ number: BAD, kind: 'sync', error: 'provider-outcome-unknown', about: 'not recorded: SQLITE_CONSTRAINT_TRIGGER', held: 100, proposed: 'retry' }]);
  expect(s.lines.filter((line) => line.startsWith('fault'))).toEqual(['fault store-failed: SQLITE_CONSTRAINT_TRIGGER']);
  expect(s.converted(BAD)).toBe(1);
  expectSoundBooks(s.store);
  s.store.db.exec('DROP TRIGGER never');
  const [row] = s.station.exceptions();
  s.station.act({ jobId: row?.jobId ?? '', action: 'retry', problem: 'provider-outcome-unknown' });
  await s.until(scanId, isSettled);
  expect(s.jobOfBad()).toEqual({ state: 'done', charged: 100, error: null });
  expectSoundBooks(s.store);
}, 30_000);

test('one of which not even that can be written keeps nothing else, and is asked about after a restart, not called', async () => {
  const s = await refusing(`${REFUSES_BAD} IN ('done', 'parked')`);
  await s.station.scan(BAD);
  await s.pass(GOOD);
  await s.pass(LATER);
  expect(s.jobOfBad()).toMatchObject({ state: 'calling', charged: 0 });
  await s.stop();
  s.store.close();
  const w = world();
  const again = wholeStation({ world: w, dir: s.dir });
  again.station.start();
  await expect.poll(() => again.store.sql("SELECT 1 FROM jobs WHERE kind = 'sync' AND number = ? AND state = 'done' AND charged = 100").get(BAD), { timeout: 8_000 }).toBeDefined();
  expect(w.out.filter(({ url, body }) => url.endsWith('/convert') && body?.includes(BAD))).toEqual([]);
  expectSoundBooks(again.store);
}, 30_000);

test('one whose claim the database never takes is put off with its money and told, and all other work goes on', async () => {
  const s = await refusing(`${REFUSES_BAD} = 'calling'`);
  await s.station.scan(BAD);
  await s.pass(GOOD);
  expect(s.jobOfBad()).toMatchObject({ state: 'waiting', charged: 0 });
  expect(s.converted(BAD)).toBe(0);
  expect(s.lines.filter((line) => line.startsWith('fault'))).toEqual(['fault store-failed: SQLITE_CONSTRAINT_TRIGGER']);
  expectSoundBooks(s.store);
  s.store.db.exec('DROP TRIGGER never');
  // Its minute is over.
  s.store.sql("UPDATE jobs SET ready_at = 1 WHERE number = ? AND waits = 'retry'").run(BAD);
  await s.pass(LATER);
  await expect.poll(s.jobOfBad, { timeout: 8_000 }).toEqual({ state: 'done', charged: 100, error: null });
  expectSoundBooks(s.store);
}, 30_000);
