import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { databaseOfAccount, markOfAccount } from '../../src-main/store/database-of-account.ts';
import { markFile } from '../../src-main/store/mark-file.ts';
import { openStore } from '../../src-main/store/store.ts';
import { codeOf } from '../support/code-of.ts';
import { aParcel } from '../support/samples.ts';
import { bench, expectSoundBooks, tempDir, works } from '../support/station.ts';
import { otherProgram, withWal } from '../support/station-files.ts';

const hashOf = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');
const opening = (file: string) => () => openStore(file).close();

describe('a database belongs to its account', () => {
  const owned = (dir: string, account: string, mark?: string): string | null => {
    const store = databaseOfAccount(dir, account);
    try {
      if (mark !== undefined) store.meta.set('mark', mark);
      expect(store.meta.get('accountId')).toBe(account);
      return store.meta.get('mark');
    } finally {
      store.close();
    }
  };
  test("another account's is kept and comes back with what was queued", () => {
    const dir = tempDir();
    const b = bench({ dir });
    b.store().meta.set('accountId', 'a');
    b.lend(1_000);
    b.flow().parcels.put(aParcel());
    b.scan(aParcel().number);
    b.store().close();

    owned(dir, 'b', 'of b');
    expect(readdirSync(dir).filter((name) => name.endsWith('.db')).sort()).toEqual(['station-a.db', 'station.db']);
    expect(owned(dir, 'c')).toBeNull();
    expect(owned(dir, 'b')).toBe('of b');
    databaseOfAccount(dir, 'a').close();
    const back = bench({ dir });
    back.run(works);
    expect(back.flow().jobs.ofScan(1).map(({ state }) => state)).toEqual(['done', 'done', 'done']);
    expectSoundBooks(back.store());
  });
  test('the first account takes a database that has no owner yet', () => {
    const dir = tempDir();
    opening(join(dir, 'station.db'))();
    owned(dir, 'a', 'of a');
    expect(readdirSync(dir).filter((name) => name.endsWith('.db'))).toEqual(['station.db']);
    expect(owned(dir, 'a')).toBe('of a');
  });
  test.each(['../../elsewhere', 'a/b', '..', '账号 1', 'CON', 'a\\b'])('an account named %j keeps its database in the folder', (account) => {
    const dir = join(tempDir(), 'inner');
    mkdirSync(dir);
    owned(dir, account, 'mine');
    owned(dir, 'other');
    expect(readdirSync(join(dir, '..'))).toEqual(['inner']);
    expect(owned(dir, account)).toBe('mine');
  });
  test.each([128, 60, 27, 12])('an account whose id is %i Chinese characters long, as the contract allows, keeps its database and its mark', async (length) => {
    const dir = tempDir();
    const [account, alike] = ['店'.repeat(length), `${'店'.repeat(length - 1)}铺`] as const;
    owned(dir, account, 'mine');
    owned(dir, alike, 'of the other');
    expect([owned(dir, account), owned(dir, alike)]).toEqual(['mine', 'of the other']);
    await markOfAccount(dir, account).put('first');
    await markOfAccount(dir, alike).put('second');
    expect([account, alike].map((id) => markOfAccount(dir, id).get())).toEqual(['first', 'second']);
    for (const name of readdirSync(dir)) expect(name.length).toBeLessThanOrEqual(140);
  });
  test('what an older version has kept under a long name is still its account\'s', async () => {
    const dir = tempDir();
    const account = '店'.repeat(24);
    owned(dir, account, 'mine');
    owned(dir, 'other');
    const kept = readdirSync(dir).find((name) => /^station-.+\.db$/.test(name)) ?? '';
    renameSync(join(dir, kept), join(dir, `station-${encodeURIComponent(account)}.db`));
    expect(owned(dir, account)).toBe('mine');
    await markFile(join(dir, `mark-${encodeURIComponent(account)}`)).put('before');
    expect(markOfAccount(dir, account).get()).toBe('before');
  });
  test('a crash between putting one away and bringing the other back forgets neither', () => {
    const dir = tempDir();
    owned(dir, 'a', 'of a');
    owned(dir, 'b', 'of b');
    // The power fails when b was put away and a was not back yet.
    renameSync(join(dir, 'station.db'), join(dir, 'station-b.db'));
    expect(owned(dir, 'b')).toBe('of b');
    expect(owned(dir, 'a')).toBe('of a');
    expect(owned(dir, 'b')).toBe('of b');
  });
  test.each(['whole', 'empty'])('one without an owner (%s), that a crash has left in its place, hides none that is kept', (how) => {
    const dir = tempDir();
    owned(dir, 'a', 'of a');
    // The power fails when a's was put away for another account, and the new one has no owner yet.
    renameSync(join(dir, 'station.db'), join(dir, 'station-a.db'));
    if (how === 'whole') opening(join(dir, 'station.db'))();
    else writeFileSync(join(dir, 'station.db'), '');
    expect(owned(dir, 'a')).toBe('of a');
    expect(readdirSync(dir).filter((name) => name.endsWith('.db')).sort()).toEqual([expect.stringMatching(/^station-unowned-\d+\.db$/), 'station.db']);
  });
  test('one that is kept is never written over', () => {
    const dir = tempDir();
    owned(dir, 'a', 'old');
    renameSync(join(dir, 'station.db'), join(dir, 'station-a.db'));
    const store = openStore(join(dir, 'station.db'));
    store.meta.set('accountId', 'a');
    store.meta.set('mark', 'new');
    store.close();
    owned(dir, 'b');
    const marks = readdirSync(dir).filter((name) => /^station-a.*\.db$/.test(name)).map((name) => {
      const db = new Database(join(dir, name), { readonly: true });
      const mark = db.prepare("SELECT value FROM meta WHERE key = 'mark'").pluck().get();
      db.close();
      return mark;
    });
    expect(marks.sort()).toEqual(['new', 'old']);
    expect(existsSync(join(dir, 'station.db'))).toBe(true);
  });
  test.each(['SELECT count(*) FROM meta', 'BEGIN;SELECT count(*) FROM meta'])("another's stays where it is while a program has it open (%s)", async (reads) => {
    const dir = tempDir();
    owned(dir, 'a', 'of a');
    const store = openStore(join(dir, 'station.db'));
    const letGo = await otherProgram(join(dir, 'station.db'), reads);
    store.meta.set('mark', 'newer');
    store.close();
    expect(codeOf(() => databaseOfAccount(dir, 'b'))).toBe('database-locked');
    expect(readdirSync(dir).filter((name) => name.endsWith('.db'))).toEqual(['station.db']);
    await letGo();
    expect(owned(dir, 'b')).toBeNull();
    expect(owned(dir, 'a')).toBe('newer');
  });
  test('one that is kept comes back with what another program has left in its WAL', async () => {
    const dir = tempDir();
    owned(dir, 'a', 'of a');
    owned(dir, 'b');
    const kept = join(dir, 'station-a.db');
    const letGo = await otherProgram(kept, "PRAGMA wal_autocheckpoint = 0;UPDATE meta SET value = 'newer' WHERE key = 'mark'");
    expect(codeOf(() => databaseOfAccount(dir, 'a'))).toBe('database-locked');
    expect(existsSync(kept)).toBe(true);
    await letGo();
    expect(owned(dir, 'a')).toBe('newer');
  });
  test('one that is kept does not come back to a WAL that is not its own', () => {
    const { dir, file, wal } = withWal();
    rmSync(file);
    const store = openStore(join(dir, 'station-a.db'));
    store.meta.set('accountId', 'a');
    store.close();
    const before = hashOf(wal);
    expect(codeOf(() => databaseOfAccount(dir, 'a'))).toBe('database-damaged');
    expect(hashOf(wal)).toBe(before);
    expect(existsSync(join(dir, 'station-a.db'))).toBe(true);
  });
  test("that differs in upper and lower case alone is not another account's, where the disk takes both names for one", () => {
    const dir = tempDir();
    owned(dir, 'shop', 'of shop');
    owned(dir, 'other');
    // What such a disk would find under the other name.
    renameSync(join(dir, 'station-shop.db'), join(dir, 'station-Shop.db'));
    expect(codeOf(() => databaseOfAccount(dir, 'Shop'))).toBe('database-of-another');
    renameSync(join(dir, 'station-Shop.db'), join(dir, 'station-shop.db'));
    expect(owned(dir, 'shop')).toBe('of shop');
  });
});
