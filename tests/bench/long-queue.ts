import type { Steps } from '../../src-main/flow/steps.ts';
import { tell, type Story } from './story.ts';

/** Due from an hour after now on, over five minutes. */
const LATER = '@now + 3600000 + job % 300000';

/** Scans whose work is done and charged: two jobs each. */
export const finished = (scans: number, ago = 0): Story => ({ scans, ago, first: { state: 'done', waits: null, ready: 'NULL', lane: 0, outcome: 'done' }, second: { state: 'done', waits: null }, hold: 'captured' });
const FINISHED = finished(500_000);
const putOff = (scans: number, waits: string): Story => ({ scans, first: { state: 'waiting', waits, ready: LATER, lane: 1, outcome: 'later' }, second: { state: 'waiting', waits: 'depends' }, hold: 'open' });
const forAnEvent = (scans: number, waits: string): Story => ({ scans, first: { state: 'waiting', waits, ready: 'NULL', lane: 1, outcome: null }, second: { state: 'waiting', waits }, hold: null });
const inDoubt = (scans: number, state: string, ready: string): Story => ({ scans, first: { state, waits: null, ready, lane: 1, outcome: 'unknown' }, second: { state: 'waiting', waits: 'depends' }, hold: 'open' });

const WAITING: readonly Story[] = [
  forAnEvent(20_000, 'funds'), forAnEvent(4_500, 'service-off'),
  putOff(10_000, 'retry'), putOff(8_000, 'offline'), putOff(4_000, 'limited'), putOff(1_000, 'paused'),
  inDoubt(2_000, 'unknown', LATER), inDoubt(500, 'parked', 'NULL'),
];

const jobsOf = (stories: readonly Story[]): number => stories.reduce((sum, { scans }) => sum + 2 * scans, 0);
export const FINISHED_JOBS = jobsOf([FINISHED]);
export const WAITING_JOBS = jobsOf(WAITING);

/** A month of finished work, and a day's that waits for everything work can wait for. */
export function fillLong(flow: Steps): void {
  for (const story of [FINISHED, ...WAITING]) tell(flow, story);
  addUp(flow);
}

/** Jobs that may be called now: half of them privacy numbers, half syncs. */
export function fillReady(flow: Steps, jobs: number): void {
  tell(flow, { scans: jobs / 2, first: { state: 'waiting', waits: null, ready: '@now', lane: 0, outcome: null }, second: null, hold: 'open' });
  addUp(flow);
}

/** The sums that scans and holds keep beside them. */
function addUp({ store }: Steps): void {
  store.transaction(() => {
    store.sql(`INSERT OR REPLACE INTO day_counts (day, operator_id, verdict, scans)
      SELECT date((at + 28800000) / 1000, 'unixepoch'), operator_id, verdict, count(*) FROM scans GROUP BY 1, 2, 3`).run();
    store.sql(`UPDATE leases SET held = (SELECT coalesce(sum(amount), 0) FROM holds WHERE state = 'open'),
      captured = (SELECT coalesce(sum(amount), 0) FROM holds WHERE state = 'captured') WHERE lease_id = 'bench'`).run();
  });
  store.checkpoint();
}
