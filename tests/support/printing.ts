import { randomUUID } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { createPrinters, type Printers, type SystemPrinters } from '../../src-main/devices/printers/printers.ts';
import type { PrintOutcome } from '../../src-main/devices/printers/sheet.ts';
import { componentSocket } from '../../src-main/egress/component-socket.ts';
import { PRACTICE_PRINTER, printComponent, type PrintComponent } from '../../src-main/practice/printer/component.ts';
import type { PrintingParts } from '../../src-main/station/printing.ts';
import { FIRST_PRINTING, type PrintSettings } from '../../src-shared/domain/printing.ts';

/** A system without printers, unless a test gives it some. */
const NO_PRINTERS: SystemPrinters = { list: async () => [], print: async () => ({ kind: 'done' }) };

/** A played print component behind a real socket, and a station's printing in front of it. Gone with the test. */
export async function aPrinter(given: { readonly settings?: Partial<PrintSettings>; readonly system?: SystemPrinters; readonly patience?: { readonly answer?: number; readonly result?: number } } = {}) {
  const component: PrintComponent = await printComponent(0);
  let settings: PrintSettings = { ...FIRST_PRINTING, to: 'cainiao', printer: PRACTICE_PRINTER, address: component.address(), template: 'https://templates.example/slip', ...given.settings };
  const lines: string[] = [];
  const opened: Printers[] = [];
  const parts = (): PrintingParts => {
    const printers = createPrinters({
      system: given.system ?? NO_PRINTERS, open: componentSocket(() => [settings.address]), newId: randomUUID, log: (event, about) => void lines.push(`${event} ${about}`), patience: { answer: 2_000, result: 8_000, ...given.patience },
    });
    opened.push(printers);
    return { printers, settings: () => settings, language: () => 'zh-CN' };
  };
  onTestFinished(async () => {
    for (const printers of opened) printers.stop();
    await component.shut();
  });
  return {
    component,
    /** Of a process of its own each time. */
    parts,
    lines,
    set: (change: Partial<PrintSettings>): void => void (settings = { ...settings, ...change }),
    /** What came out: the number, and what marks the slip as another one. */
    slips: (): string[] => component.printed().map(({ documents }) => [documents[0]?.data['number'], documents[0]?.data['mark']].filter(Boolean).join(' ')),
  };
}

/** A system whose one printer does with each page what a test says; pages that it took are kept. */
export function aSystemPrinter(outcome: () => PrintOutcome) {
  const pages: { readonly page: string; readonly printer: string }[] = [];
  const system: SystemPrinters = {
    list: async () => [{ name: 'GK888t', usable: true, standard: true }],
    async print(page, { printer }, handing) {
      handing();
      pages.push({ page, printer });
      return outcome();
    },
  };
  return { system, pages };
}
