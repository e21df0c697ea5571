import { describe, expect, test } from 'vitest';
import type { ListPage } from '../../src-shared/bridge/history-views.ts';
import { oneScan } from '../../src-main/flow/one-scan.ts';
import { cardOf } from '../../src-main/flow/screen/cards.ts';
import { scanRows } from '../../src-main/flow/scan/scan-rows.ts';
import { listPage, type ListQuestion } from '../../src-main/flow/screen/list.ts';
import { aForwardedParcel, aParcel, anInterception, numberOf } from '../support/samples.ts';
import { NOON, OUTCOMES, bench, works, type Bench } from '../support/station.ts';

const ALL: ListQuestion = { suffix: '', verdict: 'all', state: 'all', before: 0 };
const DAY = 86_400_000;
const ask = (b: Bench, over: Partial<ListQuestion> = {}): ListPage => listPage(b.flow(), { ...ALL, ...over });
const numbers = ({ rows }: ListPage): string[] => rows.map(({ number }) => number);

/** Every page until the end; none may be asked for twice. */
function whole(b: Bench, over: Partial<ListQuestion> = {}): string[] {
  const found: string[] = [];
  for (let before = 0, pages = 0; ; pages += 1) {
    const page = ask(b, { ...over, before });
    found.push(...numbers(page));
    if (page.next === null) return found;
    if (pages > 50 || (before !== 0 && page.next >= before)) throw new Error('the pages do not come to an end');
    before = page.next;
  }
}

/** Parcels 0 to count - 1, scanned in that order. */
function scanned(count: number): Bench {
  const b = bench();
  b.lend(1_000_000);
  for (let n = 0; n < count; n += 1) {
    b.flow().parcels.put(aParcel({ number: numberOf(n), privacy: n % 2 === 0 }));
    b.scan(numberOf(n));
  }
  return b;
}

describe('今日列表', () => {
  test('has the scans of today, the newest first, in pages that miss none and repeat none', () => {
    const b = scanned(120);
    expect(whole(b)).toEqual(Array.from({ length: 120 }, (_, n) => numberOf(119 - n)));
    expect(ask(b).rows).toHaveLength(50);
    b.time.now += DAY;
    expect(ask(b)).toEqual({ rows: [], next: null, more: false });
  });
  test('says of each what it was, what became of it, and its new number', () => {
    const b = bench();
    b.lend(1_000);
    b.flow().parcels.put(aParcel({ number: numberOf(1), privacy: false, target: { kind: 'courier', courier: 'sto' } }));
    const { scanId } = b.scan(numberOf(1));
    expect(ask(b).rows).toEqual([expect.objectContaining({ scanId, at: NOON, verdict: 'pass', operator: '李四', work: 'open', replacement: null })]);
    b.run(works);
    expect(ask(b).rows).toEqual([expect.objectContaining({ work: 'done', replacement: `N${numberOf(1)}` })]);
    // So do those of a later scan, and the cards that rows are made of while the list is open.
    const again = [b.scan(numberOf(1)).scanId];
    b.flow().parcels.putInterception(anInterception({ number: numberOf(1) }));
    again.push(b.scan(numberOf(1)).scanId);
    expect(ask(b).rows.map(({ verdict, replacement }) => [verdict, replacement])).toEqual(['intercepted', 'duplicate', 'pass'].map((verdict) => [verdict, `N${numberOf(1)}`]));
    expect(again.map((id) => cardOf(b.flow(), id)?.replacement)).toEqual([0, 1].map(() => ({ number: `N${numberOf(1)}`, courier: 'yto' })));
  });
  test('is filtered by verdict and by how its work stands', () => {
    const b = scanned(4);
    b.flow().parcels.putInterception(anInterception({ number: numberOf(9) }));
    b.scan(numberOf(9));
    b.scan(numberOf(0));
    expect(whole(b, { verdict: 'intercepted' })).toEqual([numberOf(9)]);
    expect(whole(b, { verdict: 'duplicate' })).toEqual([numberOf(0)]);
    const [first, ...others] = b.claims();
    if (!first) throw new Error('nothing was claimed');
    b.settle(first, { kind: 'refused', act: 'person', about: 'x' });
    for (const claim of others) b.settle(claim, OUTCOMES.offline);
    expect(whole(b, { state: 'attention' })).toEqual([first.job.number]);
    expect(whole(b, { state: 'done' })).toEqual([]);
    expect([...whole(b, { state: 'open' }), ...whole(b, { state: 'attention' }), ...whole(b, { state: 'none' })].toSorted()).toEqual(whole(b).toSorted());
  });
  test('a filter that finds little comes to its end all the same', () => {
    const b = scanned(3);
    for (let n = 0; n < 1_000; n += 1) b.scan(numberOf(0));
    expect(whole(b, { verdict: 'pass' })).toEqual([numberOf(2), numberOf(1), numberOf(0)]);
  });
});

describe('a search by the end of a number', () => {
  test('goes through every day from four characters on, and through today before that', () => {
    const b = scanned(30);
    const number = numberOf(7);
    expect(whole(b, { suffix: number.slice(-2) }).every((found) => found.endsWith(number.slice(-2)))).toBe(true);
    expect(whole(b, { suffix: number.slice(-2) })).toContain(number);
    b.time.now += 3 * DAY;
    expect(whole(b, { suffix: number.slice(-2) })).toEqual([]);
    for (const suffix of [number.slice(-4), number.slice(-7), number, ` ${number.toLowerCase()} `]) expect(whole(b, { suffix })).toContain(number);
    expect(whole(b, { suffix: `9${number}` })).toEqual([]);
  });
  test('finds a parcel by its new number too, once', () => {
    const b = bench();
    b.lend(1_000);
    b.flow().parcels.put(aParcel({ number: numberOf(1), privacy: false, target: { kind: 'courier', courier: 'sto' } }));
    b.scan(numberOf(1));
    b.run(({ job }) => (job.kind === 'trace' ? OUTCOMES.converted('773199887766554') : OUTCOMES.reference()));
    expect(whole(b, { suffix: '6554' })).toEqual([numberOf(1)]);
    b.run(works);
    expect(whole(b, { suffix: numberOf(1).slice(-5) })).toEqual([numberOf(1)]);
  });
  test("finds a parcel by a piece's own number: today from the first character on, on all days from the fourth", () => {
    const b = bench();
    const pieces = { count: 2, numbers: ['SF2000000004711'] };
    b.flow().parcels.put(aParcel({ number: numberOf(1), pieces }));
    b.flow().parcels.put(aParcel({ number: numberOf(2), orderNumber: 'order-2', pieces: { count: 2, numbers: ['SF2000000004712'] } }));
    b.scan('SF2000000004711');
    expect(ask(b, { suffix: '11' }).rows.map(({ number, label }) => [number, label])).toEqual([[numberOf(1), 'SF2000000004711']]);
    b.time.now += DAY;
    expect(whole(b, { suffix: '11' })).toEqual([]);
    expect(whole(b, { suffix: '4711' })).toEqual([numberOf(1)]);
    // The order whose pieces nobody has scanned yet.
    expect(ask(b, { suffix: '4712' }).rows.map(({ scanId, number }) => [scanId, number])).toEqual([[null, numberOf(2)]]);
  });
  test('finds a new number by its last characters today', () => {
    const b = bench();
    b.lend(1_000);
    b.flow().parcels.put(aParcel({ number: numberOf(1), privacy: false, target: { kind: 'courier', courier: 'sto' } }));
    b.scan(numberOf(1));
    b.run(({ job }) => (job.kind === 'trace' ? OUTCOMES.converted('773199887766554') : OUTCOMES.reference()));
    expect(whole(b, { suffix: '554' })).toEqual([numberOf(1)]);
  });
  test('finds a parcel that was never scanned, behind those that were, and not under a verdict', () => {
    const b = scanned(1);
    b.flow().parcels.put(aParcel({ number: `88${numberOf(0)}` }));
    const suffix = numberOf(0).slice(-6);
    expect(ask(b, { suffix }).rows.map(({ scanId, number }) => [scanId, number])).toEqual([[1, numberOf(0)], [null, `88${numberOf(0)}`]]);
    expect(whole(b, { suffix, verdict: 'pass' })).toEqual([numberOf(0)]);
  });
  test('finds a parcel that a list has converted by either number before it is at the desk, with its new number', () => {
    const b = bench();
    b.lend(1_000);
    b.flow().parcels.put(aForwardedParcel());
    oneScan(b.flow(), { accountId: 'acct', operator: { id: 'o', name: '商家' }, station: '03' }, aForwardedParcel().number, { target: null });
    b.run(({ job }) => (job.kind === 'trace' ? OUTCOMES.converted('YT9876543210987') : OUTCOMES.reference()));
    const row = { scanId: null, number: aForwardedParcel().number, replacement: 'YT9876543210987' };
    for (const suffix of ['0123', '0987']) expect(ask(b, { suffix }).rows).toEqual([expect.objectContaining(row)]);
  });
  test('finds a parcel by all that stands on a JD label', () => {
    const b = bench();
    b.flow().parcels.put(aParcel({ number: 'JDVA12345678901', courier: 'jd' }));
    b.scan('JDVA12345678901-1-1-');
    expect(whole(b, { suffix: ' jdva12345678901-1-1-' })).toEqual(['JDVA12345678901']);
  });
  test('finds a scan that is no number by how it ends, as it is written', () => {
    const b = bench();
    b.scan('https://3.cn/abCD-1x');
    for (const suffix of ['x', '1X', 'D-1x', '/3.cn/abCD-1x ']) expect(whole(b, { suffix })).toEqual(['https://3.cn/abCD-1x']);
    for (const suffix of ['y', 'D-1y', '33.cn/abCD-1x']) expect(whole(b, { suffix })).toEqual([]);
  });
  test('takes no sign for a pattern', () => {
    const b = scanned(3);
    for (const suffix of ['%%%%', '____', "';--", '%']) expect(whole(b, { suffix })).toEqual([]);
  });
  test('lists all that end alike, by their own numbers or others, the newest first', () => {
    const b = scanned(120);
    // As numbers go to those that are scanned now: the newest come last in any order but that of time.
    for (let n = 0; n < 60; n += 1) b.store().sql('INSERT INTO new_numbers (number, original) VALUES (?, ?)').run(`773${String(n).padStart(8, '0')}0009`, numberOf(119 - 2 * n));
    const every = Array.from({ length: 120 }, (_, n) => 119 - n).filter((n) => n % 2 === 1 || numberOf(n).endsWith('0009'));
    expect(every.length).toBeGreaterThan(50);
    expect(numbers(ask(b, { suffix: '0009' })).slice(0, 50)).toEqual(every.slice(0, 50).map(numberOf));
    expect(whole(b, { suffix: '0009' })).toEqual(every.map(numberOf));
    expect(ask(b, { suffix: '0009' }).more).toBe(false);
  });
  test('misses no scan and repeats none where more end alike than one question looks at', () => {
    const b = bench();
    b.flow().parcels.put(aParcel({ number: numberOf(1), pieces: { count: 2, numbers: [`SF7${numberOf(2).slice(-4)}`] } }));
    for (let n = 0; n < 250; n += 1) for (const number of [numberOf(1), numberOf(2)]) b.scan(number);
    expect(whole(b, { suffix: numberOf(2).slice(-4) })).toEqual(Array.from({ length: 250 }, () => [numberOf(2), numberOf(1)]).flat());
  });
  test('says where parcels end so that it does not list, and lists those whose orders came last', () => {
    const b = bench();
    b.store().transaction(() => Array.from({ length: 51 }, (_, n) => ((b.time.now += 1), b.flow().parcels.put(aParcel({ number: `SF${100 + ((n * 7) % 51)}00009021` })))));
    const never = ask(b, { suffix: '9021' });
    expect([never.rows.length, never.rows[0]?.number, never.more]).toEqual([50, `SF${100 + ((50 * 7) % 51)}00009021`, true]);
    expect(numbers(never)).not.toContain('SF10000009021');
    expect(ask(b, { suffix: '09021', verdict: 'pass' }).more).toBe(false);
    b.store().transaction(() => Array.from({ length: 501 }, (_, n) => b.store().sql('INSERT INTO new_numbers (number, original) VALUES (?, ?)').run(`YT${1000 + n}7777`, numberOf(1))));
    expect(ask(b, { suffix: '7777', verdict: 'pass' }).more).toBe(true);
    expect(ask(b, { suffix: '17777', verdict: 'pass' }).more).toBe(false);
  });
  test('goes by indexes alone', () => {
    const b = scanned(1);
    const asked: string[] = [];
    const store: ReturnType<typeof b.store> = { ...b.store(), sql: (text) => (asked.push(text), b.store().sql(text)) };
    listPage({ ...b.flow(), store, scans: scanRows(store) }, { ...ALL, suffix: numberOf(0).slice(-4) });
    const plans = asked.flatMap((text) => store.db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${text.replaceAll(/@\w+/g, '?')}`).all(...Array.from(text.match(/[?@]/g) ?? [], () => 1)).map(({ detail }) => detail));
    for (const index of ['scans_suffix (<expr>=? AND id<?)', 'scans_number (number=? AND id<?)', 'new_numbers_suffix (<expr>=?)', 'piece_numbers_suffix (<expr>=?)', 'parcels_suffix (<expr>=?)']) expect(plans).toContainEqual(expect.stringContaining(index));
    expect(plans.filter((detail) => /^SCAN (?!json_each|ending VIRTUAL)/.test(detail))).toEqual([]);
  });
});
