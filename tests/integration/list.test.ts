import { describe, expect, test } from 'vitest';
import type { ListPage } from '../../src-shared/bridge/history-views.ts';
import { cardOf } from '../../src-main/flow/screen/cards.ts';
import { listPage, type ListQuestion } from '../../src-main/flow/screen/list.ts';
import { aParcel, anInterception, numberOf } from '../support/samples.ts';
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
    expect(ask(b)).toEqual({ rows: [], next: null });
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
  test('takes no sign for a pattern', () => {
    const b = scanned(3);
    for (const suffix of ['%%%%', '____', "';--", '%']) expect(whole(b, { suffix })).toEqual([]);
  });
  test.each([
    ["SELECT * FROM scans INDEXED BY scans_suffix WHERE source = 'desk' AND substr(number, -4) = ? AND id < ? ORDER BY id DESC LIMIT ?", /scans_suffix \(<expr>=\? AND id<\?\)/],
    ['SELECT original FROM new_numbers WHERE substr(number, -4) = ? AND substr(number, ?) = ? LIMIT 50', /new_numbers_suffix \(<expr>=\?\)/],
    ['SELECT parcel FROM piece_numbers WHERE substr(number, -4) = ? AND substr(number, ?) = ? LIMIT 50', /piece_numbers_suffix \(<expr>=\?\)/],
    ['SELECT number FROM parcels WHERE substr(number, -4) = ? AND substr(number, ?) = ? LIMIT 50', /parcels_suffix \(<expr>=\?\)/],
    ['SELECT hold_id FROM holds WHERE job_id = ? ORDER BY at', /holds_job \(job_id=\?\)/],
  ])('goes by an index: %s', (statement, plan) => {
    const details = bench().store().db.prepare(`EXPLAIN QUERY PLAN ${statement}`).all(...Array.from({ length: statement.split('?').length - 1 }, () => 1)) as { detail: string }[];
    expect(details[0]?.detail).toMatch(plan);
  });
});
