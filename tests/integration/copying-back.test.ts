import { copyFileSync, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test, vi } from 'vitest';
import { copyingBackIn } from '../../src-main/store/copying-back.ts';
import { openStore } from '../../src-main/store/store.ts';
import { COPYING_WORKER } from '../support/copying-back.ts';
import { tempDir } from '../support/station.ts';

const LONG = 'x'.repeat(20_000);

function opened(entry: string | URL = COPYING_WORKER) {
  const file = join(tempDir(), 'station.db');
  const store = openStore(file);
  onTestFinished(() => void (store.db.open && store.close()));
  const failed = vi.fn<(error: unknown) => void>();
  return {
    file, store, failed,
    copying: copyingBackIn(entry, failed)(store),
    limit: (): unknown => store.db.pragma('wal_autocheckpoint', { simple: true }),
    /** What the file has without its WAL. */
    inTheFile(key: string): unknown {
      const copy = join(tempDir(), 'copy.db');
      copyFileSync(file, copy);
      const db = new Database(copy);
      try {
        return db.prepare('SELECT value FROM meta WHERE key = ?').pluck().get(key);
      } finally {
        db.close();
      }
    },
  };
}

test('what was committed is in the file afterwards, while the store goes on', async () => {
  const { store, copying, failed, inTheFile } = opened();
  store.checkpoint();
  store.meta.set('one', '1');
  expect(inTheFile('one')).toBeUndefined();
  const copied = copying.now();
  store.meta.set('two', '2');
  await copied;
  expect(inTheFile('one')).toBe('1');
  expect(store.meta.get('two')).toBe('2');
  await copying.stop();
  expect(failed).not.toHaveBeenCalled();
});

test('a store that never rests keeps a WAL of bounded length, and no commit copies it back', async () => {
  const { file, store, copying, limit, failed } = opened();
  let longest = 0;
  for (let n = 0; n < 2_560; n += 1) {
    store.meta.set(`key ${n % 50}`, `${n} ${LONG}`);
    longest = Math.max(longest, statSync(`${file}-wal`).size);
    if (n % 4 === 0) await setImmediate();
    // A belt leaves time between two scans; this loop leaves none, so that it waits for the thread now and then.
    if (n % 256 === 255) await copying.now();
  }
  expect(limit()).toBe(32_768);
  expect(2_560 * LONG.length).toBeGreaterThan(50_000_000);
  expect(longest).toBeLessThan(25_000_000);
  await copying.stop();
  expect(failed).not.toHaveBeenCalled();
});

test('the last connection is the store, which folds the WAL into the file', async () => {
  const { file, store, copying, inTheFile } = opened();
  await copying.now();
  store.meta.set('last', 'word');
  await copying.stop();
  store.close();
  expect(existsSync(`${file}-wal`)).toBe(false);
  expect(inTheFile('last')).toBe('word');
});

test('a thread that is begun and ended at once ends', async () => {
  const { store, copying } = opened();
  const asked = copying.now();
  await copying.stop();
  await asked;
  await copying.now();
  store.close();
});

test('without its thread commits copy the WAL back as before, and whoever waits goes on', async () => {
  const { store, copying, limit, failed } = opened(new URL('no-such-worker.ts', COPYING_WORKER));
  expect(limit()).toBe(8_192);
  await copying.now();
  await expect.poll(() => failed.mock.calls.length).toBe(1);
  await expect.poll(limit).toBe(8_192);
  for (let n = 0; n < 600; n += 1) store.meta.set('still', String(n));
  await copying.now();
  await copying.stop();
  expect(failed).toHaveBeenCalledTimes(1);
});

test('a thread that can not even be begun takes no answer from a commit: what is on the disk was done', async () => {
  // Neither absolute nor a URL: refused by the constructor itself.
  const { store, copying, limit, failed } = opened('no-path.ts');
  for (let n = 0; n < 300; n += 1) expect(store.transaction(() => store.meta.set('still', String(n)) ?? n)).toBe(n);
  expect(store.undone()).toBe(0);
  expect(limit()).toBe(8_192);
  expect(failed).toHaveBeenCalledTimes(1);
  for (const times of [1, 2]) {
    await copying.now();
    expect(failed).toHaveBeenCalledTimes(times);
  }
  await copying.stop();
});
