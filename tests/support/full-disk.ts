import type { Store } from '../../src-main/store/store.ts';

/** A disk that is full at the first write of one kind (`INSERT ON scans`), and what SQLite says then, until the trigger `full` is dropped. */
export function fullAt({ store }: { readonly store: Store }, write: string): void {
  store.db.function('disk_full', () => {
    throw Object.assign(new Error('full'), { code: 'SQLITE_FULL' });
  });
  store.db.exec(`CREATE TEMP TRIGGER full BEFORE ${write} BEGIN SELECT disk_full(); END`);
}
