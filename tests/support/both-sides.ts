import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { WorldState } from './practice.ts';

/** One side's view of the same shift; money in 厘. */
export type Side = {
  readonly sync: number;
  readonly trace: number;
  readonly writeBacks: number;
  readonly messages: number;
  readonly bindings: number;
  readonly captured: number;
  readonly escrow: number;
  readonly entries: number;
};

/** The station's side, read from its database and not from the program. */
export function stationSide(dataDir: string): Side & { readonly scans: Readonly<Record<string, number>>; readonly open: number; readonly interceptions: readonly string[] } {
  const db = new Database(join(dataDir, 'station.db'), { readonly: true, fileMustExist: true });
  try {
    const number = (sql: string, ...values: unknown[]): number => Number(db.prepare(sql).pluck().get(...values) ?? 0);
    const done = (kind: string): number => number("SELECT count(*) FROM jobs WHERE state = 'done' AND kind = ?", kind);
    const scans = db.prepare('SELECT verdict, count(*) AS n FROM scans GROUP BY verdict').all() as { verdict: string; n: number }[];
    return {
      sync: done('sync'),
      trace: done('trace'),
      writeBacks: done('write-back'),
      messages: done('forwarding-sms') + done('pickup-sms'),
      bindings: done('privacy'),
      captured: number('SELECT sum(captured) FROM leases'),
      escrow: number("SELECT sum(amount - captured) FROM leases WHERE state <> 'closed'"),
      entries: number('SELECT count(*) FROM journal'),
      scans: Object.fromEntries(scans.map(({ verdict, n }) => [verdict, n])),
      interceptions: db.prepare('SELECT number FROM interceptions').pluck().all() as string[],
      open: number("SELECT count(*) FROM jobs WHERE state IN ('waiting', 'calling', 'unknown', 'parked')"),
    };
  } finally {
    db.close();
  }
}

/** The outside's side: what the account API charged and what the providers did. */
export function worldSide(state: WorldState, accountId: string): Side {
  const account = state.accounts.find((one) => one.accountId === accountId);
  const sum = (of: 'captured' | 'escrow' | 'entries'): number => (account?.stations ?? []).reduce((total, station) => total + station[of], 0);
  const { sync, trace, messages, bindings, writeBacks } = state.effects;
  return { sync, trace, writeBacks, messages, bindings, captured: sum('captured'), escrow: sum('escrow'), entries: sum('entries') };
}

/** What differs between the two sides, and whatever happened twice or does not add up outside; empty where all is well. */
export function differences(station: Side, world: Side, state: WorldState): string[] {
  const names = ['sync', 'trace', 'writeBacks', 'messages', 'bindings', 'captured', 'escrow', 'entries'] as const;
  const found: string[] = names.filter((name) => station[name] !== world[name]).map((name) => `${name}: station ${station[name]}, outside ${world[name]}`);
  for (const [name, n] of Object.entries(state.duplicates)) if (n !== 0) found.push(`${n} ${name} happened twice`);
  for (const account of state.accounts) if (!account.conservation.holds) found.push(`the money of ${account.accountId} does not add up`);
  if (state.signatureFailures > 0) found.push(`${state.signatureFailures} wrong signatures`);
  return found;
}
