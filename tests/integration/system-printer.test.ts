import { describe, expect, test } from 'vitest';
import { PRACTICE_PRINTER } from '../../src-main/practice/printer/component.ts';
import { printSample } from '../../src-main/station/printing.ts';
import { aPrinter, aSystemPrinter } from '../support/printing.ts';
import { NUMBER, printing } from '../support/printing-station.ts';

describe('the system’s printer', () => {
  test('has the page; what it does not answer for is unknown', async () => {
    let outcome: 'done' | 'unknown' = 'done';
    const { system, pages } = aSystemPrinter(() => (outcome === 'done' ? { kind: 'done' } : { kind: 'unknown', about: 'x' }));
    const printer = await aPrinter({ system, settings: { to: 'system', printer: 'GK888t' } });
    const { s, becomes, newest } = await printing({ printer });
    const card = await s.station.scan(NUMBER);
    await becomes('done');
    expect(pages).toEqual([{ printer: 'GK888t', page: expect.stringContaining('@page { size: 76mm 130mm') }]);
    expect(pages[0]?.page).toContain(s.station.card(card.scanId).replacement?.number.slice(-4));
    outcome = 'unknown';
    s.station.printing.ask(NUMBER, 1, 'unreadable');
    await becomes('unknown');
    expect(newest()?.reprint).toBe(1);
    printer.set({ printer: 'another' });
    s.station.printing.ask(NUMBER, 1, 'nothing-came');
    await expect.poll(() => newest()?.error).toBe('printer-gone');
    expect(pages).toHaveLength(2);
  });
  test('prints nothing on paper that is too small for bars and number; the paper of a component is its template’s', async () => {
    const { system, pages } = aSystemPrinter(() => ({ kind: 'done' }));
    const printer = await aPrinter({ system, settings: { to: 'system', printer: 'GK888t', paper: { width: 40, height: 40 } } });
    const { s, becomes, newest } = await printing({ printer });
    await s.station.scan(NUMBER);
    await becomes('failed');
    expect(newest()).toMatchObject({ error: 'print-paper-small', handed_at: null });
    expect(await printSample(printer.parts(), { operator: '李四', station: '03', at: 0, id: 'x' })).toEqual({ kind: 'failed', code: 'print-paper-small', about: '40×40' });
    expect(pages).toEqual([]);
    printer.set({ to: 'cainiao', printer: PRACTICE_PRINTER });
    s.station.printing.ask(NUMBER, 1, 'retry');
    await becomes('done');
  });
  test('that the system does not even list was never handed over, and keeps no other slip', async () => {
    const { system } = aSystemPrinter(() => ({ kind: 'done' }));
    let silent = true;
    const printer = await aPrinter({ system: { ...system, list: () => (silent ? new Promise(() => undefined) : system.list()) }, settings: { to: 'system', printer: 'GK888t' }, patience: { answer: 50 } });
    const { s, becomes, newest } = await printing({ printer });
    await s.station.scan(NUMBER);
    await becomes('failed');
    expect(newest()).toMatchObject({ error: 'printers-silent', handed_at: null });
    // Whoever looks for a printer in the settings has lost none.
    const { printers, settings } = printer.parts();
    await expect(printers.list(settings())).rejects.toMatchObject({ code: 'printers-silent', about: undefined });
    silent = false;
    s.station.printing.ask(NUMBER, 1, 'retry');
    await becomes('done');
  });
});
