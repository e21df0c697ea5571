// npm run demo [-- --seed N]: a scripted shift in the real window, and both sides of its books.
import { resolve } from 'node:path';
import { readSeed } from '../../src-main/practice/seed.ts';
import { formatYuan } from '../../src-shared/domain/money.ts';
import { VERDICTS } from '../../src-shared/domain/verdict.ts';
import { differences, stationSide, worldSide } from '../support/both-sides.ts';
import { practiceAccount, workShift } from './shift.ts';

const at = process.argv.indexOf('--seed');
const seed = at < 0 ? 7 : readSeed(process.argv[at + 1]);
if (seed === null) {
  process.stderr.write('[flag-value] --seed is a whole number from 0 to 4294967295. Start it again with one.\n');
  process.exit(2);
}
const screenshots = resolve(import.meta.dirname, '../../test-results/demo');
const print = (line: string): void => void process.stdout.write(`${line}\n`);
let failed = true;

await workShift({ seed, screenshots, tell: (line) => process.stderr.write(`demo: ${line}\n`) }, async (shift, world) => {
  const state = await world.state();
  const account = practiceAccount(state, seed);
  const station = stationSide(shift.dataDir);
  const outside = worldSide(state, account.accountId);
  const found = [...shift.surprises, ...differences(station, outside, state)];
  if (station.open > 0) found.push(`${station.open} jobs are still open`);
  if (shift.scans < 60) found.push(`only ${shift.scans} scans`);

  const row = (name: string, here: number | string, there: number | string): void => print(`${name.padEnd(26)}${String(here).padStart(14)}${String(there).padStart(14)}`);
  row('', 'station', 'outside');
  row('scans', Object.values(station.scans).reduce((sum, n) => sum + n, 0), '');
  for (const verdict of VERDICTS) row(`  ${verdict}`, station.scans[verdict] ?? 0, '');
  row('conversions: sync', station.sync, outside.sync);
  row('conversions: trace', station.trace, outside.trace);
  row('write-backs', station.writeBacks, outside.writeBacks);
  row('messages', station.messages, outside.messages);
  row('bindings', station.bindings, outside.bindings);
  row('journal entries', station.entries, outside.entries);
  row('charged', formatYuan(station.captured), formatYuan(outside.captured));
  row('still lent', formatYuan(station.escrow), formatYuan(outside.escrow));
  row('balance before', '', formatYuan(shift.before.balance));
  row('topped up and adjusted', '', formatYuan(account.toppedUp + account.adjusted - shift.before.balance));
  row('balance after', '', formatYuan(account.balance));
  print(`screenshots: ${screenshots} (${shift.screenshots.length})`);
  for (const line of found) print(`DIFFERS: ${line}`);
  print(found.length === 0 ? 'both sides agree' : 'the sides differ');
  failed = found.length > 0;
});
process.exit(failed ? 1 : 0);
