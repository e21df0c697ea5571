import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openStore, type Store } from '../../src-main/store/store.ts';
import { tempDir } from '../support/station.ts';

function store(): Store {
  const opened = openStore(join(tempDir(), 'station.db'));
  onTestFinished(opened.close);
  return opened;
}

describe('reading', () => {
  test('gives what was read, and leaves no transaction open', () => {
    const { reading, meta, db } = store();
    meta.set('a', '1');
    expect(reading(() => [db.inTransaction, meta.get('a')])).toEqual([true, '1']);
    expect(db.inTransaction).toBe(false);
  });

  test('begins no transaction: what that has written would not be on the disk when it returns', () => {
    const { reading, transaction, meta, db } = store();
    expect(() => reading(() => meta.set('a', '1'))).toThrow('begun while reading');
    expect(meta.get('a')).toBeNull();
    expect(db.inTransaction).toBe(false);
    transaction(() => meta.set('a', '2'));
    expect(meta.get('a')).toBe('2');
  });

  test('inside a transaction sees what that has written, and may be followed by more', () => {
    const { reading, transaction, meta } = store();
    transaction(() => {
      meta.set('a', '1');
      expect(reading(() => meta.get('a'))).toBe('1');
      meta.set('a', '2');
    });
    expect(meta.get('a')).toBe('2');
  });

  test('inside another one is the same one', () => {
    const { reading, transaction, meta } = store();
    expect(() => reading(() => {
      reading(() => meta.get('a'));
      transaction(() => meta.set('a', '1'));
    })).toThrow('begun while reading');
  });
});
