import type { Phase, SessionView, StatusView } from '../../src-shared/bridge/views.ts';
import type { Session } from '../../src-shared/contract/session.ts';
import { roomsFor, type Role } from '../../src-shared/domain/roles.ts';
import { StationError, problemOf, type Problem } from '../../src-shared/errors/codes.ts';
import { createAccountClient } from '../account/client.ts';
import { createClock } from '../account/clock.ts';
import { createTokens } from '../account/tokens.ts';
import { createEgress, namedBy, originOf } from '../egress/egress.ts';
import { clockProblem } from '../station/clock-problem.ts';
import { createProblems } from '../station/problems.ts';
import { startProblem } from '../start/start-problem.ts';
import { NO_STATION } from '../flow/screen/status.ts';
import type { Station } from '../station/station.ts';
import { storeError } from '../store/store-problem.ts';
import { databaseOfAccount, orClosed } from '../store/database-of-account.ts';
import { NOWHERE } from '../store/secret-place.ts';
import { atMostEvery } from './at-most-every.ts';
import { changingHands } from './changing-hands.ts';
import type { DoorsParts } from './doors-parts.ts';
import { passwordAndAgreement } from './password-and-agreement.ts';
import { PRACTICE_TROUBLES, practiceDoor, type PracticeDoor, type WorldReady } from './practice-door.ts';
import { printingDoor } from './printing-door.ts';
import { rolesOf } from './roles-at-desk.ts';
import { lastSession, readRecord, recordOf, writeRecord, type SessionRecord } from './session-record.ts';
import { stationBehind } from './station-behind.ts';

const ALL_ROLES = ['packer', 'supervisor', 'merchant'] as const;
const STATUS_AT_MOST_EVERY = 120;
const MESSAGES_AT_MOST_EVERY = 400;

/** The doors before the rooms: welcome, sign-in or practice, new password, agreement; and the station behind them. */
export function createDoors(parts: DoorsParts) {
  const { settings } = parts;
  let phase: Phase = 'welcome';
  let failure: Problem | null = null;
  let record: SessionRecord | null = null;
  let station: Station | null = null;
  let started: Station | null = null;
  let practice: PracticeDoor | null = null;
  let signingInTo: string | null = null;
  let expired = false;
  /** Somebody signs out: what the API says meanwhile signs them in again for no next start. */
  let leaving = false;
  let tokens = createTokens(parts.secrets, 'tokens');
  // One clock for all accounts: what was heard before a database is opened is known when it is.
  const clock = createClock(Date.now, 0);

  const ownServer = (): string | null => parts.accountApi ?? originOf(settings.view().accountApi ?? '') ?? record?.accountApi ?? null;
  const origin = (): string | null => (practice ? practice.origin() : (signingInTo ?? ownServer()));
  /** A token goes to the server of its session alone, whatever the settings or a flag name. */
  const isOurs = (): boolean => record !== null && (practice !== null || (record.accountApi ?? ownServer()) === origin());
  /** Another server that somebody tries to sign in at has no word at a desk that is open. */
  const isOfDesk = (): boolean => station === null || practice !== null || isOurs();
  const egress = createEgress(() => {
    const providers = station?.providerOrigins() ?? [];
    // A practice world that is being started again has no address for a moment; its providers are on this machine all the same.
    return new Set(practice ? [...providers, ...practice.origins()] : namedBy(origin(), providers));
  });
  const client = createAccountClient({
    origin,
    send: egress,
    tokens: { access: () => (isOurs() ? tokens.access() : null), refresh: () => tokens.refresh(), session: () => tokens.session(), set: (set) => tokens.set(set) },
    heard: (date, took) => {
      if (!isOfDesk()) return;
      const back = clock.heard(date, took);
      if (back > 0) station?.timeWentBack(back);
      judgeClock(clock.offset(), clock.isDoubted());
    },
    reached: (yes) => station?.reached(yes),
    ended: () => {
      tokens.set(null);
      if (practice) return void enterPractice();
      expired = true;
      // In a room the work goes on under a banner; a door in front of the rooms can't be passed without a session.
      if (phase !== 'ready') phase = 'sign-in';
      tell();
    },
    // In the middle of a day: the door comes back, what is queued stays. An agreement may not be accepted before the password is another one.
    barred: (code) => {
      if (!record || leaving || !(phase === 'ready' || (phase === 'agreement' && code === 'must-change-password'))) return;
      keep({ ...record, ...(code === 'agreement-required' ? { acceptedAgreementVersion: null } : { mustChangePassword: true }) });
      void pass();
    },
  });
  const problems = createProblems(() => statusChanged());
  const judgeClock = clockProblem(problems);

  /** Who stands at the desk: whoever signed in, or has taken it over by a badge. */
  const operator = () => station?.operators.atDesk() ?? record?.operator ?? null;
  const { printing, calls } = printingDoor({ printers: parts.printers, settings: () => settings.view(), practice: () => practice, operator: () => operator()?.name ?? '', now: clock.now });
  const rolesNow = (): readonly Role[] => rolesOf(practice ? ALL_ROLES : (record?.roles ?? []), record?.operator.id ?? null, station?.operators.atDesk() ?? null);

  function view(): SessionView {
    const roles = rolesNow();
    return {
      phase,
      version: parts.version,
      failure,
      practice: practice !== null,
      expired,
      atWork: station !== null && station === started,
      accountId: record?.account.id ?? null,
      account: record?.account.name ?? null,
      operator: operator()?.name ?? null,
      roles,
      rooms: phase === 'ready' ? roomsFor(roles, practice !== null) : [],
      station: settings.view().stationName,
      accountApi: practice ? null : origin(),
    };
  }
  const tell = (): SessionView => {
    const now = view();
    parts.tell.session(now);
    return now;
  };

  const status = (): StatusView => ({ ...(station?.status() ?? NO_STATION), problems: problems.list() });
  const pictures = atMostEvery(STATUS_AT_MOST_EVERY, () => parts.tell.status(status()), (error) => parts.log('status', error instanceof Error ? error.message : 'failed'));
  const statusChanged = pictures.changed;
  const messages = atMostEvery(MESSAGES_AT_MOST_EVERY, parts.tell.messages, (error) => parts.log('messages', error instanceof Error ? error.message : 'failed'));

  async function open(accountId: string): Promise<Station> {
    await station?.stop();
    station = null;
    problems.cure('database-lost', 'database-older');
    const store = databaseOfAccount(parts.dataDir, accountId);
    station = orClosed(store, () => {
      record ??= readRecord(store);
      return stationBehind(parts, store, accountId, {
        client, signedIn: () => tokens.access() !== null && origin() !== null, send: egress, clock, problems, operator, statusChanged, messagesChanged: messages.changed, operatorChanged: tell, printing: printing ?? undefined,
      });
    });
    return station;
  }

  /** Which door comes next for this session; behind the last one the station works. */
  async function pass(): Promise<SessionView> {
    if (!record) phase = 'sign-in';
    else if (record.mustChangePassword) phase = 'new-password';
    else if (record.agreementVersion !== record.acceptedAgreementVersion) phase = 'agreement';
    else await orAtTheDoor(() => {
      start();
      phase = 'ready';
    });
    return tell();
  }

  /** Once a station: behind a door that came back in the middle of a day its day goes on. */
  function start(): void {
    if (station === started) return station?.soon();
    station?.start();
    started = station;
  }

  /** A station that fails at once is none: whoever wanted in stands at the door again, and can try again. */
  async function orAtTheDoor(work: () => unknown): Promise<void> {
    try {
      await work();
    } catch (error) {
      await station?.stop();
      station = null;
      phase = practice ? 'welcome' : 'sign-in';
      if (practice) leavePractice();
      tell();
      throw storeError(error);
    }
  }

  function leavePractice(): void {
    practice?.stop();
    if (practice) problems.cure(...PRACTICE_TROUBLES);
    // Its time was this machine's.
    if (practice) clock.forget();
    practice = null;
    practiceWorld = null;
    tokens = createTokens(parts.secrets, 'tokens');
  }

  function write(value: SessionRecord | null): void {
    if (station && !leaving) writeRecord(station.flow.store, value);
  }

  /** What has happened at the API counts, whatever the disk does: what it does not take is asked for again at the next start. */
  function keep(next: SessionRecord): void {
    record = next;
    try {
      write(next);
    } catch (error) {
      problems.add(problemOf(storeError(error)));
    }
  }

  /** The station, for whoever is through all doors. */
  function inside(): Station {
    if (phase !== 'ready' || !station) throw new StationError('not-signed-in', phase);
    return station;
  }

  async function signIn(account: string, password: string): Promise<Session> {
    const session = await client.call('signIn', { account, password, device: parts.device });
    expired = false;
    problems.cure('session-expired', 'wrong-password');
    return session;
  }

  /** The practice account is signed in to over HTTP like any other; only nobody has to type. */
  async function enterPractice(world: WorldReady | null = practiceWorld): Promise<void> {
    if (!world) return;
    try {
      const session = await signIn(world.account.account, world.account.password);
      if (world !== practiceWorld) return;
      tokens.set(session);
      keep(recordOf(session, null));
      tell();
      station?.soon();
    } catch (error) {
      if (world === practiceWorld) problems.add(problemOf(error));
    }
  }
  let practiceWorld: WorldReady | null = null;

  return {
    view, status, client, problems,
    practice: (): PracticeDoor | null => practice,
    ...calls,
    station: inside,

    /** At start: goes on where the last session was, without a network too. */
    async resume(): Promise<SessionView> {
      const accountId = lastSession(parts.dataDir);
      if (accountId === null || accountId.startsWith('practice-')) return tell();
      await open(accountId);
      if (record && tokens.areOf(record) && origin() !== null && isOurs()) return pass();
      // Nobody's secrets could be kept on this machine, or those of whoever was here before, or no server is named or another one, for which they are not: the work is still here, its owner has to sign in.
      if (tokens.access() !== null && isOurs()) tokens.set(null);
      phase = 'sign-in';
      expired = true;
      return tell();
    },

    async startPractice(): Promise<SessionView> {
      if (practice) return view();
      // Whoever works has to sign out first: practice is another account with another database.
      if (phase === 'ready') throw new StationError('not-allowed', 'practice');
      record = null;
      clock.forget();
      const opened = await open(`practice-${parts.seed}`);
      tokens = createTokens(NOWHERE, 'practice');
      practice = practiceDoor({
        seed: parts.seed, port: parts.practicePort, start: parts.startWorld, send: egress,
        ready: (world) => {
          practiceWorld = world;
          problems.cure(...PRACTICE_TROUBLES);
          void enterPractice(world);
        },
        trouble: (code, about) => {
          station?.reached(false);
          problems.add(about ? { code, about } : { code });
        },
      });
      await orAtTheDoor(() => {
        opened.operators.leave();
        start();
      });
      practice.start();
      phase = 'ready';
      expired = false;
      return tell();
    },

    async signIn(request: { accountApi: string; account: string; password: string }): Promise<SessionView> {
      if (practice) throw new StationError('not-allowed', 'practice');
      // Another server must never be named while a token of this one could be sent to it.
      if (phase !== 'welcome' && phase !== 'sign-in' && !expired) throw new StationError('not-allowed', phase);
      // A session at another server is not sent to this one, and stays until somebody has signed in here.
      if (isOurs()) tokens.set(null);
      const named = request.accountApi.trim() === '' ? origin() : originOf(request.accountApi.trim());
      if (named === null) throw new StationError(request.accountApi.trim() === '' ? 'api-address-missing' : 'api-address-invalid');
      signingInTo = named;
      const session = await signIn(request.account, request.password).catch((error: unknown) => {
        signingInTo = null;
        throw error;
      });
      tokens.set(null);
      settings.change({ accountApi: named });
      const own = recordOf(session, named);
      // The database before is another account's: nobody scans into it any more.
      if (record?.account.id !== own.account.id) phase = 'sign-in';
      // Where the database of this account cannot be used there is no other to work in.
      await orAtTheDoor(async () => {
        (await open(own.account.id)).operators.leave();
        write((record = own));
      });
      tokens.set(session);
      return pass();
    },

    ...passwordAndAgreement({ client, record: () => record, write, keep, pass }),
    ...changingHands({
      station: inside,
      here: () => operator()?.id ?? null,
      taken(person) {
        parts.log('operator', person.id);
        tell();
        statusChanged();
      },
    }),
    /** False before anybody is inside. */
    isBadge: (text: string): boolean => station?.operators.isBadge(text) ?? false,

    /** Work that is queued stays in the database and goes on when its account signs in again. */
    async signOut(): Promise<SessionView> {
      // First, for it may fail: a session that was ended there, and a world that was stopped, can't go on here.
      write(null);
      leaving = true;
      try {
        if (practice) practice.stop();
        else {
          await station?.farewell();
          await client.call('signOut', {}).catch((error: unknown) => parts.log('sign-out', problemOf(error).code));
        }
        await station?.stop(true);
      } finally {
        leaving = false;
      }
      station = null;
      tokens.set(null);
      leavePractice();
      record = null;
      expired = false;
      phase = 'welcome';
      return tell();
    },

    fail(error: unknown): SessionView {
      failure = startProblem(error);
      phase = 'failed';
      return tell();
    },

    async stop(): Promise<void> {
      for (const told of [pictures, messages]) told.stop();
      await station?.stop();
      station = null;
      practice?.stop();
      egress.close();
    },
  };
}
export type Doors = ReturnType<typeof createDoors>;
