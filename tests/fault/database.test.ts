import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openWorldDatabase } from '../../src-main/practice/stage/database.ts';
import { prepare } from '../../src-main/sqlite/connection.ts';
import { MIGRATIONS } from '../../src-main/store/migrations.ts';
import { STATIONS } from '../../src-main/store/open-database.ts';
import { openStore } from '../../src-main/store/store.ts';
import { StationError, type ErrorCode } from '../../src-shared/errors/codes.ts';
import { codeOf } from '../support/code-of.ts';
import { COPYING_WORKER } from '../support/copying-back.ts';
import { bench, tempDir } from '../support/station.ts';
import { filled, otherProgram, overwrite, withWal } from '../support/station-files.ts';

const hashOf = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');
const opening = (file: string) => () => openStore(file).close();

describe('opening', () => {
  test('sets what keeps commits through a power cut, on every reopening', () => {
    const file = join(tempDir(), 'new folder', '数据', 'station.db');
    for (let n = 0; n < 3; n += 1) {
      const { db, close } = openStore(file);
      const pragma = (name: string): unknown => db.pragma(name, { simple: true });
      expect({ journal: pragma('journal_mode'), synchronous: pragma('synchronous'), keys: pragma('foreign_keys'), triggers: pragma('recursive_triggers'), busy: pragma('busy_timeout'), version: pragma('user_version') }).toEqual({
        journal: 'wal', synchronous: 2, keys: 1, triggers: 1, busy: 3_000, version: MIGRATIONS.length,
      });
      expect(pragma('journal_size_limit')).toBeGreaterThan(0);
      expect(db.prepare('SELECT sqlite_version()').pluck().get()).toMatch(/^3\.(51\.([3-9]|\d\d)|5[2-9]\.|[6-9]\d\.)/);
      close();
    }
  });
  test.each(['busy_timeout', 'journal_mode', 'synchronous', 'foreign_keys', 'recursive_triggers', 'secure_delete', 'wal_autocheckpoint', 'journal_size_limit', 'cache_size'])('takes no connection that does not do as it was told: %s', (name) => {
    const db = new Database(join(tempDir(), 'station.db'));
    onTestFinished(() => void db.close());
    const deaf = new Proxy(db, {
      get(of, key) {
        if (key === 'pragma') return (text: string, options?: Database.PragmaOptions): unknown => of.pragma(text.startsWith(`${name} =`) ? `${name} = 0` : text, options);
        const value: unknown = Reflect.get(of, key);
        return typeof value === 'function' ? value.bind(of) : value;
      },
    });
    expect(() => prepare(deaf, STATIONS)).toThrow(`store-failed: ${name} is `);
  });
  test.each([['3.51.2', false], ['3.50.9', false], ['3.51.3', true], ['3.51.10', true], ['3.52.0', true], ['4.0.0', true]])('takes SQLite %s: %s', (version, taken) => {
    const db = new Database(join(tempDir(), 'station.db'));
    onTestFinished(() => void db.close());
    db.function('sqlite_version', () => version);
    expect(codeOf(() => prepare(db, STATIONS))).toBe(taken ? null : 'store-failed');
  });
  test('every connection is of one make, that of the copying thread and of the practice world too', async () => {
    const root = resolve(import.meta.dirname, '../../src-main');
    const makes = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts') && readFileSync(join(root, name), 'utf8').includes('new Database('));
    expect(makes).toEqual([join('sqlite', 'connection.ts')]);
    // What can have no WAL is refused there as well.
    const thread = new Worker(COPYING_WORKER, { workerData: ':memory:' });
    const [error] = (await once(thread, 'error')) as [Error];
    expect(error.message).toBe('store-failed: journal_mode is memory');
  });
  test('a practice world keeps its commits through a power cut like a station', () => {
    const dir = tempDir();
    for (let n = 0; n < 2; n += 1) {
      const db = openWorldDatabase(dir, 7);
      expect(['journal_mode', 'synchronous', 'foreign_keys', 'busy_timeout', 'journal_size_limit'].map((name) => db.pragma(name, { simple: true }))).toEqual(['wal', 2, 1, 3_000, 16_777_216]);
      db.close();
    }
  });
  test('migrates once, in one transaction', () => {
    const file = join(tempDir(), 'station.db');
    opening(file)();
    const before = hashOf(file);
    opening(file)();
    expect(hashOf(file)).toBe(before);
    const db = new Database(file);
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(db.pragma('foreign_key_check')).toEqual([]);
    db.close();
  });
  test('a database from before the refunds knows which of its charges the account API has', () => {
    const file = join(tempDir(), 'station.db');
    const db = new Database(file);
    db.exec(MIGRATIONS[0] ?? '');
    db.pragma('user_version = 1');
    db.exec(`INSERT INTO scans VALUES (1, 1, 'x', 'x', NULL, 'pass', '{}', 'o', 'o', 's', 0);
      INSERT INTO leases (lease_id, grant_id, epoch, amount, captured, spend_until, price_version, state) VALUES ('l', 'g', 2, 100, 90, 1, 1, 'open');
      INSERT INTO meta VALUES ('journal.acked.2', '1')`);
    for (const [n, name] of ['told', 'untold'].entries()) {
      db.exec(`INSERT INTO jobs (id, scan_id, key, kind, number, courier, platform, operator, task, state, price, charged, created_at) VALUES (${n + 1}, 1, '${name}', 'sync', 'x', 'sf', 'jd', 'o', '{}', 'done', 45, 45, 1);
        INSERT INTO holds VALUES ('${name}', ${n + 1}, 'l', 45, 'captured', 1);
        INSERT INTO journal VALUES (2, ${n + 1}, 'h', '{"kind":"capture","holdId":"${name}"}')`);
    }
    db.close();
    const store = openStore(file);
    expect(store.sql('SELECT hold_id, standing FROM holds ORDER BY hold_id').all()).toEqual([{ hold_id: 'told', standing: 'told' }, { hold_id: 'untold', standing: null }]);
    expect(store.sql('SELECT sum(refunded) AS refunded FROM jobs').get()).toEqual({ refunded: 0 });
    expect(store.db.pragma('integrity_check', { simple: true })).toBe('ok');
    store.close();
  });
  test('that is killed in the middle of migrating begins anew', () => {
    const file = join(tempDir(), 'station.db');
    const db = new Database(file);
    db.pragma('journal_mode = WAL');
    db.exec('BEGIN');
    db.exec(MIGRATIONS[0] ?? '');
    // The process ends here: nothing was committed.
    db.close();
    const store = openStore(file);
    expect(store.db.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length);
    store.close();
  });
});

describe('a file that cannot be used says why, and stays as it is', () => {
  test('written by a newer version', () => {
    const { file } = filled();
    const db = new Database(file);
    db.pragma(`user_version = ${MIGRATIONS.length + 1}`);
    db.close();
    const before = hashOf(file);
    expect(codeOf(opening(file))).toBe('database-newer');
    expect(hashOf(file)).toBe(before);
  });
  test.each<readonly [string, Uint8Array]>([
    ['text', Buffer.from('this is no database at all, and it is longer than a header of one hundred bytes. '.repeat(100))],
    ['noise', createHash('sha512').update('noise').digest()],
    ['zeros', Buffer.alloc(8_192)],
  ])('garbage: %s', (_name, bytes) => {
    const file = join(tempDir(), 'station.db');
    writeFileSync(file, bytes);
    const before = hashOf(file);
    expect(codeOf(opening(file))).toBe('database-damaged');
    expect(hashOf(file)).toBe(before);
  });
  test.each([
    ['its magic', 0, Buffer.from('SQLite format 4')],
    ['its page size', 16, Buffer.from([3, 7])],
    ['its format versions', 18, Buffer.from([9, 9])],
    ['its first page', 100, Buffer.alloc(200, 0xee)],
  ])('a flipped header: %s', (_name, at, bytes) => {
    const { file } = filled();
    overwrite(file, at, bytes);
    const before = hashOf(file);
    expect(['database-damaged', 'data-dir-unusable']).toContain(codeOf(opening(file)));
    expect(hashOf(file)).toBe(before);
  });
  test('cut off in the middle, or with pages overwritten: scanning says that it is damaged, and keeps nothing', () => {
    const { file } = filled();
    const size = statSync(file).size;
    overwrite(file, 4_096, Buffer.alloc(size - 4_096, 0xa5));
    let code: ErrorCode | null = null;
    try {
      const b = bench({ dir: join(file, '..') });
      code = codeOf(() => b.scan('SF1234567890123'));
    } catch (error) {
      if (!(error instanceof StationError)) throw error;
      code = error.code;
    }
    expect(code).toBe('database-damaged');
    expect(statSync(file).size).toBe(size);
  });
  test.each(['missing', 'empty'])('%s, with a WAL that has what was answered', (how) => {
    const { file, wal } = withWal();
    if (how === 'missing') rmSync(file);
    else truncateSync(file);
    const before = hashOf(wal);
    expect(codeOf(opening(file))).toBe('database-damaged');
    expect(hashOf(wal)).toBe(before);
    expect(existsSync(file)).toBe(how === 'empty');
  });
  test('a folder in its place', () => {
    const dir = tempDir();
    mkdirSync(join(dir, 'station.db'));
    expect(codeOf(opening(join(dir, 'station.db')))).toBe('data-dir-unusable');
    expect(statSync(join(dir, 'station.db')).isDirectory()).toBe(true);
  });
  test('a file in place of its folder', () => {
    const dir = tempDir();
    writeFileSync(join(dir, 'data'), 'mine');
    expect(codeOf(opening(join(dir, 'data', 'station.db')))).toBe('data-dir-unusable');
    expect(readFileSync(join(dir, 'data'), 'utf8')).toBe('mine');
  });
});

describe('another program', () => {
  test('that locks the whole database: opening says so and leaves it; afterwards it opens', async () => {
    const { file, scans } = filled();
    const letGo = await otherProgram(file, 'PRAGMA journal_mode = DELETE;BEGIN EXCLUSIVE');
    const before = hashOf(file);
    expect(codeOf(opening(file))).toBe('database-locked');
    expect(hashOf(file)).toBe(before);
    await letGo();
    const b = bench({ dir: join(file, '..') });
    expect(b.rows()['scans']).toBe(scans);
  });
  test('that writes for long: a scan says so and records nothing; afterwards it is taken', async () => {
    const b = bench();
    b.store().db.pragma('busy_timeout = 50');
    const letGo = await otherProgram(b.file, 'BEGIN IMMEDIATE');
    const before = b.rows();
    expect(codeOf(() => b.scan('SF1234567890123'))).toBe('database-locked');
    expect(codeOf(() => b.store().meta.set('a', 'b'))).toBe('database-locked');
    expect(b.rows()).toEqual(before);
    await letGo();
    expect(b.scan('SF1234567890123').decision.verdict).toBe('unknown');
  });
  test('that reads does not disturb', async () => {
    const b = bench();
    const letGo = await otherProgram(b.file, 'BEGIN;SELECT count(*) FROM scans');
    expect(b.scan('SF1234567890123').decision.verdict).toBe('unknown');
    await letGo();
  });
});
