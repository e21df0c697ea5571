import { expect, test } from 'vitest';
import { cardOf } from '../../src-main/flow/screen/cards.ts';
import { exceptionRows } from '../../src-main/flow/screen/exceptions.ts';
import { undoLast } from '../../src-main/flow/undo.ts';
import { namedProviders } from '../../src-main/flow/provider/named.ts';
import { aProvider, aForwardedParcel, aParcel, numberOf } from '../support/samples.ts';
import { NUMBER, scanned, states } from '../support/forwarded-parcel.ts';
import { DESK } from '../support/pickup-message.ts';
import { OUTCOMES, bench, expectSoundBooks, held, works, type Bench } from '../support/station.ts';

const spoil = (b: Bench, column: 'task' | 'result', kind: string, scanId = 1, text = '{'): void =>
  void b.store().sql(`UPDATE jobs SET ${column} = ? WHERE kind = ? AND scan_id = ?`).run(text, kind, scanId);

/** Parcels that are converted, scanned one after the other. */
function many(count: number): Bench {
  const b = bench();
  b.lend(10_000);
  for (let n = 1; n <= count; n += 1) {
    b.flow().parcels.put(aParcel({ number: numberOf(n), courier: 'yto', privacy: false }));
    b.scan(numberOf(n));
  }
  return b;
}

test.each(['{', '', 'null', '[]', '{"storeId":7}'])('work whose record can not be read (%j) is a person\'s, its money is free, and all other work goes on', (text) => {
  const b = many(3);
  spoil(b, 'task', 'sync', 2, text);
  b.run(works);
  expect([b.job('sync', 1), b.job('write-back', 1), b.job('sync', 3), b.job('write-back', 3)].map(({ state }) => state)).toEqual(['done', 'done', 'done', 'done']);
  expect(exceptionRows(b.flow())).toMatchObject([{ number: numberOf(2), kind: 'sync', error: 'job-unreadable', held: 0, proposed: 'retry', allowed: ['retry', 'void'] }]);
  expect(held(b)).toBe(0);
  expect(cardOf(b.flow(), 2)?.jobs.map(({ error }) => error)).toEqual(['job-unreadable', null]);
  expectSoundBooks(b.store());
});

test('it can be given up, and its parcel\'s next scan makes it anew', () => {
  const b = many(1);
  spoil(b, 'task', 'sync');
  b.run(works);
  const [row] = exceptionRows(b.flow());
  b.decide(row?.jobId ?? '', 'retry');
  b.run(works);
  expect(b.job('sync')).toMatchObject({ state: 'parked', error: 'job-unreadable' });
  b.decide(row?.jobId ?? '', 'void');
  undoLast(b.flow(), DESK);
  b.scan(numberOf(1));
  b.run(works);
  expect([b.job('sync', 2).state, b.job('write-back', 2).state]).toEqual(['done', 'done']);
  expectSoundBooks(b.store());
});

test('what was asked about and can not be read keeps its money until a person has decided', () => {
  const b = many(1);
  b.turn(() => OUTCOMES.unknown);
  for (let n = 0; n < 2; n += 1) {
    b.time.now += 5_000;
    b.turn(() => OUTCOMES.absent);
  }
  expect(b.job('sync').state).toBe('waiting');
  b.time.now += 10_000;
  spoil(b, 'task', 'sync');
  expect(b.claims()).toEqual([]);
  expect(exceptionRows(b.flow())).toMatchObject([{ error: 'job-unreadable', held: 100 }]);
  expectSoundBooks(b.store());
});

test('a new number that can not be read is told nobody: what follows is a person\'s, and the screens go on', () => {
  const b = bench();
  b.lend(1_000);
  b.flow().parcels.put(aForwardedParcel());
  b.scan(NUMBER);
  b.turn(works);
  spoil(b, 'result', 'trace');
  expect(b.claims()).toEqual([]);
  expect(states(b)).toEqual(['trace done', 'write-back parked', 'forwarding-sms parked']);
  expect(exceptionRows(b.flow()).map(({ error, held: amount }) => [error, amount])).toEqual([['job-unreadable', 0], ['job-unreadable', 0]]);
  expect(b.scan(NUMBER).decision.verdict).toBe('duplicate');
  expect(cardOf(b.flow(), 1)).toMatchObject({ replacement: null, charged: 300 });
  expectSoundBooks(b.store());
});

test('a message whose values can not be read is recorded all the same', () => {
  const b = scanned();
  b.turn(works);
  const claims = b.claims();
  b.store().sql("UPDATE messages SET filled = '{'").run();
  for (const claim of claims) b.settle(claim, works(claim));
  expect(states(b)).toEqual(['trace done', 'write-back done', 'forwarding-sms done']);
});

test('a provider whose settings can not be read can not be asked any more', () => {
  const { store } = bench();
  const providers = namedProviders(store(), { get: () => null, put: () => false });
  const [id = 0] = providers.note([['privacy', aProvider('huawei-axb')]]);
  const limits = { perSecond: 1, concurrency: 1 };
  expect(providers.find(id, limits)).toMatchObject({ kind: 'huawei-axb' });
  store().sql("UPDATE providers SET settings = '{'").run();
  expect(providers.find(id, limits)).toBeNull();
});

test('a list with a row whose new number can not be read is shown', () => {
  const b = many(1);
  b.run(works);
  const list = b.flow().batches.begin({ name: '名单.csv', at: b.time.now, operator: DESK.operator, station: '03', headings: [] });
  b.flow().batches.addGood(list, { line: 1, number: numberOf(1), courier: null, target: null });
  b.flow().batches.put(list, 1, 'done', null, b.job('sync').id);
  spoil(b, 'result', 'sync');
  expect(b.flow().batches.resultRows(list, 0, 9)).toMatchObject([{ state: 'done', replacement: null }]);
});
