import { describe, expect, test } from 'vitest';
import { NUMBER, printing } from '../support/printing-station.ts';
import { aForwardedParcel, numberOf } from '../support/samples.ts';
import { world } from '../support/whole-station.ts';

/** Two parcels whose slips the printer has reported as failed, one after the other. */
async function twoFailed() {
  const w = world();
  const orders = [0, 1].map((n) => aForwardedParcel({ number: numberOf(n), orderNumber: `order-${n}` }));
  w.state.orders.push(...orders);
  const front = await printing({ world: w });
  front.printer.component.order({ kind: 'fail', count: 2 });
  for (const { number } of orders) {
    await front.s.station.scan(number);
    await front.becomes('failed', number);
  }
  expect(front.s.problems.list()).toEqual([{ code: 'print-failed', about: numberOf(1), count: 2 }]);
  return front;
}

describe('a failed slip that nobody can ask for any more hides no other', () => {
  test('because its scan was taken back; scanned again, its parcel has its slip', async () => {
    const { s, becomes, slips } = await twoFailed();
    expect(s.station.undo().kind).toBe('undone');
    expect(s.problems.list()).toEqual([{ code: 'print-failed', about: numberOf(0) }]);
    expect((await s.station.scan(numberOf(1))).verdict).toBe('pass');
    await becomes('done', numberOf(1));
    expect(slips()).toHaveLength(1);
  });

  test.each([{ refund: true }, { hold: true }])('because its parcel was stopped (%o)', async (word) => {
    const { s } = await twoFailed();
    const says = (words: object): void => s.station.unknowns.takeFeed({ parcels: [aForwardedParcel({ number: numberOf(1), orderNumber: 'order-1', ...words })] }, () => undefined);
    says(word);
    expect(s.problems.list()).toEqual([{ code: 'print-failed', about: numberOf(0) }]);
    says({});
    expect(s.problems.list()).toEqual([{ code: 'print-failed', about: numberOf(1), count: 2 }]);
  });
});

test('a slip that may be on paper is not printed by itself when its parcel is scanned again after 撤销', async () => {
  const { s, printer, becomes, newest } = await printing();
  await s.station.scan(NUMBER);
  await becomes('done');
  printer.component.order({ kind: 'fail', count: 1 });
  s.station.printing.ask(NUMBER, 1, 'lost');
  await becomes('failed');
  expect(s.station.undo().kind).toBe('undone');
  await s.station.scan(NUMBER);
  expect(newest()).toMatchObject({ turn: 2, state: 'failed' });
});

test('an unknown slip is told under its own number, in whatever order they end', async () => {
  const w = world();
  w.state.orders.push(...[0, 1].map((n) => aForwardedParcel({ number: numberOf(n), orderNumber: `order-${n}` })));
  w.state.online = false;
  const { s, newest } = await printing({ world: w });
  const { prints, now } = s.station.flow;
  for (const n of [0, 1]) await s.station.scan(numberOf(n));
  for (const [ended, n] of [1, 0].entries()) {
    const { id } = newest(numberOf(n)) ?? { id: 0 };
    prints.hand(id, 'cainiao', 'p', now());
    prints.end(id, 'unknown', null, now() + ended);
    s.station.printing.sayOpen();
    expect(s.problems.list()).toContainEqual(expect.objectContaining({ code: 'print-unknown', about: numberOf(n) }));
  }
});
