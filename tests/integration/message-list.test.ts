import { describe, expect, test } from 'vitest';
import { enterArrival, takeArrivals } from '../../src-main/flow/arrivals.ts';
import { messagesView, previewOf } from '../../src-main/flow/screen/messages.ts';
import { codeOf } from '../support/code-of.ts';
import { DESK, enter, ready, told } from '../support/pickup-message.ts';
import { aForwardedParcel, aParcel } from '../support/samples.ts';
import { NOON, works } from '../support/station.ts';

describe('the list of messages', () => {
  test('finds one by the whole phone, its code, its number and its new number, also where no message was made', () => {
    const b = ready();
    b.flow().parcels.put(aForwardedParcel());
    b.scan(aParcel().number);
    b.run(works);
    enter(b, { phone: '19900001234', code: 'A-7', number: 'YT7412338509021' });
    enter(b, { phone: '19900001234', code: 'A-8' });
    b.run(works);
    takeArrivals(b.flow(), DESK, [told({ code: '5-5', place: '' })]);
    const found = (typed: string) => messagesView(b.flow(), typed).messages.map(({ code, kind }) => code ?? kind).toSorted();
    expect(found('199 0000 1234')).toEqual(['A-7', 'A-8']);
    expect(found('19900009999')).toEqual([]);
    expect(found(' A-7 ')).toEqual(['A-7']);
    expect(found('yt7412338509021')).toEqual(['A-7']);
    expect(found('5-5')).toEqual(['5-5']);
    const replacement = b.store().sql<{ number: string }>('SELECT number FROM new_numbers').get()?.number ?? '';
    expect([found(aParcel().number), found(replacement)]).toEqual([['forwarding-sms'], ['forwarding-sms']]);
    expect(found(' ')).toHaveLength(4);
    expect(messagesView(b.flow()).more).toBe(false);
  });
  test('finds a code however it is written', () => {
    const b = ready();
    enter(b, { code: 'A  b-7' });
    takeArrivals(b.flow(), DESK, [told({ code: 'C  8', place: '' })]);
    const found = (typed: string) => messagesView(b.flow(), typed).messages.map(({ code }) => code);
    for (const typed of ['A b-7', 'a  B-7', 'Ａ　ｂ-7']) expect(found(typed)).toEqual(['A b-7']);
    // What could be no message is kept as it was told.
    expect(found('C  8')).toEqual(['C  8']);
  });
  test('finds what was told under a new number before this station knew whose it is', () => {
    const b = ready();
    b.flow().parcels.put(aForwardedParcel());
    const replacement = `N${aParcel().number}`;
    const bad = told({ arrivalId: 'b', code: '8-8', place: '', number: replacement.toLowerCase() });
    takeArrivals(b.flow(), DESK, [told({ code: '7-7', number: replacement }), bad]);
    const found = (typed: string) => messagesView(b.flow(), typed).messages.map(({ code, kind }) => code ?? kind).toSorted();
    b.scan(aParcel().number);
    b.run(works);
    expect(found(replacement)).toEqual(['7-7', 'forwarding-sms']);
    expect(found(aParcel().number)).toEqual(['7-7', 'forwarding-sms']);
    expect(found(replacement.toLowerCase())).toEqual(['7-7', '8-8', 'forwarding-sms']);
  });
  test('finds by the number of any piece what an order had told', () => {
    const b = ready();
    const piece = 'SF2000000004711';
    b.flow().parcels.put(aForwardedParcel({ pieces: { count: 2, numbers: [piece] } }));
    b.scan(aParcel().number);
    b.run(works);
    takeArrivals(b.flow(), DESK, [told({ number: piece, code: '7-7' })]);
    b.run(works);
    for (const typed of [piece, aParcel().number, `N${aParcel().number}`]) expect(messagesView(b.flow(), typed).messages.map(({ kind, number }) => [kind, number])).toEqual([['pickup-sms', piece], ['forwarding-sms', aParcel().number]]);
  });
  test('finds one by all that stands on a JD label', () => {
    const b = ready();
    b.flow().parcels.put(aForwardedParcel({ number: 'JDVA12345678901', courier: 'jd' }));
    b.scan('JDVA12345678901-1-1-');
    b.run(works);
    expect(messagesView(b.flow(), 'JDVA12345678901-1-1-').messages.map(({ kind }) => kind)).toEqual(['forwarding-sms']);
  });
  test('lets what no message could be made of be completed, until one was; what has its message already, or corrects one, has other ways', () => {
    const b = ready();
    b.flow().parcels.put(aForwardedParcel());
    enter(b, { code: '1-1' });
    const bad = [told({ arrivalId: 'a', code: '5-5', phone: '' }), told({ arrivalId: 'b', place: '', number: aParcel().number }), told({ arrivalId: 'c', code: '1-1' })];
    takeArrivals(b.flow(), DESK, bad);
    b.store().transaction(() => b.flow().arrivals.add({ arrival_id: 'd', code: '', place: '', phone: '', template: 'pickup-correction', number: null, corrects: 1, job_id: null, problem: 'pickup-code-invalid', at: NOON }));
    const unmade = () => messagesView(b.flow()).messages.filter(({ jobId }) => jobId === null).map(({ code, canComplete, corrects }) => ({ code, canComplete, corrects })).toSorted((x, y) => String(x.code).localeCompare(String(y.code)));
    expect(unmade()).toEqual([
      { code: '', canComplete: false, corrects: true }, { code: '1-1', canComplete: false, corrects: false }, { code: '1-2-3004', canComplete: true, corrects: false }, { code: '5-5', canComplete: true, corrects: false },
    ]);
    const typed = { code: '1-2-3004', place: '南门', phone: '', template: 'pickup-code', number: aParcel().number };
    expect(previewOf(b.flow(), typed, null)).toMatchObject({ phone: '138****5678', decision: 'send' });
    enterArrival(b.flow(), DESK, typed);
    // The same code at another place is another parcel's.
    enter(b, { code: '5-5', place: '东门' });
    expect(unmade().map(({ code }) => code)).toContain('5-5');
    enter(b, { code: '5-5' });
    expect(unmade().map(({ code }) => code)).toEqual(['', '1-1']);
    // Nobody can be meant where no parcel is known.
    expect(codeOf(() => enterArrival(b.flow(), DESK, { ...typed, number: null, code: '9-9' }))).toBe('message-phone-invalid');
    expect(codeOf(() => enterArrival(b.flow(), DESK, { ...typed, number: 'YT7412338509021', code: '9-9' }))).toBe('message-phone-invalid');
  });
  test('says where there are more than it lists', () => {
    const b = ready();
    b.store().transaction(() => takeArrivals(b.flow(), DESK, Array.from({ length: 501 }, (_, n) => told({ arrivalId: `a-${n}`, code: `${n}`, place: '' }))));
    const view = messagesView(b.flow());
    expect([view.messages.length, view.more]).toEqual([500, true]);
  });
  test('finds by indexes, however many there are', () => {
    const flow = ready().flow();
    const plans = ['19900001234', 'A-7'].flatMap((typed) => {
      const asked: string[] = [];
      const sql: typeof flow.store.sql = (text) => (asked.push(text), flow.store.sql(text));
      messagesView({ ...flow, store: { ...flow.store, sql } }, typed);
      return asked.flatMap((text) => (flow.store.db.prepare(`EXPLAIN QUERY PLAN ${text.replaceAll(/@\w+/g, '?')}`).all(...text.match(/[?@]/g)?.map(() => 1) ?? []) as { detail: string }[]).map(({ detail }) => detail));
    });
    expect(plans.filter((detail) => /^SCAN (?!json_each)/.test(detail))).toEqual([]);
  });
});

test('the newest messages are found by an index, however many jobs send none', () => {
  const flow = ready().flow();
  const asked: string[] = [];
  const sql: typeof flow.store.sql = (text) => (asked.push(text), flow.store.sql(text));
  messagesView({ ...flow, store: { ...flow.store, sql } });
  const plans = asked.map((text) => (flow.store.db.prepare(`EXPLAIN QUERY PLAN ${text}`).all(...text.match(/[?]/g)?.map(() => 1) ?? []) as { detail: string }[]).map(({ detail }) => detail));
  expect(plans[0]?.[0]).toBe('SCAN j USING INDEX jobs_messages');
  expect(plans.flat().slice(1).filter((detail) => detail.startsWith('SCAN '))).toEqual([]);
});
