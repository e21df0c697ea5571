import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { CallFailed } from '../../src-main/account/call-failed.ts';
import { correctArrival, enterArrival } from '../../src-main/flow/arrivals.ts';
import { perform } from '../../src-main/flow/perform.ts';
import { namedProviders } from '../../src-main/flow/provider/named.ts';
import { erasePhones } from '../../src-main/flow/retention.ts';
import { seal, unseal } from '../../src-main/flow/scan/seal.ts';
import { MIGRATIONS } from '../../src-main/store/migrations.ts';
import { codeOf } from '../support/code-of.ts';
import { answered, fakeSend } from '../support/fake-send.ts';
import { bytesUnder, formsOfPhone, found } from '../support/phone-traces.ts';
import { PHONE, aForwardedParcel, aParcel, entitlementsWith, numberOf } from '../support/samples.ts';
import { NOON, OUTCOMES, bench, tempDir, works, type Bench } from '../support/station.ts';
import { isSettled, wholeStation, world } from '../support/whole-station.ts';

const DAY = 86_400_000;
const DESK = { accountId: 'acct', operator: { id: 'op-1', name: '李四' }, station: '03' };
const place = () => {
  const kept = { text: null as string | null };
  return { kept, get: () => kept.text, put: (text: string) => ((kept.text = text), true) };
};

describe('a seal', () => {
  const master = randomBytes(32);
  test('opens with its master key, its wrapped key and its own name, and with nothing else', () => {
    const sealed = seal(master, 'SF1', PHONE);
    expect(unseal(master, 'SF1', sealed)).toBe(PHONE);
    expect(unseal(master, 'SF2', sealed)).toBeNull();
    expect(unseal(randomBytes(32), 'SF1', sealed)).toBeNull();
    expect(unseal(master, 'SF1', { ...sealed, wrapped: seal(master, 'SF1', PHONE).wrapped })).toBeNull();
    expect(unseal(master, 'SF1', { ...sealed, wrapped: Buffer.alloc(60) })).toBeNull();
    for (let at = 0; at < sealed.sealed.length; at += 1) {
      const bent = Buffer.from(sealed.sealed);
      bent.writeUInt8(bent.readUInt8(at) ^ 1, at);
      expect(unseal(master, 'SF1', { ...sealed, sealed: bent })).toBeNull();
    }
  });
  test('of one phone never looks the same twice', () => {
    const all = Array.from({ length: 2_000 }, () => seal(master, 'SF1', PHONE));
    expect(new Set(all.map(({ sealed }) => sealed.toString('hex'))).size).toBe(2_000);
    expect(new Set(all.map(({ wrapped }) => wrapped.toString('hex'))).size).toBe(2_000);
  });
});

describe('a fingerprint', () => {
  test.each([`+86${PHONE}`, `0086 ${PHONE}`, '138-1234-5678', '138 1234 5678', '１３８１２３４５６７８'])('is that of the phone however it is written: %s', (written) => {
    const { phones } = bench().flow();
    expect(phones.fingerprint(written)).toBe(phones.fingerprint(PHONE));
  });
  test('is another for another phone, and for another account', () => {
    const { phones } = bench().flow();
    expect(phones.fingerprint(PHONE)).not.toBe(phones.fingerprint('13812345679'));
    expect(phones.fingerprint(PHONE)).not.toBe(bench().flow().phones.fingerprint(PHONE));
  });
  test('is the same after a restart without a keyring, by a key in the database; with one its key is in the keyring alone', () => {
    const w = world();
    const first = wholeStation({ world: w });
    const print = first.station.flow.phones.fingerprint(PHONE);
    expect(first.store.meta.get('phonePrint')).toMatch(/^[0-9a-f]{64}$/);
    first.store.close();
    const keys = place();
    const second = wholeStation({ world: w, dir: first.dir, phoneKeys: keys });
    expect(second.station.flow.phones.fingerprint(PHONE)).toBe(print);
    expect(second.store.meta.get('phonePrint')).toBeNull();
    expect(keys.kept.text).toContain('master');
  });
});

test.each([`+86${PHONE}`, '+86 138-1234-5678', `0086 ${PHONE}`, '138 1234 5678', '１３８１２３４５６７８', '(138)12345678'])('%s, as the platform writes it, is called by its eleven digits', async (phone) => {
  const w = world();
  w.state.orders.push(aForwardedParcel({ privacy: true, recipient: { name: '张三', phone, region: '上海市' } }));
  const s = wholeStation({ world: w });
  s.station.start();
  const { scanId } = await s.station.scan(aForwardedParcel().number);
  await s.until(scanId, isSettled);
  const told = w.out.flatMap(({ url, body }) => (url.includes('yunxinliuke-sms') ? (new URLSearchParams(body ?? '').get('DesNo') ?? []) : url.includes('yunxinliuke-voice') ? (JSON.parse(body ?? '') as { bindNumberA: string }).bindNumberA : []));
  expect(told).toEqual([PHONE, PHONE]);
});

describe('a phone that was sealed before a restart', () => {
  const queued = async (keys?: ReturnType<typeof place>, parcel = aForwardedParcel()) => {
    const w = world();
    w.state.orders.push(parcel);
    const first = wholeStation({ world: w, ...(keys && { phoneKeys: keys }) });
    first.station.start();
    await expect.poll(() => first.station.status().ordersReady).toBe(true);
    await first.stop();
    return { w, dir: first.dir };
  };
  test('is opened again where the keyring kept the master key', async () => {
    const keys = place();
    const { w, dir } = await queued(keys);
    const s = wholeStation({ world: w, dir, phoneKeys: keys });
    s.station.start();
    const { scanId } = await s.station.scan(aForwardedParcel().number);
    await s.until(scanId, isSettled);
    expect(w.asked.filter(({ name }) => name === 'order')).toEqual([]);
    expect(w.out.some(({ body }) => body?.includes(PHONE))).toBe(true);
  });
  test('is asked for again where there was none to keep it, and waits while nobody answers', async () => {
    const { w, dir } = await queued();
    const s = wholeStation({ world: w, dir });
    w.state.refusals.set('order', new CallFailed('api-unreachable', 'order', { effect: 'none' }));
    s.station.start();
    const { scanId } = await s.station.scan(aForwardedParcel().number);
    await s.until(scanId, ({ jobs }) => jobs.some(({ kind, waits }) => kind === 'forwarding-sms' && waits === 'offline'));
    expect(w.out.some(({ body }) => body?.includes(PHONE))).toBe(false);
    w.state.refusals.delete('order');
    s.station.reached(false);
    s.station.reached(true);
    await s.until(scanId, isSettled);
    expect(w.out.filter(({ body }) => body?.includes(PHONE))).toHaveLength(1);
  });
  test.each(['refund', 'hold'] as const)('is not called for where the very order that it is asked for with says %s: the parcel is called back, once', async (word) => {
    const parcel = aParcel({ target: null });
    const { w, dir } = await queued(undefined, parcel);
    const told = { ...parcel, [word]: true };
    w.play.order = async () => told;
    const s = wholeStation({ world: w, dir });
    s.station.start();
    const { scanId, verdict } = await s.station.scan(parcel.number);
    expect(verdict).toBe('pass');
    await s.until(scanId, ({ jobs }) => jobs.some(({ kind, error, waits }) => kind === 'privacy' && (word === 'hold' ? waits === 'held' : error === 'job-called-back')));
    expect(w.out).toEqual([]);
    expect(s.announcements).toMatchObject([{ kind: 'recalled', scanId, number: parcel.number, reason: { why: word } }]);
    w.state.orders.push(told);
    s.station.soon();
    await expect.poll(() => s.store.meta.get('feed.orders')).toBe('2');
    expect(s.announcements).toHaveLength(1);
    expect(s.station.recalls()).toMatchObject([{ scanId }]);
  });
});

describe('a phone that is asked for again, for the one that was judged is sealed', () => {
  const OTHER = '13900000000';
  const orderOf = (phone: string) => aForwardedParcel({ recipient: { name: '张三', phone, region: '' } });
  /** Started again without a keyring. The account API tells the order when it is asked for, with this phone. */
  function again(b: Bench, phone: string) {
    b.crash();
    const network = fakeSend(() => answered(200, '<string xmlns="http://tempuri.org/">77</string>'));
    const askOrder = async () => {
      b.flow().parcels.put(orderOf(phone));
      return { parcel: orderOf(phone), isKept: true };
    };
    const turn = async (): Promise<void> => {
      for (const claim of b.claims()) {
        b.settle(claim, claim.job.kind === 'trace' ? works(claim) : await perform({ flow: b.flow(), client: world().client, askOrder, send: network.send, providers: namedProviders(b.store(), place()), known: () => true }, claim, async (_claim, _ofNow, call) => call()));
      }
    };
    const sentTo = () => network.out.map(({ body }) => new URLSearchParams(body ?? '').get('DesNo'));
    return { turn, sentTo };
  }

  test('and is another by now, is judged before anything is sent to it', async () => {
    const b = bench();
    b.lend(10_000);
    b.flow().parcels.put(orderOf(PHONE));
    b.flow().messages.optOut(b.flow().phones.fingerprint(OTHER), NOON);
    b.scan(orderOf(PHONE).number);
    const { turn, sentTo } = again(b, OTHER);
    for (let n = 0; n < 3; n += 1) await turn();
    expect([b.job('forwarding-sms'), sentTo()]).toMatchObject([{ state: 'refused', error: 'message-opted-out' }, []]);
  });
  test.each([[OTHER, []], [PHONE, [PHONE]]])('of a pickup code that was told for a phone of its own is not the order\'s (%s), but where that is the same', async (own, sent) => {
    const b = bench();
    b.lend(10_000);
    b.flow().parcels.put(orderOf(PHONE));
    const { jobId } = enterArrival(b.flow(), DESK, { code: '1-2-3004', place: '东门驿站', phone: own, template: 'pickup-code', number: orderOf(PHONE).number });
    const { turn, sentTo } = again(b, PHONE);
    await turn();
    expect(sentTo()).toEqual(sent);
    expect(b.flow().jobs.find(jobId)).toMatchObject(own === PHONE ? { state: 'done' } : { state: 'parked', error: 'provider-refused-parcel', about: 'phone sealed, enter it again' });
  });
});

describe('the phone of a pickup message', () => {
  function entered(days = 30) {
    const b = bench();
    b.lend(1_000);
    b.setEntitlements({ ...entitlementsWith(), phoneRetentionDays: days });
    const { jobId } = enterArrival(b.flow(), DESK, { code: '1-2-3004', place: '东门驿站', phone: PHONE, template: 'pickup-code', number: null });
    const state = () => {
      const arrival = b.flow().arrivals.ofJob(jobId);
      return arrival ? b.flow().arrivals.open(arrival).kind : null;
    };
    const erasedAfter = (passed: number): number => {
      b.time.now = NOON + passed;
      return erasePhones(b.flow(), 100).erased;
    };
    return { b, jobId, state, erasedAfter };
  }

  test('is kept for a correction for a day after it came, then it has to be typed', () => {
    const { b, jobId, erasedAfter } = entered();
    b.run(works);
    const correct = (code: string, phone: string) => correctArrival(b.flow(), DESK, jobId, { code, place: '东门驿站', phone });
    expect(erasedAfter(DAY - 1)).toBe(0);
    expect(b.flow().jobs.find(correct('5-5', '').jobId)?.state).toBe('waiting');
    expect(erasedAfter(DAY)).toBe(1);
    expect(codeOf(() => correct('6-6', ''))).toBe('message-phone-invalid');
    expect(b.flow().jobs.find(correct('6-6', PHONE).jobId)?.state).toBe('waiting');
  });
  test.each([
    ['a person', (b: ReturnType<typeof bench>) => b.run((claim) => (claim.purpose === 'call' ? OUTCOMES.unknown : { kind: 'unknown', about: 'no report' })), 'parked'],
    ['its outcome', (b: ReturnType<typeof bench>) => b.turn(() => OUTCOMES.unknown), 'unknown'],
    ['a network', (b: ReturnType<typeof bench>) => b.turn(() => OUTCOMES.offline), 'waiting'],
  ] as const)('is erased at the end of its retention while its message waits for %s', (_, wait, waiting) => {
    const { b, jobId, state, erasedAfter } = entered(3);
    wait(b);
    expect(b.flow().jobs.find(jobId)?.state).toBe(waiting);
    expect([erasedAfter(3 * DAY - 1), state()]).toEqual([0, 'phone']);
    expect([erasedAfter(3 * DAY), state()]).toEqual([1, 'erased']);
    expect(b.store().sql('SELECT phone_sealed, phone_slot FROM arrivals').get()).toEqual({ phone_sealed: null, phone_slot: null });
  });
  test('is not erased in the middle of a call', () => {
    const { b, state, erasedAfter } = entered(3);
    const [claim] = b.claims();
    if (!claim) throw new Error('nothing to claim');
    expect([erasedAfter(4 * DAY), state()]).toEqual([0, 'phone']);
    b.settle(claim, works(claim));
    expect([erasedAfter(4 * DAY), state()]).toEqual([1, 'erased']);
  });
  test('that is erased is called by nobody: its message goes to a person, who can try again for nothing', () => {
    const { b, jobId, erasedAfter } = entered(3);
    b.turn(() => OUTCOMES.offline);
    expect(erasedAfter(4 * DAY)).toBe(1);
    b.lend(1_000);
    expect(b.run(works)).toEqual([]);
    expect(b.flow().jobs.find(jobId)).toMatchObject({ state: 'parked', error: 'message-phone-invalid' });
    b.decide(jobId, 'retry');
    expect(b.run(works)).toEqual([]);
    expect(b.flow().jobs.find(jobId)?.state).toBe('parked');
  });
});

test('a database of an earlier version is sealed when it is opened, and its plain phones are on no page any more', async () => {
  const dir = tempDir();
  const file = join(dir, 'station.db');
  const old = new Database(file);
  old.pragma('journal_mode = WAL');
  const before = MIGRATIONS.findIndex((sql) => sql.includes('phone_sealed'));
  for (const sql of MIGRATIONS.slice(0, before)) old.exec(sql);
  old.pragma(`user_version = ${before}`);
  const phones = Array.from({ length: 300 }, (_, n) => `1381234${String(n).padStart(4, '0')}`);
  const put = old.prepare("INSERT OR REPLACE INTO parcels VALUES (?,'sf','jd','s','s',?,NULL,NULL,1,'张三',?,'上海市','[]',0,0)");
  for (const [n, phone] of phones.entries()) put.run(numberOf(n), `order-${n}`, phone);
  // What was replaced or deleted lies about in pages, too.
  for (const [n] of phones.entries()) put.run(numberOf(n), `order-${n}`, phones[(n + 1) % 300]);
  old.prepare('DELETE FROM parcels WHERE number < ?').run(numberOf(50));
  old.prepare("INSERT INTO meta VALUES ('accountId', 'acct')").run();
  old.close();
  expect(found(bytesUnder(dir), formsOfPhone(phones[123] as string))).not.toEqual([]);

  const s = wholeStation({ world: world(), dir });
  expect(s.station.flow.phones.open(numberOf(60))).toEqual({ kind: 'phone', phone: phones[61] });
  expect(s.station.flow.parcels.find(numberOf(60))?.recipient.mask).toBe('138****0061');
  const files = bytesUnder(dir);
  for (const phone of phones) expect(found(files, formsOfPhone(phone))).toEqual([]);
  expect(existsSync(file)).toBe(true);
});
