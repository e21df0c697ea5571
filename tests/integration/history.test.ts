import { describe, expect, test, vi } from 'vitest';
import { takeArrivals } from '../../src-main/flow/arrivals.ts';
import { decideAgain, oneScan } from '../../src-main/flow/one-scan.ts';
import { scanRows } from '../../src-main/flow/scan/scan-rows.ts';
import { heldCards } from '../../src-main/flow/screen/held.ts';
import { parcelHistory } from '../../src-main/flow/screen/history.ts';
import { listPage } from '../../src-main/flow/screen/list.ts';
import { undoLast } from '../../src-main/flow/undo.ts';
import { takingOff } from '../../src-main/station/taking-off.ts';
import { DESK, ready, told } from '../support/pickup-message.ts';
import { PHONE, aForwardedParcel, aParcel, anInterception, numberOf } from '../support/samples.ts';
import { NOON, OUTCOMES, bench, works } from '../support/station.ts';

const NUMBER = aParcel().number;

describe("a parcel's whole history", () => {
  test('has its scans, jobs with their attempts, money, numbers, privacy number and message on one page', () => {
    const b = bench();
    b.lend(1_000);
    b.flow().parcels.put(aForwardedParcel({ privacy: true }));
    b.scan(NUMBER);
    // One call comes to nothing, the next works.
    let calls = 0;
    b.time.now += 1_000;
    b.run((claim) => (claim.job.kind === 'trace' && (calls += 1) === 1 ? OUTCOMES.offline : works(claim)));
    b.time.now += 60_000;
    b.scan(NUMBER);
    const history = parcelHistory(b.flow(), NUMBER);
    expect(history.scans.map(({ verdict, operator, station, source }) => [verdict, operator, station, source])).toEqual([['duplicate', '李四', '03', 'desk'], ['pass', '李四', '03', 'desk']]);
    expect(history.jobs.map(({ kind, state }) => [kind, state])).toEqual([['trace', 'done'], ['write-back', 'done'], ['privacy', 'done'], ['forwarding-sms', 'done']]);
    expect(history.jobs[0]?.attempts.map(({ attempt, purpose, outcome, about }) => [attempt, purpose, outcome, about])).toEqual([[1, 'call', 'later', 'ECONNREFUSED'], [2, 'call', 'done', '']]);
    expect(history.replacement).toEqual({ number: `N${NUMBER}`, courier: 'yto' });
    expect(history.bindings).toEqual([{ number: '17000000001', until: NOON + 30 * 86_400_000, state: 'live' }]);
    const of = (entry: string) => history.money.filter((one) => one.entry === entry).map(({ kind, amount }) => [kind, amount]).toSorted();
    expect(of('hold')).toEqual([['forwarding-sms', 45], ['privacy', 200], ['trace', 300]]);
    expect(of('capture')).toEqual(of('hold'));
    expect(history.money.every(({ at }) => at !== null)).toBe(true);
  });

  test('is found by the new number as well', () => {
    const b = bench();
    b.lend(1_000);
    b.flow().parcels.put(aForwardedParcel());
    b.scan(NUMBER);
    b.run(works);
    expect(parcelHistory(b.flow(), `n${NUMBER.toLowerCase()}`)).toEqual(parcelHistory(b.flow(), NUMBER));
    expect(parcelHistory(b.flow(), 'JDVA12345678901-1-2-').number).toBe('JDVA12345678901');
  });

  test('has what belongs to its pieces that have numbers of their own, and is found by each of them', () => {
    const b = ready();
    const piece = 'SF2000000004711';
    b.flow().parcels.put(aForwardedParcel({ pieces: { count: 2, numbers: [piece] } }));
    b.scan(NUMBER);
    b.run(works);
    takeArrivals(b.flow(), DESK, [told({ number: piece }), told({ arrivalId: 'a-2', code: '9-9', number: NUMBER })]);
    b.run(works);
    const history = parcelHistory(b.flow(), piece);
    expect(history).toEqual(parcelHistory(b.flow(), NUMBER));
    expect([history.number, history.messages.map(({ kind }) => kind)]).toEqual([NUMBER, ['forwarding-sms', 'pickup-sms', 'pickup-sms']]);
    expect(history.scans.map(({ source, label }) => [source, label])).toEqual([['arrival', null], ['arrival', piece], ['desk', null]]);
    // A number that another order has by now is that order's.
    b.flow().parcels.put(aParcel({ number: piece, orderNumber: 'order-2' }));
    expect(parcelHistory(b.flow(), NUMBER).messages).toHaveLength(2);
    expect(parcelHistory(b.flow(), piece).messages).toHaveLength(1);
  });

  test.each(['https://3.cn/abCD-12', ' mmm={"k1": "x"} ', 'q'.repeat(60), '138 1234 5678'])('is had of a scan that is no number as well, from its own row (%s)', (text) => {
    const b = bench();
    b.scan(text);
    const [row] = listPage(b.flow(), { suffix: '', verdict: 'all', state: 'all', before: 0 }).rows;
    expect(parcelHistory(b.flow(), row?.number ?? '').scans.map(({ verdict }) => verdict)).toEqual(['invalid']);
  });

  test('goes by indexes alone', () => {
    const b = bench();
    b.lend(1_000);
    b.flow().parcels.put(aForwardedParcel({ privacy: true }));
    b.scan(NUMBER);
    b.run(works);
    const asked: string[] = [];
    const store: ReturnType<typeof b.store> = { ...b.store(), sql: (text) => (asked.push(text), b.store().sql(text)) };
    parcelHistory({ ...b.flow(), store, scans: scanRows(store) }, NUMBER);
    const plans = asked.flatMap((text) => store.db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${text}`).all(...text.match(/[?]/g)?.map(() => 1) ?? []).map(({ detail }) => detail));
    expect(plans).toContainEqual(expect.stringContaining('holds_job (job_id=?)'));
    expect(plans.filter((detail) => /^SCAN (?!json_each)/.test(detail))).toEqual([]);
  });

  test('says how each scan was made: typed, by a serial scanner, or by the keyboard\'s', () => {
    const b = bench();
    const desk = { accountId: 'acct', operator: { id: 'op-1', name: '李四' }, station: '03' } as const;
    for (const [device, typed] of [[null, true], ['左手', false], [null, false]] as const) oneScan(b.flow(), desk, NUMBER, null, { device, typed, weight: null });
    expect(parcelHistory(b.flow(), NUMBER).scans.map(({ device, typed }) => [device, typed])).toEqual([[null, false], ['左手', false], [null, true]]);
    expect(listPage(b.flow(), { suffix: '', verdict: 'all', state: 'all', before: 0 }).rows.map(({ typed }) => typed)).toEqual([false, false, true]);
  });

  test('shows what was released, and when', () => {
    const b = bench();
    b.lend(1_000);
    b.flow().parcels.put(aParcel({ privacy: true }));
    b.scan(NUMBER);
    b.time.now += 5_000;
    b.run(() => ({ kind: 'refused', act: 'nobody', about: 'code -9' }));
    const { money } = parcelHistory(b.flow(), NUMBER);
    expect(money.filter(({ entry }) => entry === 'void').map(({ at, kind, amount }) => [at, kind, amount])).toEqual(
      money.filter(({ entry }) => entry === 'hold').map(({ kind, amount }) => [NOON + 5_000, kind, amount]),
    );
    expect(money.length).toBeGreaterThan(0);
  });

  test('shows each release at its own time and behind its hold, also where a job was paid for again', () => {
    const b = bench();
    b.lend(1_000);
    b.flow().parcels.put(aParcel({ privacy: true, target: null }));
    b.scan(NUMBER);
    for (const again of [true, true, false]) {
      b.time.now += 5_000;
      b.turn(() => ({ kind: 'refused', act: 'person', about: 'code -9' }));
      b.time.now += 60_000;
      b.decide(b.job('privacy').id, again ? 'retry' : 'void');
    }
    const entries = () => parcelHistory(b.flow(), NUMBER).money.map(({ entry, at }) => [entry, at === null ? null : at - NOON]);
    expect(entries()).toEqual([['hold', 0], ['void', 5_000], ['hold', 65_000], ['void', 70_000], ['hold', 130_000], ['void', 135_000]]);
    expect(new Set(parcelHistory(b.flow(), NUMBER).money.map(({ id }) => id)).size).toBe(6);
    // As a database has it that is older than these times.
    b.store().sql('UPDATE holds SET ended_at = NULL').run();
    expect(entries()).toEqual([['hold', 0], ['void', null], ['hold', 65_000], ['void', null], ['hold', 130_000], ['void', null]]);
  });

  test('says who has taken off what must not leave, and until then it is held again at every start', () => {
    const b = bench();
    for (const n of [1, 2]) b.flow().parcels.putInterception(anInterception({ number: numberOf(n) }));
    const [first, second] = [b.scan(numberOf(1)), b.scan(numberOf(2))];
    b.scan(numberOf(1));
    b.scan(numberOf(3));
    const numbers = (): string[] => heldCards(b.flow()).map(({ number }) => number);
    expect(numbers()).toEqual([numberOf(2), numberOf(1)]);
    b.crash();
    const scan = b.flow().scans.find(first.scanId);
    if (!scan) throw new Error('the scan is gone');
    // Whoever has the parcel has it, however often it was scanned.
    b.flow().scans.takeOff(scan, NOON + 1_000, '王五');
    b.flow().scans.takeOff(scan, NOON + 2_000, '赵六');
    expect(numbers()).toEqual([numberOf(2)]);
    expect(parcelHistory(b.flow(), numberOf(1)).scans.map(({ taken }) => taken)).toEqual([{ at: NOON + 1_000, by: '王五' }, { at: NOON + 1_000, by: '王五' }]);
    expect(parcelHistory(b.flow(), numberOf(2)).scans.map(({ scanId, taken }) => [scanId, taken])).toEqual([[second.scanId, null]]);
    b.time.now += 86_400_000;
    expect(numbers()).toEqual([numberOf(2)]);
  });

  test('that is on screen is told of whoever takes off or fetches a parcel', () => {
    const b = bench();
    b.flow().parcels.putInterception(anInterception());
    const { scanId } = b.scan(NUMBER);
    const changed = vi.fn(() => parcelHistory(b.flow(), NUMBER).scans[0]?.taken?.by);
    const { takeOff, endRecall } = takingOff(b.flow(), changed, () => '王五');
    takeOff(scanId);
    endRecall(scanId);
    expect(changed.mock.results.map(({ value }) => value as unknown)).toEqual(['王五', '王五']);
  });

  test('holds what is no number as well, however many scans ago, and nothing that may go on', () => {
    const b = bench();
    b.flow().parcels.put(aParcel());
    for (const text of ['https://example.invalid/1', NUMBER, NUMBER, numberOf(7)]) b.scan(text);
    b.store().transaction(() => Array.from({ length: 300 }, (_, n) => b.scan(numberOf(1_000 + n))));
    expect(heldCards(b.flow()).map(({ number, verdict }) => [number, verdict])).toEqual([['https://example.invalid/1', 'invalid']]);
    expect(b.store().sql<{ detail: string }>('EXPLAIN QUERY PLAN SELECT * FROM scans INDEXED BY scans_holding WHERE holds = 1 ORDER BY id').all().map(({ detail }) => detail)).toEqual(['SCAN scans USING INDEX scans_holding']);
  });

  test('holds no more what was undone, or what its order has let go', () => {
    const b = bench();
    const stopping = { accountId: 'acct', operator: { id: 'op-1', name: '李四' }, station: '03', rules: { unknown: 'stop', platforms: [] } } as const;
    const { scanId } = oneScan(b.flow(), stopping, NUMBER);
    b.scan('not/a/number');
    expect(heldCards(b.flow())).toHaveLength(2);
    undoLast(b.flow(), stopping);
    expect(heldCards(b.flow()).map(({ number }) => number)).toEqual([NUMBER]);
    b.flow().parcels.put(aParcel());
    const scan = b.flow().scans.find(scanId);
    if (scan) b.store().transaction(() => decideAgain(b.flow(), stopping, scan));
    expect(heldCards(b.flow())).toEqual([]);
  });

  test('tells an interception, and of a number that nobody knows nothing at all', () => {
    const b = bench();
    b.flow().parcels.putInterception(anInterception({ number: numberOf(5) }));
    expect(parcelHistory(b.flow(), numberOf(5))).toMatchObject({ interception: { at: anInterception().at }, parcel: null, scans: [] });
    expect(parcelHistory(b.flow(), numberOf(6))).toEqual({ number: numberOf(6), parcel: null, interception: null, replacement: null, bindings: [], scans: [], jobs: [], money: [], messages: [], prints: [] });
  });

  test('has no phone in it', () => {
    const b = bench();
    b.lend(1_000);
    b.flow().parcels.put(aForwardedParcel({ privacy: true }));
    b.scan(NUMBER);
    let calls = 0;
    b.run((claim) => ((calls += 1) === 1 ? { kind: 'later', why: 'retry', after: 1, about: `refused for ${PHONE}` } : works(claim)));
    const text = JSON.stringify(parcelHistory(b.flow(), NUMBER));
    expect(text).toContain('refused for');
    expect(text).not.toContain(PHONE);
    expect(text).toContain('138****5678');
  });
});
