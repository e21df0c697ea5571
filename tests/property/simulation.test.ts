import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const SIM = join(import.meta.dirname, '../sim');
const SEEDS = Number(process.env['SIM_SEEDS'] ?? 200);

/** In processes of their own: the simulation replaces the clocks and timers of the one it runs in. */
const simulate = (script: string, ...args: string[]): Promise<{ stdout: string; stderr: string }> =>
  run(process.execPath, [join(SIM, script), ...args], { maxBuffer: 1 << 26 }).catch((error: { stdout: string; stderr: string }) => error);

test(`no invariant breaks in ${SEEDS} days of five stations`, async () => {
  const half = Math.ceil(SEEDS / 2);
  const ran = await Promise.all([simulate('many.ts', '--from', '1', '--count', String(half)), simulate('many.ts', '--from', String(half + 1), '--count', String(SEEDS - half))]);
  expect(ran.map(({ stderr }) => stderr).join('')).toBe('');
  const sums = ran.map(({ stdout }) => JSON.parse(stdout) as { seeds: number; faults: Record<string, number> });
  expect(sums.reduce((sum, { seeds }) => sum + seeds, 0)).toBe(SEEDS);
  for (const kind of ['crash', 'restore', 'clone', 'clock', 'partition', 'outage', 'late', 'duplicate', 'lose-answer', 'lose-request', 'restart', 'expire', 'drain', 'service-off']) {
    expect(sums.some(({ faults }) => (faults[kind] ?? 0) > 0), kind).toBe(true);
  }
}, 300_000);

test('what a fresh seed once found stays found', async () => {
  expect((await simulate('many.ts', '--from', '5084', '--count', '1')).stderr).toBe('');
}, 60_000);

test('the same seed has the same history, step by step', async () => {
  const told = async (seed: string): Promise<unknown> => JSON.parse((await simulate('run.ts', '--seed', seed)).stdout);
  const [first, again, other] = await Promise.all([told('12'), told('12'), told('13')]);
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
}, 60_000);
