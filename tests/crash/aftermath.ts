import { join } from 'node:path';
import Database from 'better-sqlite3';
import { preparer } from '../../src-main/store/statements.ts';
import { SENT_VERDICTS } from '../../src-shared/domain/verdict.ts';
import { unsoundBooks } from '../support/books.ts';
import type { Answered } from './said.ts';

export type Aftermath = {
  /** Answered scans that are not in the database as they were answered. */
  readonly lost: string[];
  /** Jobs charged twice, numbers sent twice, work that is not settled and with nobody. */
  readonly wrong: string[];
  /** Scans that were recorded and whose answer the kill cut off. */
  readonly scansCut: number;
  /** Calls under way when a kill came. */
  readonly callsCut: number;
  readonly parked: Readonly<Record<string, number>>;
  readonly leases: number;
  /** Scans that were answered 余额不足 and paid later. */
  readonly noFunds: number;
};

/** What the kills left in station.db, read from the file and not from the program. */
export function aftermath(dir: string, answered: readonly Answered[], owed: ReadonlySet<string>): Aftermath {
  const db = new Database(join(dir, 'station.db'), { readonly: true, fileMustExist: true });
  try {
    const sql = preparer(db);
    // A pickup code that a parcel's track told has a row there too.
    const scans = new Map(sql<{ id: number; number: string; verdict: string }>("SELECT id, number, verdict FROM scans WHERE source = 'desk'").all().map((row) => [row.id, row]));
    const lost = answered.filter(({ scanId, number, verdict }) => scans.get(scanId)?.number !== number || scans.get(scanId)?.verdict !== verdict);
    const sent = new Map<string, number>();
    for (const { number, verdict } of scans.values()) if ((SENT_VERDICTS as readonly string[]).includes(verdict)) sent.set(number, (sent.get(number) ?? 0) + 1);
    const integrity = db.pragma('integrity_check', { simple: true }) as string;
    const open = sql<{ state: string; n: number }>("SELECT state, count(*) AS n FROM jobs WHERE state NOT IN ('done', 'parked') GROUP BY state").all();
    const parked = sql<{ kind: string; error: string; n: number }>("SELECT kind, error, count(*) AS n FROM jobs WHERE state = 'parked' GROUP BY kind, error").all();
    return {
      lost: lost.map(({ scanId, number, verdict }) => `scan ${scanId} of ${number}: ${verdict}`),
      wrong: [
        ...(integrity === 'ok' ? [] : [integrity]),
        ...unsoundBooks({ sql }),
        ...[...owed].filter((number) => sent.get(number) !== 1).map((number) => `${number} was sent ${sent.get(number) ?? 0} times`),
        ...open.map(({ state, n }) => `${n} jobs are ${state}`),
        // Only a message can be in doubt for good: its provider can neither be asked by key nor be called again.
        ...parked.filter(({ kind, error }) => kind !== 'forwarding-sms' || error !== 'provider-outcome-unknown').map(({ kind, error, n }) => `${n} ${kind} parked: ${error}`),
      ],
      scansCut: scans.size - new Set(answered.map(({ scanId }) => scanId)).size,
      callsCut: sql<{ n: number }>("SELECT count(*) AS n FROM attempts JOIN jobs ON jobs.id = job_id WHERE attempts.about = 'stopped' AND purpose = 'call' AND kind NOT IN ('write-back', 'unbind')").get()?.n ?? 0,
      leases: sql<{ n: number }>('SELECT count(*) AS n FROM leases').get()?.n ?? 0,
      noFunds: [...scans.values()].filter(({ verdict }) => verdict === 'no-funds').length,
      parked: Object.fromEntries(parked.map(({ kind, n }) => [kind, n])),
    };
  } finally {
    db.close();
  }
}
