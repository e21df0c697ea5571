import { expect } from 'vitest';
import type { PrintSettings, PrintState } from '../../src-shared/domain/printing.ts';
import { aPrinter } from './printing.ts';
import { aForwardedParcel, aParcel, numberOf } from './samples.ts';
import { wholeStation, world, type World } from './whole-station.ts';

type Printer = Awaited<ReturnType<typeof aPrinter>>;
export const NUMBER = aParcel().number;
/** Slips come out one after another: when this parcel's is there, whatever was to come before it has come. */
const LAST = aParcel({ number: numberOf(99), orderNumber: 'last', target: null, privacy: false });

/** A station with one parcel to convert, in front of a printer. */
export async function printing(given: { readonly world?: World; readonly printer?: Printer; readonly dir?: string; readonly settings?: Partial<PrintSettings> } = {}) {
  const w = given.world ?? world();
  if (!given.world) w.state.orders.push(aForwardedParcel());
  if (!w.state.orders.includes(LAST)) w.state.orders.push(LAST);
  const printer = given.printer ?? (await aPrinter(given.settings ? { settings: given.settings } : {}));
  const s = wholeStation({ world: w, printing: printer.parts(), ...(given.dir ? { dir: given.dir } : {}) });
  s.station.start();
  const newest = (number = NUMBER, piece = 1) => s.station.flow.prints.newest(number, piece);
  const slips = (): string[] => printer.slips().filter((slip) => slip !== LAST.number);
  const allSlips = async (): Promise<string[]> => {
    await s.station.scan(LAST.number);
    s.station.printing.ask(LAST.number, 1, 'by-hand');
    await expect.poll(() => newest(LAST.number)?.state, { interval: 10 }).toBe('done');
    return slips();
  };
  return { w, s, printer, newest, slips, allSlips, becomes: (state: PrintState, number = NUMBER, piece = 1) => expect.poll(() => newest(number, piece)?.state, { interval: 10 }).toBe(state) };
}
