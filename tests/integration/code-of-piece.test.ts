import { describe, expect, test } from 'vitest';
import { correctArrival, takeArrivals } from '../../src-main/flow/arrivals.ts';
import { erasePhones } from '../../src-main/flow/retention.ts';
import { messagesView } from '../../src-main/flow/screen/messages.ts';
import { followNext } from '../../src-main/flow/tracking.ts';
import type { Parcel } from '../../src-shared/contract/parcels.ts';
import { codeOf } from '../support/code-of.ts';
import { fakeSend, json } from '../support/fake-send.ts';
import { DESK, HOUR, enter, ready, told } from '../support/pickup-message.ts';
import { aForwardedParcel, aProvider } from '../support/samples.ts';
import { expectSoundBooks, works } from '../support/station.ts';

const NUMBER = 'JDX001234567890';
const anOrder = (over: Partial<Parcel> = {}): Parcel => aForwardedParcel({ number: NUMBER, courier: 'jd', target: null, ...over });

/** Its first piece left six hours ago. `ask`: the track says that it lies at 南门驿站 under this code. */
function left(order: Parcel, label = NUMBER) {
  const b = ready();
  b.flow().parcels.put(order);
  b.scan(label);
  b.run(works);
  b.time.now += 6 * HOUR;
  b.flow().followed.takeUp({ from: 0, until: b.time.now - 6 * HOUR, after: 6 * HOUR }, 10);
  let code = '';
  const { send } = fakeSend(() => json({ status: '200', state: '501', ischeck: '0', data: [{ context: `快件已存放至【南门驿站】,请凭取件码【${code}】及时取件`, statusCode: '501', time: '2026-11-24 18:00:00' }] }));
  return {
    ...b,
    keys: () => b.store().sql<{ key: string }>("SELECT key FROM jobs WHERE kind = 'pickup-sms' ORDER BY id").all().map(({ key }) => key.split(':')[1]),
    texts: () => b.store().sql<{ text: string }>('SELECT text FROM sent_messages ORDER BY job_id').all().map(({ text }) => text),
    async ask(said: string): Promise<void> {
      code = said;
      await followNext(b.flow(), { askOrder: () => Promise.reject(new Error('nobody is asked')) }, DESK, { provider: aProvider('kuaidi100'), send, now: () => b.time.now });
      b.run(works);
      b.time.now += 7 * HOUR;
    },
  };
}

test.each([`${NUMBER}-2-3-`, ` ${NUMBER.toLowerCase()}-2-3 `])('a code is entered under the number on the label of a piece, as it is printed (%s)', (number) => {
  const b = ready();
  b.flow().parcels.put(anOrder());
  enter(b, { number, phone: '' });
  expect(b.store().sql("SELECT number, key FROM jobs WHERE kind = 'pickup-sms'").all()).toEqual([{ number: NUMBER, key: `acct:${NUMBER}:pickup-sms` }]);
  expect(codeOf(() => enter(b, { number: 'YT1234567890123-2-3-' }))).toBe('pickup-number-invalid');
});

describe.each([['its order says so', anOrder({ pieces: { count: 3, numbers: [] } }), `${NUMBER}-1-3-`], ['its labels say so', anOrder(), `${NUMBER}-1-3-`]])('of an order whose pieces carry one number, where %s', (_, order, label) => {
  test('each piece has its code told, each once, and none is a correction of another', async () => {
    const b = left(order, label);
    enter(b, { number: `${NUMBER}-1-3-`, code: '8-2-3015' });
    enter(b, { number: `${NUMBER}-2-3-`, code: '8-2-3016' });
    b.run(works);
    for (const code of ['8-2-3016', '8-2-3017', '8-2-3015', '8-2-3017']) await b.ask(code);
    expect(b.keys()).toEqual(['8-2-3015', '8-2-3016', '8-2-3017'].map((code) => `${NUMBER}/${code}`));
    expect(b.texts().map((text) => /\d-\d-\d{4}/.exec(text)?.[0])).toEqual(['8-2-3015', '8-2-3016', '8-2-3017']);
    expect(b.texts().join()).not.toContain('更正');
    expect(codeOf(() => enter(b, { number: `${NUMBER}-3-3-`, code: '8-2-3017', place: '南门' }))).toBe('pickup-code-used');
    expectSoundBooks(b.store());
  });
  test('a person, or the feed, corrects the one that was wrong', async () => {
    const b = left(order, label);
    const { jobId } = enter(b, { number: NUMBER, code: '8-2-3015' });
    takeArrivals(b.flow(), DESK, [told({ number: NUMBER, code: '8-2-3016' })]);
    b.run(works);
    correctArrival(b.flow(), DESK, jobId, { code: '8-2-3018', place: '东门驿站', phone: '' });
    takeArrivals(b.flow(), DESK, [told({ arrivalId: 'a-2', number: NUMBER, code: '8-2-3019', corrects: 'a-1' })]);
    b.run(works);
    expect(b.keys()).toEqual(['3015', '3016', '3015~1', '3016~1'].map((code) => `${NUMBER}/8-2-${code}`));
    expect(b.texts().map((text) => text.includes('更正'))).toEqual([false, false, true, true]);
  });
  test.each(['by a person', 'by the feed'])('a code that was corrected is told again of the piece that really has it, once, %s', (how) => {
    const b = left(order, label);
    const { jobId } = enter(b, { number: NUMBER, code: '8-2-3015' });
    b.run(works);
    correctArrival(b.flow(), DESK, jobId, { code: '8-2-3016', place: '东门驿站', phone: '' });
    b.run(works);
    // The same text goes out once a day.
    b.time.now += 25 * HOUR;
    b.lend(1_000);
    if (how === 'by a person') enter(b, { number: `${NUMBER}-2-3-`, code: '8-2-3015' });
    else expect(takeArrivals(b.flow(), DESK, [told({ number: `${NUMBER}-2-3-`, code: '8-2-3015' })])).toHaveLength(1);
    b.run(works);
    expect(b.texts().map((text) => [/\d-\d-\d{4}/.exec(text)?.[0], text.includes('更正')])).toEqual([['8-2-3015', false], ['8-2-3016', true], ['8-2-3015', false]]);
    for (const code of ['8-2-3015', '8-2-3016']) expect(codeOf(() => enter(b, { number: NUMBER, code, place: '南门' }))).toBe('pickup-code-used');
    expectSoundBooks(b.store());
  });
  test('a code that is told without its place can be completed after another piece has had its own told', () => {
    const b = left(order, label);
    takeArrivals(b.flow(), DESK, [told({ number: `${NUMBER}-1-3-`, code: '8-2-3015', place: '' }), told({ arrivalId: 'a-2', number: NUMBER, code: '8-2-3016', place: '南门驿站' })]);
    const unmade = (sought?: string) => messagesView(b.flow(), sought).messages.filter(({ jobId }) => jobId === null).map(({ code, canComplete }) => [code, canComplete]);
    expect([unmade(), unmade('8-2-3015')]).toEqual([[['8-2-3015', true]], [['8-2-3015', true]]]);
    enter(b, { number: NUMBER, code: '8-2-3015' });
    expect(unmade()).toEqual([]);
  });
});

describe('while one piece is told, the others may be on their way, or here', () => {
  const several = (): [string, Parcel, string][] => [
    ['its order says so', anOrder({ privacy: true, pieces: { count: 2, numbers: [] } }), `${NUMBER}-1-2-`],
    ['its labels say so', anOrder({ privacy: true }), `${NUMBER}-1-2-`],
    ['each has a number of its own', aForwardedParcel({ privacy: true, target: null, pieces: { count: 2, numbers: ['SF1234567890999'] } }), aForwardedParcel().number],
  ];
  test.each(several())('the privacy number lives, and the order keeps its phone, where %s', (_, order, label) => {
    const b = left(order, label);
    b.store().sql("INSERT INTO providers (id, service, kind, name, endpoint, settings) VALUES (7, 'privacy', 'aliyun-pls', 'x', 'https://x.example', '{}')").run();
    b.flow().bindings.bound(b.job('privacy'), 7, 'pair', { kind: 'binding', number: '17000000001', until: b.time.now + 700 * HOUR, reference: 'sub-1' }, false, b.time.now);
    enter(b, { number: order.number, phone: '' });
    b.run(works);
    expect(b.texts()).toHaveLength(1);
    b.time.now += HOUR;
    expect(erasePhones(b.flow(), 100)).toMatchObject({ looked: 0, erased: 0 });
    expect(b.store().sql("SELECT 1 FROM jobs WHERE kind = 'unbind'").all()).toEqual([]);
    expect(b.flow().phones.open(order.number).kind).toBe('phone');
  });
  test.each(several().slice(0, 2))('the code of the other one is told a day later, where %s', async (_, order, label) => {
    const b = left(order, label);
    await b.ask('8-2-3015');
    for (let day = 0; day < 2; day += 1) {
      erasePhones(b.flow(), 100);
      b.time.now += 25 * HOUR;
    }
    b.lend(1_000);
    await b.ask('8-2-3016');
    expect(b.texts().map((text) => /\d-\d-\d{4}/.exec(text)?.[0])).toEqual(['8-2-3015', '8-2-3016']);
    expectSoundBooks(b.store());
  });
});

test('of an order of one piece, and of one whose pieces have numbers of their own, another code is a correction', async () => {
  for (const order of [anOrder(), aForwardedParcel({ target: null, pieces: { count: 2, numbers: ['SF1234567890999'] } })]) {
    const b = left(order, order.number);
    for (const code of ['8-2-3015', '8-2-3016']) await b.ask(code);
    expect(b.keys()).toEqual([order.number, `${order.number}~1`]);
    expect(codeOf(() => enter(b, { number: order.number, code: '9-9-9999' }))).toBe('pickup-code-used');
  }
});
