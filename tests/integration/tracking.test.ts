import { describe, expect, test } from 'vitest';
import { enterArrival } from '../../src-main/flow/arrivals.ts';
import { CallFailed } from '../../src-main/account/call-failed.ts';
import { orderAgain } from '../../src-main/flow/phone-of.ts';
import { erasePhones } from '../../src-main/flow/retention.ts';
import { messagesView } from '../../src-main/flow/screen/messages.ts';
import { resolveUnknown } from '../../src-main/flow/resolve.ts';
import { followNext, nextQuestion, type Followed } from '../../src-main/flow/tracking.ts';
import { undoLast } from '../../src-main/flow/undo.ts';
import type { Sent } from '../../src-main/egress/egress.ts';
import { LOST, NOT_SENT, UNTRUSTED, answered, fakeSend, json } from '../support/fake-send.ts';
import { PHONE, aForwardedParcel, aParcel, aProvider, anInterception } from '../support/samples.ts';
import { bench, works } from '../support/station.ts';

const MINUTE = 60_000;
const HOUR = 3_600_000;
const FIRST = 6 * HOUR;
const DESK = { accountId: 'acct', operator: { id: 'op-1', name: '李四' }, station: '03' };
const track = (context: string, statusCode: string, time = '2026-11-24 13:30:00'): Sent => json({ status: '200', state: statusCode, ischeck: '0', data: [{ context, statusCode, time }] });
const lies = (code: string, place = '南门驿站', time?: string): Sent => track(`快件已存放至【${place}】,请凭取件码【${code}】及时取件`, '501', time);
const ON_THE_WAY = track('运输中', '1002');
const SIGNED = track('已签收', '304');
const UNKNOWN_PARCEL = json({ result: false, returnCode: '500' });
const PHONE_NEEDED = json({ result: false, returnCode: '408' });

/** A parcel that left at NOON, all its work done, six hours ago. `ask` is one question, answered as the test says. */
function left(parcel = aForwardedParcel({ number: 'YT1234567890123', courier: 'yto', target: null })) {
  const b = bench();
  b.lend(100_000);
  b.flow().parcels.put(parcel);
  b.scan(parcel.number);
  b.run(works);
  b.time.now += FIRST;
  let answer: Sent = LOST;
  const network = fakeSend(() => answer);
  const wire = { provider: aProvider('kuaidi100'), send: network.send, now: () => b.time.now };
  const noAccount = { askOrder: () => Promise.reject(new Error('nobody is asked')) };
  const takeUp = (most = 200): boolean => b.flow().followed.takeUp({ from: b.time.now - 30 * 24 * HOUR, until: b.time.now - FIRST, after: FIRST }, most);
  takeUp();
  return {
    ...b, takeUp, out: network.out, number: parcel.number,
    ask: (sent: Sent): Promise<Followed> => {
      answer = sent;
      return followNext(b.flow(), noAccount, DESK, wire);
    },
    asked: () => network.out.map(({ body }) => JSON.parse(new URLSearchParams(body ?? '').get('param') ?? '') as { com: string; num: string; phone?: string }),
    nextAt: () => b.store().sql<{ next_at: number | null }>('SELECT next_at FROM followed').get()?.next_at,
    texts: () => b.store().sql<{ text: string }>('SELECT text FROM sent_messages ORDER BY job_id').all().map(({ text }) => text),
  };
}

describe('an order that can not be had for the phone in it', () => {
  const refusal = (code: 'api-busy' | 'api-schema' | 'api-refused' | 'api-unreachable', status: number | null) => new CallFailed(code, `order HTTP ${status}`, { effect: 'none', status });
  test.each([['api-schema', null], ['api-busy', 500], ['api-refused', 400]] as const)('(%s %s) is put off, and another parcel is asked about', async (code, status) => {
    const b = left();
    const other = aParcel({ number: 'YT1234567890999', courier: 'yto', privacy: false, target: null });
    b.flow().parcels.put(other);
    b.store().sql('INSERT INTO followed (number, left_at, next_at, wants_phone) SELECT ?, left_at, next_at + 1, 0 FROM followed').run(other.number);
    b.time.now += 1;
    const { phones } = b.flow();
    const flow = { ...b.flow(), phones: { ...phones, open: (number: string) => (number === b.number ? { kind: 'locked' as const } : phones.open(number)) } };
    const network = fakeSend(() => ON_THE_WAY);
    const ask = () => followNext(flow, { askOrder: () => Promise.reject(refusal(code, status)) }, DESK, { provider: aProvider('kuaidi100'), send: network.send, now: () => b.time.now });
    expect((await ask()).kind).toBe('trouble');
    expect((await ask()).kind).toBe('asked');
    expect(await ask()).toEqual({ kind: 'none' });
    b.time.now += 30 * MINUTE;
    expect((await ask()).kind).toBe('trouble');
  });
  test('for want of a network is the next one all the same', async () => {
    const b = left();
    const flow = { ...b.flow(), phones: { ...b.flow().phones, open: () => ({ kind: 'locked' as const }) } };
    const wire = { provider: aProvider('kuaidi100'), send: fakeSend(() => LOST).send, now: () => b.time.now };
    for (let n = 0; n < 2; n += 1) expect((await followNext(flow, { askOrder: () => Promise.reject(refusal('api-unreachable', null)) }, DESK, wire)).kind).toBe('trouble');
  });
  test.each([409, 410, 422])('for the account API refuses it (%i) is for a person', async (status) => {
    expect(await orderAgain({ askOrder: () => Promise.reject(refusal('api-refused', status)) }, 'SF1')).toEqual({ outcome: { kind: 'refused', act: 'person', about: `order HTTP ${status}` } });
  });
});

describe('a parcel that has left', () => {
  test('is asked about six hours later, and its code sent once and charged', async () => {
    const b = left();
    expect((await b.ask(lies('8-2-3015'))).kind).toBe('asked');
    b.run(works);
    expect(b.texts()).toEqual(['【京巴士】您的包裹已到南门驿站,取件码8-2-3015,请及时取件。']);
    expect(b.store().sql('SELECT key, charged FROM jobs').all()).toEqual([{ key: `acct:${b.number}:pickup-sms`, charged: 45 }]);
    b.time.now += 2 * HOUR;
    await b.ask(lies('8-2-3015'));
    b.run(works);
    expect(b.texts()).toHaveLength(1);
    expect(messagesView(b.flow()).messages).toHaveLength(1);
  });
  test('whose code changes gets a correction that says so; a code that comes back is no news', async () => {
    const b = left();
    for (const code of ['8-2-3015', '1-1-1111', '8-2-3015']) {
      await b.ask(lies(code));
      b.run(works);
      b.time.now += 2 * HOUR;
    }
    expect(b.texts()).toEqual(['【京巴士】您的包裹已到南门驿站,取件码8-2-3015,请及时取件。', '【京巴士】更正:您的包裹在南门驿站,取件码应为1-1-1111,以本条为准,抱歉打扰。']);
  });
  test('whose code a person has entered is told nothing more, but for a code that differs', async () => {
    const b = left();
    enterArrival(b.flow(), DESK, { code: '8-2-3015', place: '南门驿站', phone: PHONE, template: 'pickup-code', number: b.number });
    b.run(works);
    await b.ask(lies('8-2-3015'));
    b.time.now += 2 * HOUR;
    await b.ask(lies('9-9-9999'));
    b.run(works);
    expect(b.texts().map((text) => /\d-\d-\d{4}/.exec(text)?.[0])).toEqual(['8-2-3015', '9-9-9999']);
    expect(b.texts()[1]).toContain('更正');
  });
  test('whose code a person has entered under the number on its label, which a conversion gave it, is told nothing more, and its phone is erased', async () => {
    const b = left(aForwardedParcel());
    const entry = { code: '8-2-3015', place: '南门', phone: PHONE, template: 'pickup-code', number: `N${b.number}` };
    enterArrival(b.flow(), DESK, entry);
    b.run(works);
    const sent = b.texts().length;
    expect(b.store().sql("SELECT key, number FROM jobs WHERE kind = 'pickup-sms'").all()).toEqual([{ key: `acct:${b.number}:pickup-sms`, number: b.number }]);
    expect(() => enterArrival(b.flow(), DESK, { ...entry, code: '1-1-1', number: b.number })).toThrow('pickup-code-used');
    await b.ask(lies('8-2-3015'));
    b.run(works);
    expect(b.texts()).toHaveLength(sent);
    expect(b.store().sql('SELECT over_at FROM parcels').get()).toEqual({ over_at: expect.any(Number) as number });
  });
  test('whose piece has been told the same code is told it no more; each piece may have its own', async () => {
    const b = left(aForwardedParcel({ target: null, pieces: { count: 2, numbers: ['SF1234567890999'] } }));
    enterArrival(b.flow(), DESK, { code: '8-2-3015', place: '南门', phone: PHONE, template: 'pickup-code', number: 'SF1234567890999' });
    b.run(works);
    await b.ask(lies('8-2-3015'));
    b.run(works);
    expect(b.texts().filter((text) => text.includes('取件码'))).toHaveLength(1);
    b.time.now += 2 * HOUR;
    await b.ask(lies('9-9-9999'));
    b.run(works);
    expect(b.texts().filter((text) => text.includes('取件码'))).toHaveLength(2);
    expect(b.texts().at(-1)).not.toContain('更正');
  });
  test('without a place in its track is kept for a person, once', async () => {
    const b = left();
    await b.ask(track('请凭取件码 3-4-5678 取件', '501'));
    b.time.now += 2 * HOUR;
    await b.ask(track('请凭取件码 3-4-5678 取件', '501'));
    expect(messagesView(b.flow()).messages).toMatchObject([{ code: '3-4-5678', rule: 'pickup-place-invalid', jobId: null, canComplete: true }]);
  });
  test('is sent its code when a later track names the place, or when a person has; then nothing more', async () => {
    for (const ends of ['track', 'person']) {
      const b = left();
      await b.ask(track('请凭取件码 3-4-5678 取件', '501'));
      b.time.now += 2 * HOUR;
      // The phone is the parcel's own.
      if (ends === 'person') enterArrival(b.flow(), DESK, { code: '3-4-5678', place: '南门驿站', phone: '', template: 'pickup-code', number: b.number });
      else await b.ask(lies('3-4-5678'));
      b.run(works);
      expect(b.texts()).toEqual(['【京巴士】您的包裹已到南门驿站,取件码3-4-5678,请及时取件。']);
      expect(messagesView(b.flow()).messages).toMatchObject([{ state: 'done', phone: '138****5678', canComplete: false }]);
      for (const sent of [lies('3-4-5678'), track('请凭取件码 3-4-5678 取件', '501')]) {
        b.time.now += 6 * HOUR;
        await b.ask(sent);
        b.run(works);
      }
      expect(b.texts()).toHaveLength(1);
      expect(messagesView(b.flow()).messages).toHaveLength(1);
    }
  });
  test('without a code yet is asked about again, and makes nothing', async () => {
    const b = left();
    await b.ask(track('已由南门驿站代收', '501'));
    expect(messagesView(b.flow()).messages).toEqual([]);
    expect(b.nextAt()).toBe(b.time.now + 2 * HOUR);
  });
  test('is asked about under the number and the courier that it was converted to', async () => {
    const b = left(aForwardedParcel());
    await b.ask(ON_THE_WAY);
    expect(b.asked()).toMatchObject([{ com: 'yuantong', num: `N${b.number}` }]);
  });
  test('of 顺丰 is asked about with four digits of the phone, others without any until their courier wants them', async () => {
    const sf = left(aParcel({ target: null, privacy: false }));
    await sf.ask(ON_THE_WAY);
    expect(sf.asked()[0]?.phone).toBe(PHONE.slice(-4));
    const yto = left();
    await yto.ask(PHONE_NEEDED);
    expect(yto.nextAt()).toBe(yto.time.now + 30 * MINUTE);
    yto.time.now += 30 * MINUTE;
    await yto.ask(PHONE_NEEDED);
    expect(yto.asked().map(({ phone }) => phone)).toEqual([undefined, PHONE.slice(-4)]);
    expect(yto.nextAt()).toBeNull();
  });
  test('is asked about ever more rarely, and never again once it is signed for: then its phone may go', async () => {
    const b = left();
    const gaps: number[] = [];
    for (let n = 0; n < 30; n += 1) {
      expect((await b.ask(n % 2 ? UNKNOWN_PARCEL : ON_THE_WAY)).kind).toBe('asked');
      gaps.push((b.nextAt() ?? 0) - b.time.now);
      b.time.now = b.nextAt() ?? 0;
    }
    expect(gaps).toEqual(gaps.toSorted((x, y) => x - y));
    expect([gaps[0], gaps.at(-1)]).toEqual([2 * HOUR, 24 * HOUR]);
    await b.ask(SIGNED);
    expect(b.nextAt()).toBeNull();
    expect(erasePhones(b.flow(), 10).erased).toBe(1);
    expect((await b.ask(lies('1-1-1111'))).kind).toBe('none');
  });
  test.each<readonly [string, (b: ReturnType<typeof left>) => void]>([
    ['intercepted', (b) => b.flow().parcels.putInterception(anInterception({ number: b.number }))],
    ['refunded', (b) => b.flow().parcels.put(aForwardedParcel({ number: b.number, courier: 'yto', refund: true }))],
    ['erased', (b) => b.flow().phones.erase(b.number, b.time.now)],
  ])('and is %s meanwhile is not asked about', async (_, happens) => {
    const b = left();
    happens(b);
    expect(await b.ask(lies('1-1-1111'))).toEqual({ kind: 'asked', scans: [] });
    expect([b.out, b.nextAt()]).toEqual([[], null]);
  });
  test.each<readonly [string, (time: string) => Sent]>([
    ['was signed for', (time) => track('已签收', '304', time)], ['lies at a pickup place', (time) => lies('1-1-1111', '南门驿站', time)], ['went back', (time) => track('退回中', '4', time)],
  ])('is not the one that %s under its number a month before: nothing is sent, ended or erased for that', async (_, sent) => {
    const b = left();
    expect(await b.ask(sent('2026-10-24 09:30:00'))).toEqual({ kind: 'asked', scans: [] });
    expect(b.nextAt()).toBe(b.time.now + 2 * HOUR);
    expect(erasePhones(b.flow(), 10).erased).toBe(0);
    expect(messagesView(b.flow()).messages).toEqual([]);
    b.time.now += 2 * HOUR;
    await b.ask(SIGNED);
    expect(b.nextAt()).toBeNull();
  });
  test('whose times say that it was signed for hours before it left is signed for: a clock may be wrong', async () => {
    const b = left();
    await b.ask(track('已签收', '304', '2026-11-24 00:30:00'));
    expect(b.nextAt()).toBeNull();
  });
  test('and is held by its platform meanwhile is not asked about until it may go on', async () => {
    const b = left();
    const hold = (held: boolean): void => b.flow().parcels.put(aForwardedParcel({ number: b.number, courier: 'yto', target: null, hold: held }));
    hold(true);
    expect(await b.ask(lies('1-1-1111'))).toEqual({ kind: 'asked', scans: [] });
    expect([b.out, b.nextAt()]).toEqual([[], b.time.now + 2 * HOUR]);
    hold(false);
    b.time.now += 2 * HOUR;
    await b.ask(ON_THE_WAY);
    expect(b.out).toHaveLength(1);
  });
  test('and goes back is not asked about again', async () => {
    const b = left();
    await b.ask(track('退回中', '4'));
    expect(b.nextAt()).toBeNull();
  });
  test.each<readonly [string, Sent, Partial<Extract<Followed, { kind: 'trouble' }>>]>([
    ['no network', NOT_SENT, { act: null }], ['a lost answer', LOST, { act: null }], ['too many requests', answered(429, '', { retryAfter: 9_000 }), { act: null, after: 9_000 }],
    ['a certificate that nobody can trust', UNTRUSTED, { act: null, after: MINUTE, unsafe: 'server-untrusted' }],
    ['a wrong signature', json({ returnCode: '503' }), { act: 'platform' }], ['an empty account', json({ returnCode: '601' }), { act: 'platform' }],
  ])('%s is trouble, and the parcel keeps its turn for half an hour later', async (_, sent, expected) => {
    const b = left();
    expect(await b.ask(sent)).toMatchObject({ kind: 'trouble', ...expected });
    expect(b.nextAt()).toBe(b.time.now + 30 * MINUTE);
  });
  test('is taken up once, and not before its time', () => {
    const b = left();
    expect(b.store().sql('SELECT number FROM followed').all()).toHaveLength(1);
    b.flow().parcels.put(aParcel());
    b.scan(aParcel().number);
    b.takeUp();
    expect(b.store().sql('SELECT number FROM followed').all()).toHaveLength(1);
    undoLast(b.flow(), DESK);
    b.time.now += FIRST;
    b.takeUp();
    expect(b.store().sql('SELECT number FROM followed').all()).toHaveLength(1);
  });
});

test('a parcel whose order comes after it was looked past is taken up with its order, and asked about at once', () => {
  const b = left();
  const late = aForwardedParcel({ number: 'YT1234567890124', courier: 'yto', target: null });
  const piece = aForwardedParcel({ number: 'YT1234567890125', orderNumber: 'order-3', courier: 'yto', target: null, pieces: { count: 2, numbers: ['YT1234567890126'] } });
  const soon = aForwardedParcel({ number: 'YT1234567890127', orderNumber: 'order-4', courier: 'yto', target: null });
  const gone = aForwardedParcel({ number: 'YT1234567890128', orderNumber: 'order-5', courier: 'yto', target: null, refund: true });
  const at = b.time.now;
  const followed = () => b.store().sql<{ number: string; left_at: number; next_at: number }>('SELECT number, left_at, next_at FROM followed WHERE number <> ? ORDER BY number').all(b.number);
  for (const text of [late.number, 'YT1234567890126', gone.number]) b.scan(text);
  b.time.now += FIRST + 1;
  b.takeUp();
  b.scan(soon.number);
  const parcels = [late, piece, soon, gone];
  b.store().transaction(() => {
    parcels.forEach((parcel) => b.flow().parcels.put(parcel));
    resolveUnknown(b.flow(), DESK, parcels);
  });
  b.takeUp();
  expect(followed()).toEqual([late, piece].map(({ number }) => ({ number, left_at: at, next_at: b.time.now })));
});

describe('scans that were made while the clock was ahead', () => {
  const DAYS = 24 * HOUR;
  const numbered = (n: number): string => `YT10000000000${String(n).padStart(2, '0')}`;
  /** Some parcels left at NOON by a clock that was a year ahead, all others by the right one. */
  const desk = (ahead: number) => {
    const b = left();
    const scan = (n: number): void => {
      b.flow().parcels.put(aForwardedParcel({ number: numbered(n), courier: 'yto', target: null }));
      b.scan(numbered(n));
    };
    const { now } = b.time;
    b.time.now += 365 * DAYS;
    for (let n = 0; n < ahead; n += 1) scan(n);
    b.time.now = now;
    return { ...b, scan, followed: () => b.store().sql<{ number: string; left_at: number }>('SELECT number, left_at FROM followed WHERE number <> ? ORDER BY number').all(b.number) };
  };
  test.each([1, 90])('%i of them keep no later parcel from being asked about, and are asked about themselves', (ahead) => {
    const b = desk(ahead);
    for (let n = ahead; n < ahead + 3; n += 1) b.scan(n);
    b.takeUp();
    expect(b.followed()).toEqual([]);
    b.time.now += FIRST;
    while (b.takeUp(20));
    expect(b.followed().map(({ number }) => number)).toEqual(Array.from({ length: ahead + 3 }, (_, n) => numbered(n)));
    expect(Math.max(...b.followed().map(({ left_at }) => left_at))).toBe(b.time.now - FIRST);
  });
  test('wait for a later one where they are the last, and nothing is asked too soon when their time comes', () => {
    const b = desk(1);
    b.time.now += 20 * DAYS;
    b.takeUp();
    expect(b.followed()).toEqual([]);
    b.time.now += 345 * DAYS - HOUR;
    b.scan(1);
    b.time.now += 2 * HOUR;
    b.takeUp();
    expect(b.followed()).toEqual([]);
    b.time.now += FIRST;
    b.takeUp();
    expect(b.followed().map(({ number }) => number)).toEqual([numbered(0), numbered(1)]);
  });
});

test('a parcel is asked about after two hours at least and a day at most', () => {
  expect([1, 8, 12, 48, 200].map((hours) => nextQuestion(0, hours * HOUR) / HOUR - hours)).toEqual([2, 2, 3, 12, 24]);
});
