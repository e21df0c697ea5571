import { expect, test } from 'vitest';
import { listen } from '../../tools/child.ts';

test('killed a hundred times under load: no answered scan is lost, nothing is charged or done twice, both sides agree', async () => {
  const { code, stdout, stderr } = await listen('node_modules/.bin/node', ['tests/crash/crash.ts', '--cycles', '100']);
  const line = stdout.trim().split('\n').at(-1) ?? '';
  process.stderr.write(`${line}\n`);
  expect(code, stderr).toBe(0);
  const told = JSON.parse(line) as { cycles: number; scansAnswered: number; scansCut: number; callsCut: number; kills: { load: number } };
  expect(told).toMatchObject({ cycles: 100, lost: 0, doubles: 0, violations: 0 });
  // A run in which no kill met a scan or a call would prove nothing. How many they meet is the machine's speed, so little is asked.
  expect(told.kills.load).toBeGreaterThan(50);
  expect(told.scansAnswered).toBeGreaterThan(told.kills.load);
  expect(told.scansCut).toBeGreaterThan(0);
  expect(told.callsCut).toBeGreaterThan(told.kills.load / 2);
}, 1_800_000);
