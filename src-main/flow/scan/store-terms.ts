import { storeTerms, type StoreTerms } from '../../../src-shared/contract/stores.ts';
import type { Store } from '../../store/store.ts';

type Row = { store_id: string; name: string; platform: string | null; authorised_at: number | null; authorised_by: string | null; rules: string };
const VERSION = 'stores.version';

/** Each store's authorisation and conversion rules as the account API last told them; they hold without a network too. */
export function storeTermRows(store: Store) {
  const { sql, meta, transaction } = store;
  /** The version that was told in this run: another version of the program reads more of it, and an API that was put back tells something else under it. */
  let known: string | null = null;
  const find = (storeId: string): StoreTerms | null => {
    const row = sql<Row>('SELECT * FROM store_terms WHERE store_id = ?').get(storeId);
    return row ? termsOf(row) : null;
  };
  const put = ({ storeId, name, platform, authorised, rules }: StoreTerms): void =>
    void sql('INSERT OR REPLACE INTO store_terms (store_id, name, platform, authorised_at, authorised_by, rules) VALUES (?,?,?,?,?,?)').run(
      storeId, name, platform, authorised?.at ?? null, authorised?.by ?? null, JSON.stringify(rules),
    );
  return {
    /** As last heard; null before the account API ever told them. */
    version: (): string | null => meta.get(VERSION),
    /** What the account API need not tell again. */
    known: (): string | null => known,
    askAnew: (): void => void (known = null),
    find,
    all: (): StoreTerms[] => sql<Row>('SELECT * FROM store_terms ORDER BY platform, store_id').all().map(termsOf),
    isAuthorised: (storeId: string): boolean => sql('SELECT 1 FROM store_terms WHERE store_id = ? AND authorised_at IS NOT NULL').get(storeId) !== undefined,
    put,
    /** All of them anew, in one transaction. */
    replace(version: string, all: readonly StoreTerms[]): void {
      transaction(() => {
        sql('DELETE FROM store_terms').run();
        all.forEach(put);
        meta.set(VERSION, version);
      });
      known = version;
    },
  };
}
export type StoreTermRows = ReturnType<typeof storeTermRows>;

function termsOf(row: Row): StoreTerms {
  const authorised = row.authorised_at === null ? null : { at: row.authorised_at, by: row.authorised_by ?? '' };
  return storeTerms.parse({ storeId: row.store_id, name: row.name, platform: row.platform, authorised, rules: JSON.parse(row.rules) as unknown });
}
