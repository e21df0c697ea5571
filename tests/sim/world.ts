import Database from 'better-sqlite3';
import { TABLES } from '../../src-main/practice/stage/tables.ts';
import { switchTracking } from '../../src-main/practice/account/entitlements.ts';
import { CONVERTS_AGAIN } from '../../src-main/practice/providers/conversions.ts';
import { PRACTICE_LOGIN, firstStart, practiceAccountId, practicePassword } from '../../src-main/practice/stage/first-start.ts';
import { createStage } from '../../src-main/practice/stage/stage.ts';
import { accountProcess } from './account-process.ts';
import type { Outgoing, Sent } from '../../src-main/egress/egress.ts';
import { changesOf, watch, type Watched } from './changed.ts';
import { enter, type VirtualTime } from './virtual-time.ts';

export const ORIGIN = 'http://127.0.0.1:9';
/** Worlds differ in their parcels; a handful of days is enough, each made once a process. */
const DAYS = 4;
/** On one of them parcels are followed to their pickup places. */
const TRACKED_DAY = 3;
const templates = new Map<number, Buffer>();

/** A world at its first moment. It is made with the random numbers of its own day, whatever seed is the first to need it. */
function templateOf(day: number): Buffer {
  const known = templates.get(day);
  if (known) return known;
  const db = new Database(':memory:');
  db.exec(TABLES);
  const stage = createStage(db, day);
  firstStart(stage);
  // Of the other days it is known what fresh seeds once found there.
  switchTracking(stage, day === TRACKED_DAY);
  stage.listeningAt(ORIGIN);
  watch(db, WATCHED);
  const template = db.serialize();
  db.close();
  templates.set(day, template);
  return template;
}

/** What the invariants say is decided by these rows; `money` is all of it together. */
const WATCHED: readonly Watched[] = [
  ['accounts', 'money', '0'], ['ledger', 'money', '0'], ['leases', 'money', '0'], ['captures', 'money', '0'],
  ['leases', 'lease', 'row.lease_id'], ['holds', 'lease', 'row.lease_id'], ['reviews', 'review', 'json_array(row.station_id, row.reason, row.body, row.epoch)'],
  ['captures', 'charge', 'row.key'], ['delivery_reports', 'charge', 'row.key'],
  ['conversions', 'conversion', 'row.original'], ['bindings', 'binding', 'row.customer_data'], ['write_backs', 'written', 'row.original'], ['messages', 'message', 'row.text'],
];

/** Has to be called before the seed's own random numbers begin. */
export function prepareWorld(seed: number, time: VirtualTime): void {
  enter(time, -1 - (seed % DAYS));
  templateOf(seed % DAYS);
}

/** The practice world's own rules, in memory and without a network. Money, effects and answers are the real code's. */
export function createWorld(seed: number) {
  const day = seed % DAYS;
  const db = new Database(templateOf(day));
  db.pragma('foreign_keys = ON');
  const stage = createStage(db, day);
  stage.listeningAt(ORIGIN);
  stage.kept.put(CONVERTS_AGAIN, 1);
  const api = accountProcess(stage, () => db.inTransaction);
  return {
    db,
    changes: changesOf(db),
    /** For looking at, and for what happens without a request: nothing here is the account API's doing. */
    stage,
    api,
    accountId: practiceAccountId(day),
    login: { account: PRACTICE_LOGIN, password: practicePassword(stage) },
    /** Hands a request to the outside and reads its answer as the egress would. */
    async hears({ method, url, headers, body }: Outgoing): Promise<Sent> {
      const request = { method, url, headers: new Headers({ ...headers, host: '127.0.0.1' }), body: null, text: () => Promise.resolve(body ?? '') };
      const answer = await api.answers(request as unknown as Request);
      if (!answer) return { kind: 'lost', about: 'ECONNRESET' };
      const date = Date.parse(answer.headers.get('date') ?? '');
      const wait = answer.headers.get('retry-after');
      return { kind: 'answer', status: answer.status, text: await answer.text(), date: Number.isNaN(date) ? null : date, retryAfter: wait === null ? null : Number(wait) * 1000 };
    },
  };
}
export type World = ReturnType<typeof createWorld>;
