import { copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { highWater } from '../../src-main/flow/ledger/high-water.ts';
import { mulberry32 } from '../../src-main/practice/day/dice.ts';
import { aParcel, numberOf } from '../support/samples.ts';
import { bench, expectSoundBooks, tempDir, works } from '../support/station.ts';

const CUTS = 60;

/**
 * A copy or a broken disk can end a WAL anywhere. SQLite drops the commit that the cut falls into and all after it; the
 * station that opens such a file must find whole scans only, and know that it is behind what it has called for.
 */
test('a WAL that is cut at a random byte: whole scans from the start, sound books, and a database that knows it is behind', async () => {
  const b = bench();
  b.lend(1_000_000);
  const at: number[] = [];
  const wal = `${b.file}-wal`;
  for (let n = 0; n < 40; n += 1) {
    b.flow().parcels.put(aParcel({ number: numberOf(n), courier: 'yto' }));
    b.scan(numberOf(n));
    at.push(readFileSync(wal).length);
    b.turn(works);
  }
  let mark = '';
  const place = { get: () => mark, put: (text: string) => void (mark = text) };
  await highWater(b.store(), b.flow().ledger, place).flush();

  const random = mulberry32(20_261_124);
  const lost = new Set<number>();
  for (let cut = 0; cut < CUTS; cut += 1) {
    const dir = tempDir();
    const file = join(dir, 'station.db');
    copyFileSync(b.file, file);
    writeFileSync(`${file}-wal`, readFileSync(wal));
    const bytes = Math.floor(random() * readFileSync(wal).length);
    truncateSync(`${file}-wal`, bytes);
    const copy = bench({ dir });
    const scans = copy.store().sql<{ number: string }>('SELECT number FROM scans ORDER BY id').all().map(({ number }) => number);
    // Every scan whose commit the file still has in full is there, in order, and none in part.
    expect(scans.length).toBeGreaterThanOrEqual(at.filter((end) => end <= bytes).length);
    expect(scans).toEqual(scans.map((_, n) => numberOf(n)));
    expectSoundBooks(copy.store());
    expect(copy.store().db.pragma('integrity_check', { simple: true })).toBe('ok');
    const behind = copy.flow().ledger.journal.head(1).sequence < b.flow().ledger.journal.head(1).sequence;
    expect(highWater(copy.store(), copy.flow().ledger, place).isBehind()).toBe(behind);
    lost.add(scans.length);
  }
  expect(lost.size).toBeGreaterThan(10);
});
