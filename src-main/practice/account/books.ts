import type { JobKind } from '../../../src-shared/domain/work.ts';
import type { LedgerRow } from '../../../src-shared/contract/money.ts';
import type { Stage } from '../stage/stage.ts';

/** What a ledger row tells beside its amounts. */
export type About = { readonly number?: string; readonly work?: JobKind; readonly stationName?: string; readonly reason?: 'delivery-failed' | 'charged-before' };

/**
 * The only way a balance changes: the balance and its ledger row together, in the caller's transaction. `amount` is
 * signed 厘, `charged` what a capture took from escrow. Throws (SQLite's CHECK) rather than going below zero.
 */
export function book(stage: Stage, accountId: string, kind: LedgerRow['kind'], amount: number, charged = 0, about: About = {}): void {
  const row = stage.sql<{ balance: number }>('UPDATE accounts SET balance = balance + ? WHERE account_id = ? RETURNING balance').get(amount, accountId);
  if (!row) throw new Error(`no account ${accountId}`);
  stage
    .sql('INSERT INTO ledger (account_id, at, kind, amount, charged, balance, number, work, station_name, reason) VALUES (?,?,?,?,?,?,?,?,?,?)')
    .run(accountId, stage.now(), kind, amount, charged, row.balance, about.number ?? null, about.work ?? null, about.stationName ?? null, about.reason ?? null);
}

export function openingBalance(stage: Stage, accountId: string, name: string, amount: number): void {
  stage.sql('INSERT INTO accounts (account_id, name) VALUES (?,?)').run(accountId, name);
  book(stage, accountId, 'top-up', amount);
}

export type Books = { balance: number; escrow: number; toppedUp: number; adjusted: number; captured: number; refunded: number };

/** Every figure counted from its own rows, none from another figure. */
export function booksOf(stage: Stage, accountId: string): Books {
  const one = (text: string): number => stage.sql<{ li: number | null }>(text).get(accountId)?.li ?? 0;
  return {
    balance: one('SELECT balance AS li FROM accounts WHERE account_id = ?'),
    escrow: one("SELECT sum(amount - captured) AS li FROM leases WHERE account_id = ? AND state <> 'closed'"),
    toppedUp: one("SELECT sum(amount) AS li FROM ledger WHERE account_id = ? AND kind = 'top-up'"),
    adjusted: one("SELECT sum(amount) AS li FROM ledger WHERE account_id = ? AND kind = 'adjustment'"),
    captured: one('SELECT sum(amount) AS li FROM captures WHERE account_id = ?'),
    refunded: one('SELECT sum(refunded) AS li FROM captures WHERE account_id = ?'),
  };
}

/** Conservation (money.md): what came in is in the balance, lent out, or spent and not refunded. `off` is 0, to the 厘. */
export function conservation(stage: Stage, accountId: string): { readonly holds: boolean; readonly off: number; readonly ledgerAgrees: boolean } {
  const { balance, escrow, toppedUp, adjusted, captured, refunded } = booksOf(stage, accountId);
  const off = toppedUp + adjusted - (balance + escrow + captured - refunded);
  const told = stage
    .sql<{ amount: number | null; charged: number | null }>('SELECT sum(amount) AS amount, sum(charged) AS charged FROM ledger WHERE account_id = ?')
    .get(accountId);
  const ledgerAgrees = (told?.amount ?? 0) === balance && (told?.charged ?? 0) === captured;
  return { holds: off === 0 && ledgerAgrees && balance >= 0 && escrow >= 0, off, ledgerAgrees };
}
