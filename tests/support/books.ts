import { createHash } from 'node:crypto';
import type { Store } from '../../src-main/store/store.ts';
import { journalBody } from '../../src-shared/contract/money.ts';

type Lease = { lease_id: string; amount: number; held: number; captured: number };
type Hold = { hold_id: string; job_id: number; lease_id: string; amount: number; state: string };
type Told = { state: string; amount: number; jobId: string };

/**
 * What must hold of the money at any moment (money.md, invariants): no lease spent beyond its amount, its sums the sums
 * of its holds, one charge a job, and a journal that tells exactly this, gap-free and chained. Empty where all is well.
 */
export function unsoundBooks(store: Pick<Store, 'sql'>): string[] {
  const holds = store.sql<Hold>('SELECT * FROM holds').all();
  return [...unsoundLeases(store, holds), ...unsoundCharges(store, holds), ...unsoundJournal(store, holds), ...unsoundCounts(store), ...unsoundRefunds(store)];
}

/** The counts of open jobs, but of those that are being called, are kept by triggers: they must be those of the rows. */
function unsoundCounts(store: Pick<Store, 'sql'>): string[] {
  const rows = store.sql("SELECT state, coalesce(waits, '') AS waits, count(*) AS n, sum(price) AS price FROM jobs WHERE state IN ('waiting', 'unknown', 'parked') GROUP BY state, waits ORDER BY state, waits").all();
  const counted = store.sql('SELECT * FROM job_counts WHERE n <> 0 OR price <> 0 ORDER BY state, waits').all();
  return JSON.stringify(rows) === JSON.stringify(counted) ? [] : [`open jobs are counted as ${JSON.stringify(counted)} and are ${JSON.stringify(rows)}`];
}

function unsoundLeases(store: Pick<Store, 'sql'>, holds: readonly Hold[]): string[] {
  const sums = new Map<string, number>();
  for (const { lease_id, state, amount } of holds) sums.set(`${lease_id} ${state}`, (sums.get(`${lease_id} ${state}`) ?? 0) + amount);
  const found: string[] = [];
  for (const { lease_id: id, amount, held, captured } of store.sql<Lease>('SELECT * FROM leases').all()) {
    const told = { held: sums.get(`${id} open`) ?? 0, captured: sums.get(`${id} captured`) ?? 0 };
    if (held + captured > amount) found.push(`lease ${id}: ${held} held and ${captured} captured of ${amount}`);
    if (held !== told.held || captured !== told.captured) found.push(`lease ${id}: ${held} held, ${captured} captured; its holds say ${told.held}, ${told.captured}`);
  }
  return found;
}

function unsoundCharges(store: Pick<Store, 'sql'>, holds: readonly Hold[]): string[] {
  const found: string[] = [];
  const charged = new Map<number, number>();
  for (const { job_id, state, amount } of holds) {
    if (state !== 'captured') continue;
    if (charged.has(job_id)) found.push(`job ${job_id} is charged twice`);
    charged.set(job_id, amount);
  }
  for (const job of store.sql<{ id: number; charged: number; state: string }>('SELECT id, charged, state FROM jobs').all()) {
    const captured = charged.get(job.id) ?? 0;
    if (job.charged !== captured) found.push(`job ${job.id} says ${job.charged} charged, its hold ${captured}`);
    if (captured > 0 && job.state !== 'done') found.push(`job ${job.id} is charged and ${job.state}`);
  }
  return found;
}

/** Each refund is counted once for its job and its lease; one for a failed delivery is told once, or again word for word. */
function unsoundRefunds(store: Pick<Store, 'sql'>): string[] {
  const wrong = (of: string, column: string): string[] =>
    store.sql<{ id: string | number }>(`SELECT t.${column} AS id FROM ${of} t LEFT JOIN (SELECT h.${of === 'jobs' ? 'job_id' : 'lease_id'} AS of_id, sum(r.amount) AS sum FROM refunds r JOIN holds h USING (hold_id) GROUP BY 1) ON of_id = t.${column} WHERE refunded <> coalesce(sum, 0)`)
      .all()
      .map(({ id }) => `${of} ${id}: its refunds are not what it counts`);
  const told = store.sql<{ names: string; n: number; kept: number }>(
    `SELECT body ->> '$.holdId' AS names, count(DISTINCT body) AS n, (SELECT count(*) FROM refunds WHERE names = body ->> '$.holdId' AND reason = 'delivery-failed') AS kept
     FROM journal WHERE body ->> '$.kind' = 'refund' GROUP BY names`,
  ).all();
  return [...wrong('jobs', 'id'), ...wrong('leases', 'lease_id'), ...told.filter(({ n, kept }) => n !== 1 || kept !== 1).map(({ names, n, kept }) => `${names} is refunded ${n} times, ${kept} known`)];
}

function unsoundJournal(store: Pick<Store, 'sql'>, holds: readonly Hold[]): string[] {
  const found: string[] = [];
  const told = new Map<string, Told>();
  /** The open holds of each job, as the journal has told them so far. */
  const open = new Map<string, number>();
  const prices = new Map(store.sql<{ id: number; price: number }>('SELECT id, price FROM jobs').all().map(({ id, price }) => [String(id), price]));
  const moves = new Set<string>();
  /** Entries at the start of this epoch that were told before. */
  let again = 0;
  let last = { epoch: 0, sequence: 0, hash: '' };
  for (const entry of store.sql<{ epoch: number; sequence: number; hash: string; body: string }>('SELECT * FROM journal ORDER BY epoch, sequence').all()) {
    const before = entry.epoch === last.epoch ? last : { sequence: 0, hash: '0'.repeat(64) };
    if (entry.sequence !== before.sequence + 1) found.push(`journal: ${entry.sequence} follows ${before.sequence}`);
    if (entry.hash !== createHash('sha256').update(before.hash + entry.body).digest('hex')) found.push(`journal: the chain breaks at ${entry.sequence}`);
    last = entry;
    if (entry.sequence === 1) again = 0;
    // What moves money and the API may not have had is told again, word for word, in the next epoch.
    if (entry.sequence === again + 1 && moves.has(entry.body)) {
      again += 1;
      continue;
    }
    const body = journalBody.parse(JSON.parse(entry.body));
    if (body.kind === 'capture' || body.kind === 'refund' || body.kind === 'close') moves.add(entry.body);
    if (body.kind === 'hold') {
      if (told.has(body.holdId)) found.push(`journal: ${body.holdId} is held twice`);
      told.set(body.holdId, { state: 'open', amount: body.amount, jobId: body.jobId });
      open.set(body.jobId, (open.get(body.jobId) ?? 0) + 1);
    } else if (body.kind === 'capture' || body.kind === 'void') {
      const held = told.get(body.holdId);
      if (held?.state !== 'open') found.push(`journal: ${body.kind} of ${body.holdId}, which is not open`);
      if (body.kind === 'capture' && body.amount > (held?.amount ?? -1)) found.push(`journal: ${body.holdId} captures more than it held`);
      told.set(body.holdId, { state: body.kind === 'capture' ? 'captured' : 'void', amount: held?.amount ?? -1, jobId: body.jobId });
      open.set(body.jobId, (open.get(body.jobId) ?? 0) - 1);
    } else if (body.kind === 'call' && (prices.get(body.jobId) ?? 0) > 0 && (open.get(body.jobId) ?? 0) < 1) {
      found.push(`money first: job ${body.jobId} was called without a hold`);
    }
  }
  const asTold = (hold: Hold): boolean => {
    const entry = told.get(hold.hold_id);
    return entry?.state === hold.state && entry.amount === hold.amount && entry.jobId === String(hold.job_id);
  };
  found.push(...holds.filter((hold) => !asTold(hold)).map((hold) => `hold ${hold.hold_id} is ${hold.state}, which the journal does not tell`));
  if (told.size !== holds.length) found.push(`the journal tells of ${told.size} holds, there are ${holds.length}`);
  return found;
}
