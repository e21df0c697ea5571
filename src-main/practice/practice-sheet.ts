import { practiceDay } from './day/day.ts';
import { readSeed } from './seed.ts';

// npm run -s practice-sheet -- --seed N: what should happen when each number of that day is scanned, as JSON.
const given = process.argv.slice(2);
const seed = given.length === 0 ? 1 : given.length === 2 && given[0] === '--seed' ? readSeed(given[1]) : null;
if (seed === null) {
  process.stderr.write('seed-invalid: 种子应是 0 到 4294967295 的整数 / The seed is a whole number from 0 to 4294967295.\n');
  process.stderr.write('请这样运行 / Run: npm run -s practice-sheet -- --seed 1\n');
  process.exitCode = 2;
} else {
  process.stdout.write(`${JSON.stringify(practiceDay(seed).sheet)}\n`);
}
