import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Steps } from '../../src-main/flow/steps.ts';
import { numberOf } from '../support/samples.ts';
import { unsoundBooks } from '../support/books.ts';
import { openDesk, scanOn, waterOf } from './desk.ts';
import type { Mark } from './marks.ts';
import { A_PAGE, type Workload } from './workloads.ts';

export type Found = {
  /** Answers that the disk does not know any more. */
  readonly lost: string[];
  /** What does not open, fails its check, or breaks an invariant. */
  readonly broken: string[];
  /** Calls that may have begun and that the mark that was left does not cover. */
  readonly uncovered: string[];
  /** The database is older than the mark that was left: it would get a new epoch. */
  readonly behind: boolean;
};

const NOTHING: Found = { lost: [], broken: [], uncovered: [], behind: false };
const NEVER_SCANNED = numberOf(9_999);

/** Opens what a power cut left, as the next start of the program does, and looks for what had been answered. */
export function reopened(dir: string, workload: Workload, answered: readonly Mark[]): Found {
  if (!existsSync(join(dir, 'station.db')) && answered.length > 0) return { ...NOTHING, lost: answered.map((mark) => JSON.stringify(mark)), broken: ['the database is gone'] };
  let flow: Steps;
  try {
    flow = openDesk(dir);
  } catch (error) {
    return { ...NOTHING, broken: [`does not open: ${error instanceof Error ? `${error.message} ${String(error.cause)}` : String(error)}`] };
  }
  try {
    const lost = lostOf(flow, answered);
    const broken = brokenIn(flow, workload);
    const water = waterOf(dir, flow);
    const covered = water.sequence();
    const uncovered = answered.filter((mark) => mark.type === 'begun' && mark.sequence > covered).map((mark) => JSON.stringify(mark));
    const behind = water.isBehind();
    // The desk scans on.
    const { verdict } = scanOn(flow, NEVER_SCANNED).decision;
    if (verdict !== 'unknown') broken.push(`a number that was never scanned is ${verdict}`);
    return { lost, broken, uncovered, behind };
  } catch (error) {
    return { ...NOTHING, broken: [String(error)] };
  } finally {
    flow.store.close();
  }
}

function lostOf(flow: Steps, answered: readonly Mark[]): string[] {
  const { sql, meta } = flow.store;
  const parcels = sql<{ n: number }>('SELECT count(*) AS n FROM parcels').get()?.n ?? 0;
  const cursor = Number(meta.get('feed.orders') ?? 0);
  const states = new Map<number, string>();
  for (const mark of answered) if (mark.type === 'settled') states.set(mark.jobId, mark.state);
  const isThere = (mark: Mark): boolean => {
    switch (mark.type) {
      case 'scan': {
        const scan = flow.scans.find(mark.scanId);
        const jobs = sql<{ n: number }>('SELECT count(*) AS n FROM jobs WHERE scan_id = ?').get(mark.scanId)?.n;
        return scan?.number === mark.number && scan.verdict === mark.verdict && jobs === mark.jobs;
      }
      // Its claim is looked for, and the mark.
      case 'begun':
        return true;
      case 'claimed':
        return sql('SELECT 1 FROM attempts WHERE job_id = ? AND attempt = ?').get(mark.jobId, mark.attempt) !== undefined;
      case 'settled':
        // What ended has ended; the rest may have gone on since.
        return states.get(mark.jobId) !== 'done' || flow.jobs.find(mark.jobId)?.state === 'done';
      case 'feed':
        return cursor >= mark.page && parcels >= mark.page * A_PAGE;
    }
  };
  return answered.filter((mark) => !isThere(mark)).map((mark) => JSON.stringify(mark));
}

function brokenIn(flow: Steps, workload: Workload): string[] {
  const { db } = flow.store;
  const integrity = db.pragma('integrity_check', { simple: true }) as string;
  const orphans = (db.pragma('foreign_key_check') as unknown[]).length;
  const cursor = Number(flow.store.meta.get('feed.orders') ?? 0);
  const parcels = flow.store.sql<{ n: number }>('SELECT count(*) AS n FROM parcels').get()?.n ?? 0;
  return [
    ...(integrity === 'ok' ? [] : [integrity]),
    ...(orphans === 0 ? [] : [`${orphans} rows without what they refer to`]),
    // A page of the feed is there with its cursor, or neither is. The other workloads have their parcels without one.
    ...(workload !== 'feed' || parcels === cursor * A_PAGE ? [] : [`the feed's cursor is after page ${cursor}, and there are ${parcels} parcels`]),
    ...unsoundBooks(flow.store),
  ];
}
