import { createDecipheriv } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished, expect, test } from 'vitest';
import type { Parcel } from '../../src-shared/contract/parcels.ts';
import type { Card } from '../../src-shared/bridge/views.ts';
import { unseal } from '../../src-main/flow/scan/seal.ts';
import { openLog } from '../../src-main/start/log.ts';
import { fileSecrets } from '../crash/file-secrets.ts';
import { headless } from '../support/headless.ts';
import { bytesUnder, formsOfPhone, found } from '../support/phone-traces.ts';
import { startPractice } from '../support/practice.ts';
import { tempDir } from '../support/station.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** One recipient with three parcels, as three shops write her phone; and one whose parcel is intercepted. */
const HERS = '19900007355';
const HIS = '19900008244';
const parcel = (n: number, phone: string, over: Partial<Parcel> = {}): Parcel => ({
  number: `YT77000000000${String(n).padStart(2, '0')}`, courier: 'yto', platform: 'jd', store: { id: 'store-p', name: '隐私测试店' }, orderNumber: `PRIVACY-${n}`, target: null, privacy: false,
  recipient: { name: '欧阳晓雨', phone, region: '上海市' }, items: [{ name: '杯子', quantity: 1 }], refund: false, hold: false, ...over,
});
const PARCELS = [
  parcel(1, HERS, { privacy: true, target: { kind: 'courier', courier: 'sto' } }),
  parcel(2, HERS, { privacy: true, target: { kind: 'segment', segment: 'pdd' } }),
  parcel(3, `+86 ${HERS.slice(0, 3)}-${HERS.slice(3, 7)}-${HERS.slice(7)}`),
  parcel(4, HIS, { privacy: true }),
];

/**
 * The whole station against the practice world over HTTP. The world is the outside, where phones have to be: it has a folder
 * of its own, and only the station's is searched, every byte of it: database, WAL, index, log and the file of secrets.
 */
test('a phone is nowhere in the data folder in plain, and when its retention is over nothing opens its seal', async () => {
  const world = await startPractice();
  onTestFinished(world.stop);
  const dir = join(tempDir(), 'data');
  mkdirSync(dir);
  const kept = new Map<string, string>();
  const said: string[] = [];
  const toFile = openLog(dir);
  // The file stands in for safeStorage's: there the values are encrypted, here they are read as an attacker would who has the keyring.
  const files = fileSecrets(dir);
  const station = headless({
    dir, accountApi: world.ready().origin,
    secrets: { get: files.get, put: (name, value) => {
      if (value !== null) kept.set(name, value);
      return files.put(name, value);
    } },
    log: (event, about) => (said.push(`${event} ${about}`), toFile(event, about)),
  });
  onTestFinished(station.stop);
  for (const one of PARCELS) await world.control('add-order', { parcel: one });
  const { account, password } = world.ready().account;
  await station.ask('session.signIn', { accountApi: world.ready().origin, account, password });
  const { flow } = station.doors.station();
  await station.until('the orders are here', () => PARCELS.every(({ number }) => flow.parcels.find(number) !== null) && flow.ledger.left(flow.now()) > 0);

  const scan = (text: string): Promise<Card> => station.ask('desk.scan', { text });
  const scans: Card[] = [];
  // Answers that make no sense are recorded too.
  for (const on of ['privacy', 'sms', 'orders']) await world.control('fault', { on, kind: 'garbage', count: 1 });
  for (const { number } of PARCELS) scans.push(await scan(number));
  // Codes that a scanner reads beside the right one: her phone, and a label with all of her on it.
  await scan(HERS);
  await scan(`${HERS.slice(0, 3)} ${HERS.slice(3, 7)} ${HERS.slice(7)}`);
  await scan(`{"receiver":{"name":"欧阳晓雨","phone":"${HERS}"}}`);
  await scan(`MMM=${HERS}`);
  const card = (at: number): Card => station.doors.station().card(scans[at]?.scanId ?? 0);
  const settled = (at: number) => card(at).jobs.every(({ state }) => state === 'done' || state === 'void');
  await station.until('all work is done', () => [0, 1, 2, 3].every(settled) && station.status().queue.waiting + station.status().queue.calling === 0);
  expect(card(0).jobs.map(({ kind }) => kind).sort()).toEqual(['forwarding-sms', 'privacy', 'trace', 'write-back']);
  expect([0, 1, 2].map((at) => card(at).parcel?.phone)).toEqual(['199****7355', '199****7355', expect.not.stringContaining(HERS.slice(3, 7))]);
  const live = (await world.state()).liveBindings;
  expect(live).toHaveLength(2);
  // One number for both of her parcels, paid once.
  expect(card(0).privacyNumber?.number).toBe(card(1).privacyNumber?.number);
  expect([card(0), card(1)].flatMap(({ jobs }) => jobs).filter(({ kind, charged }) => kind === 'privacy' && charged > 0)).toHaveLength(1);

  await world.control('intercept', { number: PARCELS[3]?.number, reason: 'recall' });
  await station.until('his number is unbound', async () => (await world.state()).liveBindings.length === 1);
  await station.until('and known to be', () => card(3).jobs.some(({ kind, state }) => kind === 'unbind' && state === 'done'));
  expect((await station.ask('reports.today', {})).total.jobs).toBeGreaterThan(5);

  // Her parcel lies at a pickup place; and a list that somebody imports has her phone where a number should be.
  await world.control('arrive', { code: '7-3355', place: '隐私测试驿站', phone: HERS });
  for (const wrong of [{ code: HERS, place: '隐私测试驿站' }, { code: '7-3356', place: `找${HERS}` }]) await world.control('arrive', { ...wrong, phone: HERS });
  await station.until('she has her code', () => flow.store.sql("SELECT 1 FROM jobs WHERE kind = 'pickup-sms' AND state = 'done'").get() !== undefined, 40_000);
  await station.until('what names her is kept without her', () => flow.store.sql("SELECT 1 FROM arrivals WHERE problem IS NOT NULL").all().length === 2, 40_000);
  await station.ask('batch.paste', { text: `运单号\n${HERS}\n${PARCELS[0]?.number}` });
  expect(flow.store.sql('SELECT value FROM batch_bad').all()).toEqual([{ value: '[phone…355]' }]);

  const forms = [HERS, HIS].flatMap(formsOfPhone);
  // The search can find something: the outside has them.
  expect(found(bytesUnder(world.dir), forms)).not.toEqual([]);
  const before = bytesUnder(dir);
  expect(before.map(({ path }) => path)).toEqual(expect.arrayContaining(['station.db', 'station.db-wal', 'station.db-shm', 'secrets.json', join('logs', 'station.log')]));
  expect(found(before, forms)).toEqual([]);
  expect(found([{ path: 'said', bytes: Buffer.from(said.join('\n')) }], forms)).toEqual([]);

  // What an attacker could have kept: every seal, every wrapped key, and what is in the keyring.
  const sealed = flow.store.sql<{ number: string; phone_sealed: Buffer; wrapped: Buffer }>('SELECT number, phone_sealed, wrapped FROM parcels JOIN phone_keys ON slot = phone_slot').all();
  const master = Buffer.from((JSON.parse([...kept].find(([name]) => name.startsWith('phones.'))?.[1] ?? '{}') as { master: string }).master, 'hex');
  const own = PARCELS.map(({ number }) => sealed.find((row) => row.number === number)).filter((row) => row !== undefined);
  expect(own.map((row) => unseal(master, row.number, { sealed: row.phone_sealed, wrapped: row.wrapped }))).toEqual(PARCELS.map(({ recipient }) => recipient.phone));
  const databases = (all: typeof before) => all.filter(({ path }) => path.startsWith('station.db'));
  expect(openedByBytes(databases(before), master, own.slice(0, 1))).toBe(1);

  // A month goes by. First her number is ended, and what that made wait is looked at an hour later.
  // Less than a day at a time: of a Date that is further from every other clock the station would think that it is a mistake.
  for (let hours = 12; hours <= 31 * 24; hours += 12) {
    await world.control('clock', { offset: hours * HOUR });
    await station.until('it is half a day later', async () => {
      await station.doors.client.call('balance', {});
      return flow.now() > Date.now() + (hours - 1) * HOUR;
    });
  }
  const erased = (number: string): boolean => flow.phones.open(number).kind === 'erased';
  await scan('NO-PARCEL-1');
  await station.until('his and the third are erased', () => erased(PARCELS[3]?.number ?? '') && erased(PARCELS[2]?.number ?? ''));
  await station.until('no number is bound here', () => flow.store.sql("SELECT 1 FROM bindings LEFT JOIN jobs ON jobs.id = unbind_job WHERE jobs.state IS NOT 'done'").get() === undefined);
  await world.control('clock', { offset: 31 * DAY + HOUR });
  await station.until('an hour later', () => flow.now() > Date.now() + 31 * DAY + 3_000_000);
  await scan('NO-PARCEL-2');
  await station.until('all are erased', () => flow.store.sql('SELECT 1 FROM parcels WHERE phone_sealed IS NOT NULL UNION ALL SELECT 1 FROM arrivals WHERE phone_sealed IS NOT NULL').get() === undefined, 40_000);
  await scan('NO-PARCEL-3');
  // The WAL is emptied once the desk rests; what writes beside that begins it anew, without what was erased.
  const hers = own.slice(0, 1).map((row): [string, Buffer] => [row.number, row.wrapped]);
  await station.until('the WAL has been emptied', () => found(bytesUnder(dir), hers).length === 0);

  const after = bytesUnder(dir);
  expect(found(after, forms)).toEqual([]);
  // Neither a wrapped key nor the key in it, of any parcel of the day, in any file.
  const keys = sealed.flatMap((row): [string, Buffer][] => [[`wrapped key of ${row.number}`, row.wrapped], [`key of ${row.number}`, keyIn(master, row) as Buffer]]);
  expect(keys.length).toBeGreaterThan(700);
  expect(found(after, keys)).toEqual([]);
  // With the seals that were kept, the master key, and every sixty bytes of what is left as the wrapped key.
  expect(openedByBytes(databases(after), master, own.slice(0, 1))).toBe(0);
  expect(flow.parcels.find(PARCELS[0]?.number ?? '')?.recipient).toEqual({ name: '欧**', mask: '199****7355', region: '' });
  expect(flow.store.sql('SELECT phone_print FROM parcels WHERE number = ?').get(PARCELS[0]?.number)).toEqual({ phone_print: flow.phones.fingerprint(HERS) });
}, 600_000);

type Kept = { number: string; phone_sealed: Buffer; wrapped: Buffer };

function keyIn(master: Buffer, { number, wrapped }: Pick<Kept, 'number' | 'wrapped'>): Buffer | null {
  try {
    const cipher = createDecipheriv('aes-256-gcm', master, wrapped.subarray(0, 12)).setAAD(Buffer.from(number)).setAuthTag(wrapped.subarray(12, 28));
    return Buffer.concat([cipher.update(wrapped.subarray(28)), cipher.final()]);
  } catch {
    return null;
  }
}

/** How many of these seals some sixty bytes of the files open. */
function openedByBytes(files: readonly { readonly bytes: Buffer }[], master: Buffer, seals: readonly Kept[]): number {
  return seals.filter((row) =>
    files.some(({ bytes }) => {
      for (let at = 0; at + 60 <= bytes.length; at += 1) {
        // A page of nothing but zeros is no key.
        if (bytes[at] === 0 && bytes[at + 1] === 0 && bytes[at + 2] === 0 && bytes[at + 3] === 0) continue;
        if (keyIn(master, { number: row.number, wrapped: bytes.subarray(at, at + 60) }) !== null) return true;
      }
      return false;
    }),
  ).length;
}
