import { beforeEach, expect, test } from 'vitest';
import type { SheetRow } from '../../src-shared/bridge/views.ts';
import { differences, stationSide, worldSide } from '../support/both-sides.ts';
import type { Headless } from '../support/headless.ts';
import { practiceStation } from '../support/practice-station.ts';
import type { WorldState } from '../support/practice.ts';

let dir: string;
let station: Headless;

beforeEach(async () => {
  const at = await practiceStation();
  ({ dir, station } = at);
  return at.end;
});

const state = (): Promise<WorldState> => station.control('state') as Promise<WorldState>;
const passing = async (): Promise<SheetRow[]> =>
  ((await station.control('sheet')) as SheetRow[]).filter((row) => row.verdict === 'pass' && row.interceptedAfter === null && row.work.length > 0);
const drained = (): Promise<void> =>
  station.until('the queue is empty', () => station.status().queue.waiting + station.status().queue.calling === 0, 60_000);
const agree = (): Promise<void> =>
  station.until('both sides agree', async () => {
    const now = await state();
    return differences(stationSide(dir), worldSide(now, 'practice-1'), now).length === 0;
  });

test('lost, slow, refused and garbled answers of every provider and of the account API: all work ends once', async () => {
  for (const on of ['sync', 'trace', 'privacy', 'writeBack', 'journal', 'orders']) {
    for (const kind of ['lose-answer', 'lose-request', 'status-500', 'status-429', 'garbage', 'schema', 'latency']) await station.control('fault', { on, kind, count: 1, ms: 200 });
  }
  const rows = (await passing()).slice(0, 60);
  for (const { number } of rows) expect((await station.ask('desk.scan', { text: number })).verdict).toMatch(/pass|no-funds/);
  await drained();
  await agree();
  expect(stationSide(dir).open).toBe(0);
  expect(Object.values((await state()).duplicates).every((n) => n === 0)).toBe(true);
}, 600_000);

test('a message whose answer is lost is found by its report and not sent again', async () => {
  await station.control('fault', { on: 'sms', kind: 'lose-answer', count: 1 });
  const row = (await passing()).find(({ work }) => work.includes('forwarding-sms'));
  const scanned = await station.ask('desk.scan', { text: row?.number ?? '' });
  await station.until('the report is found', () => station.cards.get(scanned.scanId)?.jobs.every((job) => job.state === 'done') ?? false);
  expect((await state()).effects.messages).toBe(1);
  await agree();
});

test('the practice world dies: the desk scans on, it comes back on its own, and the work is done once', async () => {
  const rows = (await passing()).slice(0, 20);
  for (const { number } of rows.slice(0, 5)) await station.ask('desk.scan', { text: number });
  station.world.kill?.();
  await station.until('it is missed', () => station.status().problems.some(({ code }) => code === 'practice-died'));
  for (const { number } of rows.slice(5)) expect((await station.ask('desk.scan', { text: number })).verdict).toBe('pass');
  await station.until('it is back', () => station.status().problems.length === 0 && station.status().network === 'online');
  await drained();
  await agree();
  expect(stationSide(dir).scans['pass']).toBe(20);
});

test('a service that is switched off waits, and goes on when it is switched on', async () => {
  await station.control('service', { service: 'privacy', on: false });
  await station.until('the entitlement is heard', () => station.doors.station().flow.entitlements()?.services.privacy.on === false, 40_000);
  const row = (await passing()).find(({ work }) => work.length === 1 && work[0] === 'privacy');
  const card = await station.ask('desk.scan', { text: row?.number ?? '' });
  expect(card.jobs).toMatchObject([{ kind: 'privacy', state: 'waiting', waits: 'service-off' }]);
  await station.control('service', { service: 'privacy', on: true });
  await station.until('it is done', () => station.cards.get(card.scanId)?.jobs[0]?.state === 'done', 40_000);
  await agree();
}, 600_000);
