import { expect, test } from 'vitest';
import { oneScan } from '../../src-main/flow/one-scan.ts';
import { cardOf } from '../../src-main/flow/screen/cards.ts';
import { giveUp } from '../../src-main/flow/settle.ts';
import { undoLast } from '../../src-main/flow/undo.ts';
import { batches } from '../../src-main/station/batches.ts';
import { readCsvText } from '../../src-main/table/csv.ts';
import { readList } from '../../src-main/table/read-list.ts';
import type { Parcel, Target } from '../../src-shared/contract/parcels.ts';
import type { ConversionRule } from '../../src-shared/contract/stores.ts';
import { FIRST_RULES } from '../../src-shared/domain/desk-rules.ts';
import type { Platform } from '../../src-shared/domain/couriers.ts';
import { NUMBER, refused } from '../support/forwarded-parcel.ts';
import { AUTHORISED, aParcel } from '../support/samples.ts';
import { OUTCOMES, bench, expectSoundBooks, works, type Bench } from '../support/station.ts';

const DESK = { accountId: 'acct', operator: { id: 'op-1', name: '李四' }, station: '03' };
const ZTO: Target = { kind: 'courier', courier: 'zto' };
const PDD: Target = { kind: 'segment', segment: 'pdd' };
const toZto: ConversionRule = { from: {}, to: ZTO, overrides: false };

/** A parcel of sf without a target of its own, and enough money. */
function aBench(over: Partial<Parcel> = {}): Bench {
  const b = bench();
  b.lend(10_000);
  b.flow().parcels.put(aParcel({ privacy: false, target: null, ...over }));
  return b;
}
const listed = (b: Bench, target: Target | null) => oneScan(b.flow(), DESK, NUMBER, { target });
const rules = (b: Bench, ...some: ConversionRule[]) => b.flow().stores.replace('2', [{ ...AUTHORISED, rules: some }]);
const atDesk = (b: Bench, platforms: readonly Platform[] = []) => oneScan(b.flow(), { ...DESK, rules: { ...FIRST_RULES, platforms } }, NUMBER);
const jobs = (b: Bench) => b.store().sql<{ job: string }>("SELECT kind || ' ' || state AS job FROM jobs ORDER BY id").all().map(({ job }) => job);
const workOf = ({ decision }: ReturnType<typeof oneScan>) => decision.work.map(({ kind }) => kind);

test.each([
  ['is done', (b: Bench) => b.run(works)],
  ['waits', () => []],
  ['is being called', (b: Bench) => b.claims()],
  ['may have happened', (b: Bench) => b.turn(() => OUTCOMES.unknown)],
  ['lies with a person', (b: Bench) => b.turn(() => refused('merchant'))],
])('a parcel that the target column of a list forwards, and whose conversion %s, has its message when it is scanned at the desk', (_, meanwhile) => {
  const b = aBench();
  expect(workOf(listed(b, ZTO))).toEqual(['trace', 'write-back']);
  meanwhile(b);
  const { decision, scanId } = atDesk(b);
  expect(decision).toMatchObject({ verdict: 'pass', cost: 45, work: [{ kind: 'forwarding-sms', after: 'trace' }] });
  expect(b.flow().jobs.ofScan(scanId).map(({ kind }) => kind)).toEqual(['trace', 'write-back', 'forwarding-sms']);
});

test('the message of a parcel that a list forwards goes out once, with the new number', () => {
  const b = aBench();
  listed(b, ZTO);
  b.run(works);
  atDesk(b);
  b.run(works);
  expect(jobs(b)).toEqual(['trace done', 'write-back done', 'forwarding-sms done']);
  expect(b.flow().ledger.totals()).toMatchObject({ held: 0, captured: 345 });
  expectSoundBooks(b.store());
});

test("a parcel that a list has made another platform's is that platform's at the desk", () => {
  const b = aBench();
  listed(b, PDD);
  b.run(works);
  expect(atDesk(b, ['taobao']).decision.reason).toEqual({ kind: 'wrong-platform', platform: 'pdd', expected: ['taobao'] });
  expect(atDesk(b, ['pdd']).decision).toMatchObject({ verdict: 'pass', work: [] });
});

test.each<readonly [string, Partial<Parcel>, Target, (b: Bench) => unknown]>([
  ['a rule that the list went before', {}, PDD, (b) => rules(b, toZto)],
  ['a rule that overrides, made meanwhile', {}, PDD, (b) => rules(b, { ...toZto, overrides: true })],
  ['a target that the feed told meanwhile', {}, PDD, (b) => b.flow().parcels.put(aParcel({ privacy: false, target: ZTO }))],
  ['its courier, which the feed corrected meanwhile', {}, ZTO, (b) => b.flow().parcels.put(aParcel({ privacy: false, courier: 'zto', target: ZTO }))],
])('a parcel that is converted is not converted once more for %s', (_, over, target, meanwhile) => {
  const b = aBench(over);
  listed(b, target);
  b.run(works);
  const [conversion] = jobs(b);
  meanwhile(b);
  const made = workOf(atDesk(b));
  b.run(works);
  expect(made).toEqual(target === ZTO ? ['forwarding-sms'] : []);
  expect(jobs(b).filter((job) => /sync|trace/.test(job))).toEqual([conversion]);
  expectSoundBooks(b.store());
});

test('nor is one whose scan was undone when it was converted already, and that another list names', () => {
  const b = aBench({ target: PDD });
  atDesk(b);
  b.run(works);
  expect(undoLast(b.flow(), DESK)).toMatchObject({ kind: 'undone', kept: [{ kind: 'sync' }, { kind: 'write-back' }] });
  rules(b, { ...toZto, overrides: true });
  expect(listed(b, ZTO).decision.reason).toEqual({ kind: 'nothing-to-do' });
  expect(atDesk(b).decision).toMatchObject({ verdict: 'pass', work: [] });
  expect(jobs(b)).toEqual(['sync done', 'write-back done']);
});

test('one that waits goes where it was to go, and after an undo where the rules of then say', () => {
  const b = aBench({ target: PDD });
  atDesk(b);
  undoLast(b.flow(), DESK);
  b.flow().parcels.put(aParcel({ privacy: false, target: ZTO }));
  expect(workOf(atDesk(b))).toEqual(['trace', 'write-back', 'forwarding-sms']);
  b.run(works);
  expect(jobs(b)).toEqual(['sync void', 'write-back done', 'trace done', 'forwarding-sms done']);
  expectSoundBooks(b.store());
});

test('a parcel whose conversion a person gave up, though it may have happened, is converted to nothing else', () => {
  const b = aBench();
  listed(b, PDD);
  b.run(() => OUTCOMES.unknown);
  expect(jobs(b)).toEqual(['sync parked', 'write-back waiting']);
  b.decide(b.job('sync').id, 'void');
  listed(b, ZTO);
  expect(atDesk(b).decision.verdict).toBe('pass');
  expect(jobs(b)).toEqual(['sync void', 'write-back void']);
});

test('one that was refused for good is converted to another courier by the next list that says so', () => {
  const b = aBench();
  listed(b, PDD);
  b.run(() => refused('nobody'));
  expect(workOf(listed(b, ZTO))).toEqual(['trace', 'write-back']);
  b.run(works);
  const { scanId } = atDesk(b);
  b.run(works);
  expect(cardOf(b.flow(), scanId)).toMatchObject({ parcel: { target: ZTO }, replacement: { number: `N${NUMBER}` } });
  expect(jobs(b)).toEqual(['sync refused', 'write-back done', 'trace done', 'forwarding-sms done']);
  expectSoundBooks(b.store());
});

/** Lists of the one parcel, beside a desk; nothing is called but what the test calls. */
function lists(b: Bench) {
  const flow = b.flow();
  const all = batches({ flow, desk: () => DESK, scan: (desk, text, row) => oneScan(flow, desk, text, row), wake: () => undefined, changed: () => undefined, failed: (error) => expect.unreachable(String(error)) });
  return {
    ...all,
    async started(target: string): Promise<number> {
      const { batchId } = await all.put('名单.csv', readList(readCsvText(`运单号,目标\n${NUMBER},${target}`)));
      all.start(batchId);
      await expect.poll(() => all.view(batchId).rows.waiting).toBeUndefined();
      return batchId;
    },
    async ended(id: number): Promise<void> {
      await expect.poll(() => all.view(id).endedAt).not.toBeNull();
    },
  };
}

test.each([
  ['was cancelled', (all: ReturnType<typeof lists>, id: number) => void all.cancel(id)],
  ['its provider refused for good', (all: ReturnType<typeof lists>, _: number, b: Bench) => {
    const [claim] = b.claims();
    if (claim) all.follow(b.settle(claim, refused('nobody')));
  }],
])('a list that corrects the target of one that %s shows what becomes of its own conversion', async (_, end) => {
  const b = aBench();
  const all = lists(b);
  const first = await all.started('拼多多');
  end(all, first, b);
  await all.ended(first);
  const second = await all.started('中通');
  expect(all.view(second).rows).toEqual({ sent: 1 });
  all.pause(second, true);
  expect(jobs(b)).toContain('trace waiting');
  expect(b.claims()).toEqual([]);
  all.pause(second, false);
  const scans = b.claims().map((claim) => b.settle(claim, works(claim)));
  scans.forEach(all.follow);
  await all.ended(second);
  expect(all.results(second, null, 0, 9)).toMatchObject([{ state: 'done', replacement: `N${NUMBER}`, charged: 300 }]);
  expect(all.results(first, null, 0, 9)).toMatchObject([{ state: 'failed', charged: 0 }]);
  all.stop();
});

test('a list that corrects the target and is cancelled gives up its own conversion', async () => {
  const b = aBench();
  const all = lists(b);
  for (const target of ['拼多多', '中通']) {
    const id = await all.started(target);
    all.cancel(id);
    await all.ended(id);
  }
  expect(jobs(b)).toEqual(['sync void', 'write-back void', 'trace void']);
  expect(b.flow().ledger.totals().held).toBe(0);
  all.stop();
});

test('a row of an order whose time is over says so', async () => {
  const b = aBench({ target: PDD, expiresAt: 1 });
  const all = lists(b);
  const id = await all.started('');
  expect(all.results(id, null, 0, 9)).toMatchObject([{ state: 'skipped', why: 'expired' }]);
  all.stop();
});

test.each<readonly [string, ConversionRule[], string]>([
  ['once more', [], 'sync done'],
  ['otherwise by then', [toZto], 'trace done'],
])('回传 left of a list that was cancelled after the database was put back tells of the number when the desk converts %s', (_, made, conversion) => {
  const b = aBench();
  listed(b, PDD);
  b.newEpoch(2);
  b.lend(10_000);
  // Its provider knows nothing of it, is asked twice, and could be called again.
  b.turn(() => OUTCOMES.absent);
  b.time.now += 5_000;
  b.turn(() => OUTCOMES.absent);
  giveUp(b.flow(), b.job('sync'), b.time.now);
  // Nobody can say which number it would have told.
  b.run(() => refused('person'));
  expect(jobs(b)).toEqual(['sync void', 'write-back parked']);
  if (made.length > 0) rules(b, ...made);
  else rules(b, { from: {}, to: PDD, overrides: false });
  atDesk(b);
  b.run(works);
  expect(jobs(b)).toEqual(expect.arrayContaining([conversion, 'write-back done']));
  expectSoundBooks(b.store());
});
