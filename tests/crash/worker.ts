// The process that is killed: the real doors, station and reception on one data folder, without a window.
import { writeSync } from 'node:fs';
import { once } from 'node:events';
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { Card } from '../../src-shared/bridge/views.ts';
import type { Verdict } from '../../src-shared/domain/verdict.ts';
import { headless, type Headless } from '../support/headless.ts';
import { fileSecrets } from './file-secrets.ts';
import type { Said, Told } from './said.ts';

const ACCOUNT = 'merchant';
const FIRST_PASSWORD = 'jingbus-1';
const PASSWORD = 'jingbus-crash';

/** Blocks until the line is in the pipe, from where a SIGKILL cannot take it back. */
const say = (said: Said): void => void writeSync(1, `${JSON.stringify(said)}\n`);

// Whoever kills is gone: there is nothing left to work for.
process.once('disconnect', () => process.exit(1));

say({ type: 'warm' });
const [told] = (await once(process, 'message')) as [Told];
const station = headless({ dir: told.dir, accountApi: told.accountApi, secrets: fileSecrets(told.dir), deviceId: 'device-crash' });
const { phase } = await station.doors.resume();
if (phase !== 'ready') await passDoors(station, told.accountApi);
say({ type: 'ready', signedInAgain: phase === 'welcome' || phase === 'sign-in' });

if (told.purpose === 'first') {
  await station.until('the orders are here', () => station.status().ordersReady);
  // As from several windows of the account: one station has one at a time.
  const topUpIds: string[] = [];
  for (const [n, amount] of told.topUps.entries()) topUpIds.push((await station.doors.client.call('createTopUp', { requestId: `crash-${n}`, amount, channel: 'wechat' })).topUpId);
  say({ type: 'top-ups', topUpIds });
} else if (told.purpose === 'drain') {
  await scanAll(told.numbers);
  await drain(station);
  say({ type: 'drained' });
} else {
  for (const number of told.numbers) await scan(number);
  // As fast as it can until it is killed: parcels that were scanned before, and codes that are none.
  const { store } = station.doors.station().flow;
  let isAtWork = false;
  for (let n = 0; ; n += 1) {
    if (!isAtWork && store.sql("SELECT 1 FROM jobs WHERE state = 'calling' LIMIT 1").get()) {
      isAtWork = true;
      say({ type: 'at-work' });
    }
    await scan(n % 4 === 3 ? `NO-PARCEL-${n}` : (told.numbers[n % told.numbers.length] as string));
  }
}
await once(process, 'message');
await station.stop();
process.exit(0);

/** Orders that came in the last moment are unknown to the desk until its next look at the feed. */
async function scanAll(numbers: readonly string[]): Promise<void> {
  for (let left = numbers; left.length > 0; await setTimeout(200)) {
    const unknown: string[] = [];
    for (const number of left) if ((await scan(number)) === 'unknown') unknown.push(number);
    left = unknown;
  }
}

/** Returns the verdict, or null where the scan was refused. */
async function scan(text: string): Promise<Verdict | null> {
  const answer = await station.answer('desk.scan', { text });
  if (answer.ok) {
    const { scanId, number, verdict } = answer.value as Card;
    say({ type: 'answered', scanId, number, verdict });
  } else say({ type: 'refused', number: text, about: `${answer.problem.code} ${answer.problem.about ?? ''}` });
  // A belt leaves the program time for its calls.
  await setImmediate();
  return answer.ok ? (answer.value as Card).verdict : null;
}

/** From whichever door a kill has left it at. */
async function passDoors({ doors, ask }: Headless, accountApi: string): Promise<void> {
  const enter = (password: string) => ask('session.signIn', { accountApi, account: ACCOUNT, password });
  const at = () => doors.view().phase;
  if (at() === 'welcome' || at() === 'sign-in') await enter(PASSWORD).catch(() => enter(FIRST_PASSWORD));
  if (at() === 'new-password') {
    try {
      await ask('session.changePassword', { oldPassword: FIRST_PASSWORD, newPassword: PASSWORD });
    } catch {
      // The kill came after the API had changed it, and before the station had noted that: sign in with the new one.
      await ask('session.signOut', {});
      await enter(PASSWORD);
    }
  }
  if (at() === 'agreement') await ask('session.accept', { version: (await ask('session.agreement', {})).version });
  if (at() !== 'ready') throw new Error(`signed in, and at the door ${at()}`);
}

/** Until every job is settled or with a person, and the account API has the whole journal. */
async function drain({ doors }: Headless): Promise<void> {
  const own = doors.station();
  const { store, ledger } = own.flow;
  const count = (which: string): number => store.sql<{ n: number }>(`SELECT count(*) AS n FROM jobs WHERE ${which}`).get()?.n ?? 0;
  for (;;) {
    if (count("state IN ('waiting', 'calling', 'unknown')") === 0 && ledger.journal.unreported(ledger.epoch(), 1).length === 0) return;
    // All that is left was put off, by minutes after so many attempts: minutes pass.
    if (count(`state = 'calling' OR (state IN ('waiting', 'unknown') AND ready_at <= ${own.flow.now()})`) === 0) {
      store.sql("UPDATE jobs SET ready_at = 0 WHERE state IN ('waiting', 'unknown') AND ready_at IS NOT NULL").run();
      own.reached(false);
      own.reached(true);
    }
    await setTimeout(200);
  }
}
