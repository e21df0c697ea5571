import { expect, onTestFinished, test, vi } from 'vitest';
import { createScale } from '../../src-main/devices/scale/scale.ts';
import { stationWeighing } from '../../src-main/station/weighing.ts';
import { SENT_VERDICTS } from '../../src-shared/domain/verdict.ts';
import { FIRST_WEIGHING } from '../../src-shared/domain/weight.ts';
import { oneScan } from '../../src-main/flow/one-scan.ts';
import { undoLast } from '../../src-main/flow/undo.ts';
import { cardOf } from '../../src-main/flow/screen/cards.ts';
import { aParcel } from '../support/samples.ts';
import { bench } from '../support/station.ts';
import { wholeStation, world } from '../support/whole-station.ts';

const DESK = { accountId: 'acct', operator: { id: 'op-1', name: '李四' }, station: '03' };
const [A, B] = ['SF1000000000001', 'SF1000000000002'];

function aScale() {
  let at = 0;
  const { scale, hear } = createScale(() => at);
  return {
    scale,
    passes: (ms: number): void => void (at += ms),
    says(...lines: readonly string[]): void {
      for (const line of lines) {
        at += 100;
        hear(line);
      }
    },
  };
}

function weighed(required = false, scale = aScale()) {
  const { flow, store } = bench();
  for (const number of [A, B]) store().transaction(() => flow().parcels.put({ ...aParcel(), number, orderNumber: `O-${number}`, weightGrams: 500 }));
  const told: number[] = [];
  const failures: unknown[] = [];
  const weighing = stationWeighing(flow(), { scale: scale.scale, rules: () => ({ ...FIRST_WEIGHING, required }) }, { weighed: (scanId) => void told.push(scanId), failed: (error) => void failures.push(error) });
  onTestFinished(() => expect(told.length).toBeLessThan(3));
  function answer(number: string, { captured, recorded }: ReturnType<typeof weighing.weigh>): number {
    const { scanId, decision } = oneScan(flow(), DESK, number, null, { device: null, typed: false, weight: captured });
    recorded(scanId, SENT_VERDICTS.includes(decision.verdict));
    return scanId;
  }
  return {
    told, failures, store,
    stop: weighing.stop,
    passes: scale.passes,
    says: scale.says,
    begin: (number: string) => weighing.weigh(number, 0),
    answer,
    scan: (number: string, ago = 0): number => answer(number, weighing.weigh(number, ago)),
    takeBack(): void {
      const taken = store().transaction(() => undoLast(flow(), DESK));
      if (taken.kind === 'undone') weighing.forget(taken.scan.id);
    },
    weight: (scanId: number) => cardOf(flow(), scanId)?.weight ?? null,
    scans: (): number => store().sql<{ n: number }>('SELECT count(*) AS n FROM scans').get()?.n ?? -1,
  };
}
const ZERO = 'ST,GS,+  0.000kg';
const rests = (kilograms: string): string[] => Array.from({ length: 2 }, () => `ST,GS,+  ${kilograms}kg`);

test('a scan has what rests on the scale, beside its order, and an alarm where they differ by too much', () => {
  const { says, scan, weight } = weighed();
  says(ZERO, ...rests('0.540'));
  expect(weight(scan(A))).toEqual({ grams: 540, expected: 500, off: false });
  says(ZERO, ...rests('0.900'));
  expect(weight(scan(B))).toEqual({ grams: 900, expected: 500, off: true });
});

test('a scan whose parcel still moves has its weight when it rests; another scan in between takes it from both', () => {
  const { says, scan, weight, told } = weighed();
  says(ZERO, 'US,GS,+  0.300kg');
  const first = scan(A);
  expect(weight(first)).toBeNull();
  says(...rests('0.510'));
  expect(weight(first)).toEqual({ grams: 510, expected: 500, off: false });
  expect(told).toEqual([first]);
  const { says: saysToo, scan: scanToo, weight: weightOf } = weighed();
  saysToo(ZERO, 'US,GS,+  0.300kg');
  const both = [scanToo(A), scanToo(B)];
  saysToo(...rests('0.510'));
  expect(both.map(weightOf)).toEqual([null, null]);
});

test('the parcel before never gives its weight to the next one, and neither does an empty or late pan', () => {
  const { says, scan, weight } = weighed();
  says(ZERO, ...rests('0.500'));
  expect(weight(scan(A))?.grams).toBe(500);
  expect(weight(scan(B))).toBeNull();
  const late = weighed();
  late.says(ZERO, ...rests('0.500'));
  expect(late.weight(late.scan(A, 5_000))).toBeNull();
  const empty = weighed();
  empty.says(ZERO);
  expect(empty.weight(empty.scan(A))).toBeNull();
});

test('a parcel that is put on the empty scale after its scan has its weight, if that is soon and nothing else was scanned', () => {
  const { says, scan, weight, told } = weighed();
  says(ZERO);
  const first = scan(A);
  says(ZERO, 'US,GS,+  0.300kg', ...rests('0.510'));
  expect(weight(first)).toEqual({ grams: 510, expected: 500, off: false });
  expect(told).toEqual([first]);
  expect(weight(scan(B)), 'it is A that lies there').toBeNull();

  const read = weighed();
  read.says(ZERO);
  const twice = [read.scan(A), read.scan(A)];
  read.says(...rests('0.510'));
  expect(twice.map(read.weight)).toEqual([expect.objectContaining({ grams: 510 }), null]);

  const slow = weighed();
  slow.says(ZERO);
  const late = slow.scan(A);
  slow.says(...Array<string>(30).fill(ZERO), ...rests('0.510'));
  expect(slow.weight(late)).toBeNull();

  const on = weighed();
  on.says(ZERO);
  const both = [on.scan(A), on.scan(B)];
  on.says(...rests('0.510'));
  expect(both.map(on.weight)).toEqual([null, expect.objectContaining({ grams: 510 })]);
});

test('the parcel that lies there is weighed for its own scan, and what is put on after it is not', () => {
  const { says, scan, weight } = weighed();
  says(ZERO, ...rests('0.500'));
  scan(A);
  const next = scan(B);
  says(ZERO, ...rests('0.700'));
  expect(weight(next)).toBeNull();
});

test('what is put on the empty scale belongs to no scan that was not of it', () => {
  const again = weighed(true);
  again.says(ZERO, ...rests('0.540'));
  again.scan(A);
  again.says(ZERO);
  // Its label is read once more while it is lifted off.
  const twice = again.scan(A);
  again.says('US,GS,+  0.700kg', ...rests('0.900'));
  expect([again.weight(twice), again.weight(again.scan(B))?.grams]).toEqual([null, 900]);

  const envelope = weighed();
  envelope.says(ZERO, ...rests('0.015'));
  const light = envelope.scan(A);
  envelope.says(ZERO, ...rests('0.900'));
  expect([envelope.weight(light), envelope.weight(envelope.scan(B))?.grams]).toEqual([null, 900]);

  const undone = weighed();
  undone.says(ZERO);
  const taken = undone.scan(A);
  undone.takeBack();
  undone.says(...rests('0.900'));
  expect([undone.weight(taken), undone.weight(undone.scan(B))?.grams]).toEqual([null, 900]);
});

test('a scan that is answered late takes no possession of the next parcel', () => {
  const { says, begin, answer, scan, weight } = weighed(true);
  says(ZERO, ...rests('0.540'));
  const first = begin(A);
  says(ZERO, ...rests('0.900'));
  expect([weight(answer(A, first))?.grams, weight(scan(B))?.grams]).toEqual([540, 900]);

  const later = weighed(true);
  later.says(ZERO, ...rests('0.540'));
  later.scan(A);
  later.says(ZERO, ...rests('0.900'));
  later.scan(A, 800);
  expect(later.weight(later.scan(B))?.grams).toBe(900);

  // What has lain there since before it is its own.
  const own = weighed();
  own.says(ZERO, ...rests('0.540'));
  own.passes(1_000);
  own.scan(A, 800);
  expect(own.weight(own.scan(B))).toBeNull();
});

test('a scale of plain lines is believed when it has said the same for half a second, until it has marked a movement', () => {
  const { says, scan, weight } = weighed();
  says('0.000kg', '0.120kg', '0.300kg', '0.303kg');
  const first = scan(A);
  says('0.400kg', '0.510kg', ...Array<string>(5).fill('0.540kg'));
  expect(weight(first)).toBeNull();
  says('0.540kg');
  expect(weight(first)?.grams).toBe(540);
  says('0.000kg', '0.300kg ?', '0.620kg', '0.620kg');
  expect(weight(scan(B))?.grams).toBe(620);
});

test('a scale that speaks once a parcel, when it rests: before the scan and after it', () => {
  const { says, scan, weight, passes } = weighed();
  says('ST,GS,+  0.540kg');
  passes(3_000);
  expect(weight(scan(A))?.grams).toBe(540);
  passes(3_000);
  const second = scan(B);
  expect(weight(second)).toBeNull();
  passes(1_500);
  says('ST,GS,+  0.620kg');
  expect(weight(second)?.grams).toBe(620);

  const late = weighed();
  late.says('ST,GS,+  0.540kg');
  late.passes(5_001);
  expect(late.weight(late.scan(A))).toBeNull();
});

test('a station that has ended does not hear the scale any more', async () => {
  let listening = 0;
  const onRest = () => {
    listening += 1;
    return () => void (listening -= 1);
  };
  const s = wholeStation({ world: world(), weighing: { scale: { ...aScale().scale, onRest }, rules: () => FIRST_WEIGHING } });
  expect(listening).toBe(1);
  await s.stop();
  expect(listening).toBe(0);
});

test('where a weight is required nothing is recorded without one, and the code says what to do', () => {
  const { says, scan, scans, weight } = weighed(true);
  expect(() => scan(A)).toThrow('weight-no-scale');
  says(ZERO);
  expect(() => scan(A)).toThrow('weight-empty');
  says('US,GS,+  0.300kg');
  expect(() => scan(A)).toThrow('weight-not-stable');
  expect(scans()).toBe(0);
  says(...rests('0.500'));
  expect(weight(scan(A))?.grams).toBe(500);
  expect(() => scan(B)).toThrow('weight-of-another');
  expect(scans()).toBe(1);
  // What must not leave, or has left, is told whatever lies on the scale.
  expect(scan('123')).toBe(2);
});

test('a weight that the disk did not take when it came is kept and recorded later, and the scale’s line goes on', () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const { says, scan, weight, told, failures, store } = weighed();
  says(ZERO, 'US,GS,+  0.300kg');
  const first = scan(A);
  store().db.exec("CREATE TEMP TRIGGER full BEFORE INSERT ON weighings BEGIN SELECT RAISE(ABORT, 'full'); END");
  says(...rests('0.510'), ZERO);
  expect(weight(first)).toBeNull();
  says('US,GS,+  0.300kg');
  const second = scan(B);
  says(...rests('0.700'));
  vi.advanceTimersByTime(10_000);
  expect([told, failures.length > 1]).toEqual([[], true]);
  store().db.exec('DROP TRIGGER full');
  vi.advanceTimersByTime(2_000);
  expect([weight(first)?.grams, weight(second)?.grams]).toEqual([510, 700]);
  expect(told.toSorted()).toEqual([first, second]);
  expect(vi.getTimerCount()).toBe(0);
});

test('what is still owed at the end is tried once more, and after that the scale is the next station’s', () => {
  const scale = aScale();
  const before = weighed(false, scale);
  scale.says(ZERO, 'US,GS,+  0.300kg');
  const first = before.scan(A);
  before.store().db.exec("CREATE TEMP TRIGGER full BEFORE INSERT ON weighings BEGIN SELECT RAISE(ABORT, 'full'); END");
  scale.says(...rests('0.510'), ZERO);
  before.store().db.exec('DROP TRIGGER full');
  scale.says('US,GS,+  0.300kg');
  before.scan(B);
  before.stop();
  expect(before.weight(first)?.grams).toBe(510);
  before.store().close();

  const next = weighed(false, scale);
  const second = next.scan(B);
  scale.says(...rests('0.700'));
  expect(next.weight(second)?.grams).toBe(700);
  expect(before.told).toEqual([first]);
});
