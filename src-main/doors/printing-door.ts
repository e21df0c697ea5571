import type { PrinterView, TestPrint } from '../../src-shared/bridge/printing.ts';
import type { Settings } from '../../src-shared/bridge/views.ts';
import { StationError } from '../../src-shared/errors/codes.ts';
import type { Printers } from '../devices/printers/printers.ts';
import { printSample, printerList, type PrintingParts } from '../station/printing.ts';
import type { PracticeDoor } from './practice-door.ts';

/** Before the practice world is there. */
const NOWHERE = 'ws://127.0.0.1:1';

export type PrintingDoorParts = {
  readonly printers: Printers | undefined;
  readonly settings: () => Settings;
  readonly practice: () => PracticeDoor | null;
  readonly operator: () => string;
  readonly now: () => number;
};

/** Printers are there for whoever sets them up, with a station or without one. */
export function printingDoor({ printers, settings, practice, operator, now }: PrintingDoorParts) {
  /** In practice mode the print components of this machine are played too: nobody's printer is used up by practising with one. */
  const printing: PrintingParts | null = printers
    ? {
        printers,
        settings: () => ({ ...settings().printing, ...(practice() ? { address: practice()?.printComponent() ?? NOWHERE } : {}) }),
        language: () => settings().language,
      }
    : null;
  const there = (): PrintingParts => {
    if (!printing) throw new StationError('print-off');
    return printing;
  };
  return {
    printing,
    calls: {
      printers: (): Promise<readonly PrinterView[]> => printerList(there()),
      testPrint: (id: string): Promise<TestPrint> => printSample(there(), { id, operator: operator(), station: settings().stationName, at: now() }),
      /** Where a print component may be reached. */
      printComponents: (): string[] => (printing ? [printing.settings().address] : []),
    },
  };
}
