import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { openWorldDatabase, type Db } from '../../src-main/practice/stage/database.ts';
import { VERSIONS } from '../../src-main/practice/stage/tables.ts';
import { tempDir } from '../support/station.ts';

const shape = (db: Db): unknown => db.prepare('SELECT type, name, sql FROM sqlite_master ORDER BY type, name').all();

/** A practice world as a program of that version left it. */
function worldOf(version: number, entitlements = '4'): string {
  const dir = tempDir();
  const old = new Database(join(dir, 'practice-3.db'));
  old.exec(VERSIONS.slice(0, version).join(''));
  old.prepare("INSERT INTO kept VALUES ('entitlements-version', ?)").run(entitlements);
  old.pragma(`user_version = ${version}`);
  old.close();
  return dir;
}

describe('a practice world from before', () => {
  test.each(VERSIONS.slice(1).map((_, at) => at + 1))('version %i goes on with every table of today, and again after that', (version) => {
    const fresh = openWorldDatabase(tempDir(), 3);
    const dir = worldOf(version);
    const db = openWorldDatabase(dir, 3);
    expect(shape(db)).toEqual(shape(fresh));
    fresh.close();
    db.close();
    openWorldDatabase(dir, 3).close();
  });
  test('that lies in the station\'s data folder is moved to its own, with what is in its WAL', () => {
    const used = openWorldDatabase(tempDir(), 3);
    used.prepare("INSERT INTO kept VALUES ('marked', 'yes')").run();
    const before = tempDir();
    cpSync(join(used.name, '..'), before, { recursive: true });
    used.close();
    expect(readdirSync(before)).toContain('practice-3.db-wal');
    const dir = join(tempDir(), 'data.practice');
    const db = openWorldDatabase(dir, 3, before);
    expect(db.prepare("SELECT value FROM kept WHERE name = 'marked'").pluck().get()).toBe('yes');
    expect(readdirSync(before)).toEqual([]);
    db.close();
    const again = openWorldDatabase(dir, 3, before);
    expect(again.prepare("SELECT value FROM kept WHERE name = 'marked'").pluck().get()).toBe('yes');
    again.close();
  });
  test('the delivery reports tells that its price list changed, a later one does not', () => {
    const version = (dir: string): unknown => {
      const db = openWorldDatabase(dir, 3);
      const value = db.prepare("SELECT value FROM kept WHERE name = 'entitlements-version'").pluck().get();
      db.close();
      return value;
    };
    expect([version(worldOf(1)), version(worldOf(2))]).toEqual(['5', '4']);
  });
});
