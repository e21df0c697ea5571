import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { adoptEpoch, tellAgain } from '../../src-main/flow/ledger/epoch.ts';
import { oneScan, type Desk } from '../../src-main/flow/one-scan.ts';
import type { Operator } from '../../src-main/flow/scan/scan-rows.ts';
import { claimReady, recoverClaims, type Claim } from '../../src-main/flow/queue/claim.ts';
import type { JobRow } from '../../src-main/flow/queue/job-rows.ts';
import type { Outcome } from '../../src-main/flow/queue/task.ts';
import { actOnException, exceptionRows } from '../../src-main/flow/screen/exceptions.ts';
import { settle } from '../../src-main/flow/settle.ts';
import { release, steps, type Steps } from '../../src-main/flow/steps.ts';
import { mayCall } from '../../src-main/flow/may-call.ts';
import { openStore, type Store } from '../../src-main/store/store.ts';
import { journalBody, type JournalBody } from '../../src-shared/contract/money.ts';
import type { Entitlements } from '../../src-shared/contract/parcels.ts';
import type { ExceptionAction } from '../../src-shared/bridge/views.ts';
import type { JobKind } from '../../src-shared/domain/work.ts';
import { unsoundBooks } from './books.ts';
import { AUTHORISED, entitlementsWith, messageRulesWith } from './samples.ts';
import type { MessageRules } from '../../src-shared/contract/templates.ts';

const DESK: Desk = { accountId: 'acct', operator: { id: 'op-1', name: '李四' }, station: '03' };
/** 12:00 on a day in UTC+8. */
export const NOON = Date.UTC(2026, 10, 24, 4);
const DAY = 86_400_000;

/** A folder of its own that goes with the test. */
export function tempDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'station-test-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

export type Bench = ReturnType<typeof bench>;

/**
 * The flow over a real database, without its background: time stands still, and a turn calls what is ready and settles
 * what the test says. Epoch 1 is open; nothing is lent.
 */
export function bench(given: { readonly dir?: string; readonly epoch?: number } = {}) {
  const dir = given.dir ?? tempDir();
  const file = join(dir, 'station.db');
  const time = { now: NOON };
  let ids = 0;
  let random = 1;
  let entitlements: Entitlements | null = entitlementsWith();
  let rules: MessageRules | null = messageRulesWith();
  let optOutsHeard = true;
  const messaging = { rules: () => rules, optOutsHeard: () => optOutsHeard, fingerprint: (phone: string) => `person-${phone.slice(-4)}` };
  let store: Store;
  let flow: Steps;
  const open = (): void => {
    store = openStore(file);
    flow = steps({ store, now: () => time.now, told: () => time.now, newId: () => `id-${(ids += 1)}`, random: () => random, entitlements: () => entitlements, messaging });
    flow.stores.replace('1', [AUTHORISED]);
  };
  open();
  onTestFinished(() => store.close());
  const newEpoch = (epoch: number): boolean => {
    const adopted = adoptEpoch(store, flow.ledger, epoch, time.now);
    while (tellAgain(store, flow.ledger));
    return adopted;
  };
  newEpoch(given.epoch ?? 1);

  const claims = (): Claim[] => claimReady(store, time.now, () => 1_000, () => `claim-${(ids += 1)}`, (claim) => mayCall(flow, claim));
  return {
    dir,
    file,
    time,
    flow: () => flow,
    store: () => store,
    /** Ends the process: what is under way is lost, and the next one asks about it. */
    crash(): void {
      store.close();
      open();
      recoverClaims(store, time.now);
    },
    newEpoch,
    setEntitlements: (next: Entitlements | null): void => void (entitlements = next),
    setMessageRules: (next: MessageRules | null): void => void (rules = next),
    setOptOutsHeard: (next: boolean): void => void (optOutsHeard = next),
    /** 0 to 1: where in its jitter a backoff falls. */
    setRandom: (next: number): void => void (random = next),
    scan: (text: string) => oneScan(flow, DESK, text),
    /** 李四, or another, decides what becomes of a parked job, by what 异常 shows of it. */
    decide: (jobId: number | string, action: ExceptionAction, by: Operator = DESK.operator): number =>
      actOnException(flow, { jobId: String(jobId), action, problem: exceptionRows(flow).find((row) => row.jobId === String(jobId))?.error ?? 'internal' }, by),
    /** A lease arrives, as the API would grant it; what waited for money looks again. */
    lend(amount: number, over: { readonly leaseId?: string; readonly spendUntil?: number } = {}): string {
      const grantId = store.transaction(() => flow.ledger.ask(amount, time.now));
      const leaseId = over.leaseId ?? `lease-${grantId}`;
      store.transaction(() => flow.ledger.granted({ leaseId, grantId, amount, spendUntil: over.spendUntil ?? time.now + DAY, priceVersion: 1 }));
      this.goOn('funds');
      return leaseId;
    },
    goOn(waits: 'funds' | 'service-off'): void {
      store.transaction(() => [...(waits === 'funds' ? flow.jobs.heldOnLost(1_000) : []), ...flow.jobs.waitingFor(waits, 1_000)].forEach((job) => release(flow, job)));
    },
    claims,
    settle: (claim: Claim, outcome: Outcome) => settle(flow, [{ claim, outcome }]).changed,
    /** Calls or asks about everything that is ready now. Returns what was claimed. */
    turn(outcomeOf: (claim: Claim) => Outcome): Claim[] {
      const claimed = claims();
      settle(flow, claimed.map((claim) => ({ claim, outcome: outcomeOf(claim) })));
      return claimed;
    },
    /** Turns, moving time to whatever is ready next, until nothing is ready any more; `most` turns at most. */
    run(outcomeOf: (claim: Claim) => Outcome, most = 60): Claim[] {
      const all: Claim[] = [];
      for (let turns = 0; turns < most; turns += 1) {
        const next = store.sql<{ at: number | null }>("SELECT min(ready_at) AS at FROM jobs WHERE state IN ('waiting', 'unknown') AND ready_at IS NOT NULL").get()?.at ?? null;
        if (next === null) return all;
        time.now = Math.max(time.now, next);
        all.push(...this.turn(outcomeOf));
      }
      throw new Error(`still something ready after ${most} turns`);
    },
    job(kind: JobKind, scanId = 1): JobRow {
      const job = flow.jobs.ofScan(scanId).find((row) => row.kind === kind);
      if (!job) throw new Error(`no ${kind} of scan ${scanId}`);
      return job;
    },
    journal: (epoch = flow.ledger.epoch()): JournalBody[] =>
      store.sql<{ body: string }>('SELECT body FROM journal WHERE epoch = ? ORDER BY sequence').all(epoch).map(({ body }) => journalBody.parse(JSON.parse(body))),
    /** How many rows each table has: what a transaction left. */
    rows(): Record<string, number> {
      const tables = ['scans', 'day_counts', 'jobs', 'attempts', 'decisions', 'holds', 'leases', 'journal', 'meta'];
      return Object.fromEntries(tables.map((table) => [table, store.sql<{ n: number }>(`SELECT count(*) AS n FROM ${table}`).get()?.n ?? -1]));
    },
  };
}

export const OUTCOMES = {
  converted: (number = 'YT9876543210987'): Outcome => ({ kind: 'done', result: { kind: 'conversion', number, courier: 'yto', reference: 'ref-1' } }),
  bound: (): Outcome => ({ kind: 'done', result: { kind: 'binding', number: '17000000001', until: NOON + 30 * DAY, reference: '17000000001' } }),
  reference: (): Outcome => ({ kind: 'done', result: { kind: 'reference', reference: 'ref-2' } }),
  unknown: { kind: 'unknown', about: 'HTTP 500' },
  absent: { kind: 'absent' },
  offline: { kind: 'later', why: 'offline', after: null, about: 'ECONNREFUSED' },
} as const;

/** Every call does its work. */
export function works({ job }: Claim): Outcome {
  if (job.kind === 'sync' || job.kind === 'trace') return OUTCOMES.converted(`N${job.number}`);
  return job.kind === 'privacy' ? OUTCOMES.bound() : OUTCOMES.reference();
}

/** What must hold of the money at any moment. */
export function expectSoundBooks(store: Store): void {
  expect(unsoundBooks(store)).toEqual([]);
}

/** Set aside and not charged, in 厘. */
export const held = (b: Bench): number => b.flow().ledger.totals().held;
