import { describe, expect, test } from 'vitest';
import { takeArrivals } from '../../src-main/flow/arrivals.ts';
import { messagesView } from '../../src-main/flow/screen/messages.ts';
import { DESK, enter, ready, told } from '../support/pickup-message.ts';
import { aForwardedParcel, aParcel } from '../support/samples.ts';
import { works } from '../support/station.ts';

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
  const plans = asked.map((text) => (flow.store.db.prepare(`EXPLAIN QUERY PLAN ${text}`).all(1) as { detail: string }[]).map(({ detail }) => detail));
  expect(plans[0]?.[0]).toBe('SCAN j USING INDEX jobs_messages');
  expect(plans.flat().slice(1).filter((detail) => !detail.startsWith('SEARCH '))).toEqual([]);
});
