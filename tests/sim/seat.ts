import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { createAccountClient } from '../../src-main/account/client.ts';
import { createClock } from '../../src-main/account/clock.ts';
import { createTokens } from '../../src-main/account/tokens.ts';
import type { Outgoing, Sent } from '../../src-main/egress/egress.ts';
import { lastKnown, lastTold } from '../../src-main/station/last-known.ts';
import { createProblems } from '../../src-main/station/problems.ts';
import { openStation, type Station } from '../../src-main/station/station.ts';
import type { Db } from '../../src-main/store/open-database.ts';
import { preparer, type Prepare } from '../../src-main/store/statements.ts';
import { openStore, storeOn, type Store } from '../../src-main/store/store.ts';
import type { Card } from '../../src-shared/bridge/views.ts';
import type { Problem } from '../../src-shared/errors/codes.ts';
import { secretsIn } from '../support/played-secrets.ts';
import { changesOf, watch, type Change, type Watched } from './changed.ts';
import { Crash, mortalStore, type Mortal } from './crash.ts';
import type { Actor, VirtualTime } from './virtual-time.ts';
import { ORIGIN, type World } from './world.ts';

/** One run of the program at a seat, from its start to its end. */
export type Life = Mortal & {
  readonly actor: Actor;
  readonly seat: Seat;
  /** The database itself, for looking at: nothing here counts as the station's doing. */
  readonly raw: Store;
  station: Station;
  /** The account API has told it the time since it started or woke. */
  heard: boolean;
  /** ms that its machine's clock was ahead when the API last told it the time; 0 before. */
  ahead: number;
  /** ms that the account API's last answer was under way: its time may be behind by so much. */
  took: number;
};

/** A machine with a station on it: what outlives the program. */
export type Seat = {
  readonly index: number;
  readonly name: string;
  /** Its database, of which a program that dies leaves what it had committed. In memory: files are tests/fault's business. */
  disk: { readonly db: Db; readonly sql: Prepare; readonly changes: () => Change[] };
  readonly deviceId: string;
  readonly secrets: Map<string, string>;
  /** ms that the machine's clock is ahead of the truth. */
  wallOffset: number;
  /** ms that the machine has slept: a clock that nobody can set stands still meanwhile. */
  slept: number;
  partitionedUntil: number;
  /** Until then providers take seconds to answer it. */
  slowUntil: number;
  /** The account API does not hear it, everybody else does. */
  cutOff: boolean;
  requests: number;
  /** The keys of its recipients' phones were lost once. */
  lostKeys: boolean;
  life: Life | null;
  /** How often its database was put back: what was known only there is gone. */
  restores: number;
  /** A copy of another seat's database, or one that was copied. */
  readonly cloned: { yes: boolean };
  answered: { readonly number: string; readonly scanId: number; readonly verdict: string }[];
  /** What each list that was started here, and not cancelled, asks for. */
  lists: Map<number, readonly string[]>;
  /** How often somebody pressed undo. */
  undos: number;
  thrown: number;
};

export type SeatParts = {
  readonly time: VirtualTime;
  readonly world: World;
  readonly send: (life: Life, outgoing: Outgoing) => Promise<Sent>;
  readonly note: (who: string, what: string) => void;
  /** A failure that the program shows to whoever stands there. */
  readonly alarmed: (life: Life, problem: Problem) => void;
  /** Told once a life, when it has ended. */
  readonly died: (life: Life) => void;
};

const HELD_BY = (column: string): string => `(SELECT ${column} FROM holds WHERE hold_id = row.hold_id)`;
/** What the invariants say of a job or a lease is decided by these rows. */
const WATCHED: readonly Watched[] = [
  ['leases', 'lease', 'row.lease_id'], ['holds', 'lease', 'row.lease_id'], ['refunds', 'lease', HELD_BY('lease_id')],
  ['jobs', 'job', 'row.id'], ['holds', 'job', 'row.job_id'], ['refunds', 'job', HELD_BY('job_id')],
  ['journal', 'entry', "row.epoch || ':' || row.sequence"], ['scans', 'scan', 'row.id', 'cost'], ['attempts', 'attempt', "row.job_id || ':' || row.attempt"],
];

/** ms until a file is on the disk. */
const FILE_TAKES = 2;

let empty: Buffer | null = null;
/** A station's database before its first start; made once a process, for making its tables takes longer than a scan. */
function emptyDatabase(): Buffer {
  if (empty) return empty;
  const dir = mkdtempSync(join(tmpdir(), 'station-sim-'));
  try {
    const { db, close } = openStore(join(dir, 'empty.db'));
    // Memory has no WAL.
    db.pragma('journal_mode = DELETE');
    watch(db, WATCHED);
    empty = db.serialize();
    close();
    return empty;
  } finally {
    rmSync(dir, { recursive: true });
  }
}

/** Opened once for all the programs that run on it: to prepare its statements anew would cost more than they do. */
function diskOf(copy: Buffer): Seat['disk'] {
  const db = new Database(copy);
  db.pragma('foreign_keys = ON');
  db.pragma('recursive_triggers = ON');
  return { db, sql: preparer(db), changes: changesOf(db) };
}

export function newSeat(index: number, name: string, like?: Seat): Seat {
  return {
    index, name, disk: diskOf(like ? copyOf(like) : emptyDatabase()), deviceId: like?.deviceId ?? `device-${index}`, secrets: new Map(like?.secrets), wallOffset: like?.wallOffset ?? 0, slept: like?.slept ?? 0,
    partitionedUntil: 0, slowUntil: 0, cutOff: false, requests: 0, lostKeys: like?.lostKeys ?? false, life: null, restores: 0, cloned: like?.cloned ?? { yes: false }, answered: [], lists: new Map(), undos: 0, thrown: 0,
  };
}

/** Starts the program at a seat, with the real station in it, wired as the doors wire it. */
export function boot(parts: SeatParts, seat: Seat, pointsLeft: number | null = null): void {
  try {
    start(parts, seat, pointsLeft);
  } catch (error) {
    // It dies again while it starts.
    if (!(error instanceof Crash)) throw error;
  }
}

function start(parts: SeatParts, seat: Seat, pointsLeft: number | null): void {
  const { time, world, note } = parts;
  // The disk stays when a program that was stopped properly lets go of it.
  const raw = { ...storeOn(seat.disk.db, seat.disk.sql), close: () => life.die() };
  const actor: Actor = { name: seat.name, alive: true, asleepUntil: 0, wallOffset: () => seat.wallOffset };
  time.become(actor);
  let station: Station | null = null;
  const life: Life = {
    actor, seat, raw, dead: false, pointsLeft, heard: false, ahead: 0, took: 0, station: undefined as unknown as Station,
    die() {
      if (life.dead) return;
      life.dead = true;
      actor.alive = false;
      seat.life = null;
      note(seat.name, 'is gone');
      parts.died(life);
    },
  };
  seat.life = life;
  const secrets = secretsIn(seat.secrets);
  const tokens = createTokens(secrets, 'tokens');
  const clock = createClock(() => time.now() + seat.wallOffset, 0, () => time.now() - time.start - seat.slept);
  const send = (outgoing: Outgoing): Promise<Sent> => (life.dead ? new Promise(() => undefined) : parts.send(life, outgoing));
  const client = createAccountClient({
    origin: () => ORIGIN,
    send,
    tokens,
    heard(date, took) {
      // One that was under way when it fell asleep says nothing of the time at which it woke.
      if (date + 1_000 > life.actor.asleepUntil) [life.heard, life.ahead] = [true, seat.wallOffset];
      const back = clock.heard(date, took);
      if (back > 0) station?.timeWentBack(back);
    },
    reached: (yes) => station?.reached(yes),
    ended() {
      tokens.set(null);
      note(seat.name, 'session ended');
      setTimeout(() => void signIn(), 3_000);
    },
    barred: () => undefined,
  });
  async function signIn(): Promise<void> {
    try {
      tokens.set(await client.call('signIn', { ...world.login, device: { id: seat.deviceId, name: seat.name } }));
      station?.soon();
    } catch {
      setTimeout(() => void signIn(), 3_000);
    }
  }
  const secret = (name: string) => ({ get: () => secrets.get(name), put: (text: string) => secrets.put(name, text) });
  /** A file is on the disk some time after it is begun, or never. */
  const later = (put: (text: string) => void) => (text: string): Promise<void> => new Promise((done) => time.after(actor, FILE_TAKES, () => (put(text), done())));
  const store = mortalStore(raw, life);
  clock.notBefore(lastKnown(store), lastTold(store));
  const list = createProblems(() => undefined);
  const problems = { ...list, add: (problem: Problem) => (list.add(problem), parts.alarmed(life, problem)) };
  station = openStation({
    store, client, send, clock, problems, device: { id: seat.deviceId, name: seat.name },
    mark: { get: () => secrets.get('mark'), put: later((text) => void secrets.put('mark', text)) }, phoneKeys: secret('phones'), credentials: secret('credentials'),
    signedIn: () => tokens.access() !== null,
    desk: () => ({ accountId: world.accountId, operator: { id: 'op-1', name: '张师傅' }, station: seat.name }),
    cardChanged: () => undefined,
    statusChanged: () => undefined,
    log: (event, about) => note(seat.name, `${event} ${about}`),
  });
  life.station = station;
  station.start();
  if (tokens.access() === null) void signIn();
}

export const HELPER: Actor = { name: 'day', alive: true, asleepUntil: 0 };

/** Scans as a packer does; what was answered on screen must be there for ever. */
export function scan(life: Life, number: string): void {
  const { seat } = life;
  const { restores } = seat;
  void life.station.scan(number).then(
    ({ scanId, verdict }: Card) => void (restores === seat.restores && seat.answered.push({ number, scanId, verdict })),
    (error: unknown) => {
      if (!life.dead && !(error instanceof Crash)) seat.thrown += 1;
    },
  );
}

/** Undoes the last scan, as far as it can be; the row stays, so that nothing that was answered is lost. */
export function undo(life: Life): string {
  life.seat.undos += 1;
  try {
    return life.station.undo().kind;
  } catch (error) {
    if (!life.dead && !(error instanceof Crash)) life.seat.thrown += 1;
    return 'broken off';
  }
}

/** The database as it is on the disk, whole. */
export const copyOf = ({ disk }: Seat): Buffer => disk.db.serialize();

/** Puts a database in a seat's place, as a person with a backup does. The program must not run. */
export function putBack(seat: Seat, { file, answered, lists }: { readonly file: Buffer } & Pick<Seat, 'answered' | 'lists'>): void {
  seat.disk.db.close();
  seat.disk = diskOf(file);
  // Under the same numbers there may be other scans by now.
  seat.answered = [...answered];
  seat.lists = new Map(lists);
}

/** The keys of its recipients' phones are gone from its next start on. */
export function loseKeys(seat: Seat): boolean {
  const had = seat.secrets.delete('phones');
  seat.lostKeys ||= had;
  return had;
}
