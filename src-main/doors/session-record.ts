import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Session } from '../../src-shared/contract/session.ts';
import { ROLES } from '../../src-shared/domain/roles.ts';
import { STATION_DB, orClosed } from '../store/database-of-account.ts';
import { refuseLoneWal } from '../store/open-database.ts';
import { openStore, type Store } from '../store/store.ts';

/** Who is signed in, without secrets: kept in the station's database, so that a restart without a network goes on. */
const record = z.object({
  account: z.object({ id: z.string(), name: z.string() }),
  operator: z.object({ id: z.string(), name: z.string() }),
  roles: z.array(z.enum(ROLES)),
  mustChangePassword: z.boolean(),
  agreementVersion: z.string(),
  acceptedAgreementVersion: z.string().nullable(),
  /** Where the session is: settings that are lost take it from nobody. Null in a practice, and of an earlier version. */
  accountApi: z.string().nullable().default(null),
});
export type SessionRecord = z.infer<typeof record>;

export function recordOf(answer: Session, accountApi: string | null): SessionRecord {
  return record.parse({ ...answer, accountApi });
}

export function readRecord(store: Store): SessionRecord | null {
  const kept = store.meta.get('session') ?? 'null';
  try {
    const read = record.safeParse(JSON.parse(kept));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}

export function writeRecord(store: Store, value: SessionRecord | null): void {
  store.meta.set('session', value && JSON.stringify(value));
}

/** The account that was signed in when the program last ended; null where nobody was. Throws as openStore. */
export function lastSession(dir: string): string | null {
  const file = join(dir, STATION_DB);
  refuseLoneWal(file);
  if (!existsSync(file)) return null;
  const store = openStore(file);
  const accountId = orClosed(store, () => readRecord(store) && store.meta.get('accountId'));
  store.close();
  return accountId;
}
