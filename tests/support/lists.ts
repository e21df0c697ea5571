import { expect } from 'vitest';
import { readCsvText } from '../../src-main/table/csv.ts';
import { readList } from '../../src-main/table/read-list.ts';
import type { BatchView } from '../../src-shared/bridge/batch-views.ts';
import { aParcel, numberOf } from './samples.ts';
import { wholeStation, type World } from './whole-station.ts';

export const listOf = (numbers: readonly string[]) => readList(readCsvText(`运单号\n${numbers.join('\n')}`));
export const parcels = (count: number, over: Parameters<typeof aParcel>[0] = {}) =>
  Array.from({ length: count }, (_, n) => aParcel({ number: numberOf(n), courier: 'yto', privacy: false, orderNumber: `order-${n}`, ...over }));

type Whole = ReturnType<typeof wholeStation>;
export function started(w: World, dir?: string): Whole {
  const whole = wholeStation(dir === undefined ? { world: w } : { world: w, dir });
  whole.station.start();
  return whole;
}
export const viewOf = ({ station }: Whole, id: number): BatchView => station.batches.view(id);
export const until = (whole: Whole, id: number, is: (view: BatchView) => boolean) => expect.poll(() => is(viewOf(whole, id)), { interval: 10 }).toBe(true);
export const ready = (whole: Whole) => expect.poll(() => whole.station.status().ordersReady && whole.station.flow.stores.version() !== null).toBe(true);
export const batchIn = async (whole: Whole, numbers: readonly string[]): Promise<number> => {
  const { batchId } = await whole.station.batches.put('名单.csv', listOf(numbers));
  whole.station.batches.start(batchId);
  return batchId;
};
/** A station that claims nothing, with a list of which every row is sent. */
export async function allSent(w: World, numbers: readonly string[]): Promise<{ readonly whole: Whole; readonly id: number }> {
  const whole = started(w);
  await ready(whole);
  whole.station.pause(true);
  const id = await batchIn(whole, numbers);
  await until(whole, id, ({ rows }) => rows.sent === numbers.length);
  return { whole, id };
}
