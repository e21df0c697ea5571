import { expect, test } from 'vitest';
import type { PrintingParts } from '../../src-main/station/printing.ts';
import { databaseOfAccount } from '../../src-main/store/database-of-account.ts';
import { aPrinter } from '../support/printing.ts';
import { aForwardedParcel, aParcel } from '../support/samples.ts';
import { wholeStation, world } from '../support/whole-station.ts';

const NUMBER = aParcel().number;

/** A station whose one parcel's slip has gone to the printer. */
async function handedOver(printing: PrintingParts) {
  const w = world();
  w.state.orders.push(aForwardedParcel());
  const s = wholeStation({ world: w, printing });
  s.station.start();
  await s.station.scan(NUMBER);
  const state = (): string | undefined => s.station.flow.prints.newest(NUMBER, 1)?.state;
  const becomes = (expected: string) => expect.poll(state, { interval: 10 }).toBe(expected);
  await becomes('handed');
  return { ...s, becomes };
}

test('a slip that comes out while the program ends is one that came out', async () => {
  const printer = await aPrinter();
  const s = await handedOver(printer.parts());
  await s.stop();
  expect(printer.slips()).toHaveLength(1);
  const store = databaseOfAccount(s.dir, 'acct');
  expect(store.sql('SELECT state FROM prints').all()).toEqual([{ state: 'done' }]);
  store.close();
});

test('what a component tells late of the slip of one account is nothing of the slip of another', async () => {
  const printer = await aPrinter({ patience: { result: 150 } });
  const printing = printer.parts();
  printer.component.order({ kind: 'silent', count: 2 });
  const first = await handedOver(printing);
  await first.becomes('unknown');
  await first.stop();
  const idOf = (print: number): string => printer.component.printed()[print]?.taskId ?? '';
  const second = await handedOver(printing);
  printer.component.tellAll(idOf(0));
  await second.becomes('unknown');
  printer.component.tellAll(idOf(1));
  await second.becomes('done');
});
