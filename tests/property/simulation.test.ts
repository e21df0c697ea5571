import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { planOf } from '../sim/plan.ts';

const run = promisify(execFile);
const SIM = join(import.meta.dirname, '../sim');
const SEEDS = Number(process.env['SIM_SEEDS'] ?? 200);

/** Each by its own name, so that one that ceases is seen. */
const FAULTS = [
  'crash', 'restart', 'restore', 'clone', 'busy-clone', 'clock', 'api-died', 'keys-lost', 'turned-back: unheld', 'turned-back: refunded', 'turned-back: used-up', 'partition',
  ...['account', 'sync', 'trace', 'sms', 'privacy'].flatMap((of) => ['refused', 'silent', 'busy'].map((how) => `outage: ${of} ${how}`)),
  'not-sent', 'lose-request', 'lose-answer', 'duplicate', 'late', 'slow', 'status-429', 'status-500', 'status-500-after', 'garbage', 'schema',
  ...['platform', 'merchant', 'person', 'nobody', 'limited', 'balance', 'asking'].map((why) => `refused: ${why}`), 'lag', 'forgetful', 'suspend',
  'drain', 'expire', 'write-off', 'top-up', 'short-leases', 'small-loans', 'price', 'limits', 'service-off', 'deliveries-fail', 'odd-report',
  'order: hold', 'order: refund', 'order: intercept', 'list', 'list: paused', 'list: cancelled', 'give-up', 'pause', 'say-number',
];

/** In processes of their own: the simulation replaces the clocks and timers of the one it runs in. */
const simulate = (script: string, ...args: string[]): Promise<{ stdout: string; stderr: string }> =>
  run(process.execPath, [join(SIM, script), ...args], { maxBuffer: 1 << 26 }).catch((error: { stdout: string; stderr: string }) => error);

test(`no invariant breaks in ${SEEDS} days of five stations`, async () => {
  const { stdout, stderr } = await simulate('many.ts', '--from', '1', '--count', String(SEEDS), '--jobs', '2');
  const { seeds, failed, faults, excluded, jobs } = JSON.parse(stdout) as { seeds: number; failed: number[]; faults: Record<string, number>; excluded: Record<string, number>; jobs: Record<string, number> };
  expect(failed, stderr).toEqual([]);
  expect(seeds).toBe(SEEDS);
  for (const kind of FAULTS) {
    expect(faults[kind] ?? 0, kind).toBeGreaterThan(0);
  }
  // Most of a day's work is done: code that gives everything up would break nothing else.
  expect((jobs['done'] ?? 0) / seeds).toBeGreaterThan(DONE_A_DAY);
  // What nobody can know stays rare: an exception that grows hides faults.
  for (const [what, n] of Object.entries(excluded)) expect(n / seeds, what).toBeLessThan(AT_MOST_A_DAY[what] ?? 0);
});

/** Plans of four days in which the account API, a station's network or a service is away for three of them; a plan of one day ends too soon for that. */
const OF_FOUR_DAYS = { from: 31, count: 4 };
const DAY = 86_400_000;

test('no invariant breaks in days in which something is away for days', async () => {
  const { from, count } = OF_FOUR_DAYS;
  const items = Array.from({ length: count }, (_, n) => planOf({ seed: from + n, stations: 5, days: 4 })).flatMap((plan) => plan.items);
  const away = items.flatMap((item) => ('for' in item && item.for >= 3 * DAY && item.at + item.for < 4 * DAY ? [item.do === 'outage' ? `outage: ${item.of} ${item.how}` : item.do] : []));
  expect(new Set(away)).toEqual(new Set(['outage: account busy', 'partition', 'service-off']));
  const { stdout, stderr } = await simulate('many.ts', '--from', String(from), '--count', String(count), '--days', '4', '--jobs', '2');
  const { failed, faults } = JSON.parse(stdout) as { failed: number[]; faults: Record<string, number> };
  expect(failed, stderr).toEqual([]);
  // Planned is not yet met.
  for (const kind of away) expect(faults[kind] ?? 0, kind).toBeGreaterThan(0);
});

/** Four fifths of what the days above gave. */
const DONE_A_DAY = 70;
/** Twice what the days above gave. */
const AT_MOST_A_DAY: Readonly<Record<string, number>> = {
  'an effect that only a lost copy knew': 1,
  'a failed message that only a lost copy of a database had charged': 0.08,
  'a hold after its lease ended, by a station that started or woke without a network and with its clock behind': 0.13,
  'an effect that its provider has forgotten': 0.02,
};

/** By what days have had since they were played, and are played without: with it they would be other days. */
const FOUND: readonly (readonly [string, readonly string[]])[] = [
  ['order,list,pause,say-number,busy-clone,short-leases,limits,price,small-loans,give-up', ['133', '144', '173', '219', '249', '394', '593', '5084', '7363', '7453', '7645', '20009', '30353', '30651', '51098', '51285', '52766']],
  ['busy-clone,short-leases,limits,price,small-loans,give-up', ['302434', '302023', '302284', '500365']],
  ['short-leases,limits,price,small-loans,give-up', ['700044', '700456', '801471', '803482', '803793', '903778']],
  ['limits,price,small-loans,give-up', ['930034', '930277', '930713', '931314', '931328', '974404', '1000138', '1000221', '1000304', '1100355', '1101612', '1110617']],
  ['give-up', ['2000019', '1301009', '1401769']],
  ['', ['1700004', '1700322', '3000145', '3100462', '3101185', '3101379', '3101584', '3101726', '3112171']],
];

test('what fresh seeds once found stays found', async () => {
  for (const [later, seeds] of FOUND) {
    const { stdout, stderr } = await simulate('many.ts', '--seeds', seeds.join(','), '--without', later, '--jobs', '2');
    expect(JSON.parse(stdout), stderr).toMatchObject({ seeds: seeds.length, failed: [] });
  }
});

test('a seed is the same day whoever played before in its process', async () => {
  const digest = async (jobs: string): Promise<string> => (JSON.parse((await simulate('many.ts', '--from', '12', '--count', '6', '--jobs', jobs)).stdout) as { digest: string }).digest;
  expect(await digest('2')).toBe(await digest('1'));
});

test('the same seed has the same history, step by step', async () => {
  const told = async (seed: string): Promise<unknown> => JSON.parse((await simulate('run.ts', '--seed', seed)).stdout);
  const [first, again, other] = await Promise.all([told('12'), told('12'), told('13')]);
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
});
