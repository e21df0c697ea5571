import { describe, expect, test } from 'vitest';
import { componentSocket } from '../../src-main/egress/component-socket.ts';
import { printSample, printerList } from '../../src-main/station/printing.ts';
import { aPrinter } from '../support/printing.ts';

describe('the settings', () => {
  test('list the printers of the component, and say which is switched off; PDD does not say', async () => {
    const printer = await aPrinter();
    expect(await printerList(printer.parts())).toEqual([{ name: '练习打印机', usable: true, standard: true }, { name: '练习打印机（已停用）', usable: false, standard: false }]);
    printer.set({ to: 'pdd' });
    expect((await printerList(printer.parts())).map(({ usable }) => usable)).toEqual([true, true]);
    printer.set({ to: 'system' });
    expect(await printerList(printer.parts())).toEqual([]);
    printer.set({ to: 'off' });
    expect(await printerList(printer.parts())).toEqual([]);
  });
  test('print a test slip that belongs to no parcel', async () => {
    const printer = await aPrinter();
    expect(await printSample(printer.parts(), { operator: '李四', station: '03', at: 0, id: 'x' })).toEqual({ kind: 'done' });
    expect(printer.component.printed()[0]?.documents[0]?.data).toMatchObject({ mark: '试打，不随件', operator: '李四' });
    printer.component.order({ kind: 'fail', count: 1 });
    expect(await printSample(printer.parts(), { operator: '李四', station: '03', at: 0, id: 'y' })).toEqual({ kind: 'failed', code: 'print-failed', about: '缺纸' });
  });
});

describe('the door to a component', () => {
  const ears = { message: () => undefined, closed: () => undefined };
  test('opens to the address that the settings name, and to no other', async () => {
    const { component } = await aPrinter();
    const open = componentSocket(() => [component.address()]);
    (await open(component.address(), ears)).close();
    await expect(open(component.address().replace('127.0.0.1', 'localhost'), ears)).rejects.toThrow('egress refused');
  });
  test.each(['ws://192.168.1.9:13528', 'ws://printer.example:5000', 'ws://127.0.0.1.example:5000', 'wss://127.0.0.1:5000', 'http://127.0.0.1:5000', 'ws://127.0.0.1:5000@evil.example', 'ws://localhost:5000/x', 'ws://localhost'])('does not open to %s, whoever names it', async (address) => {
    await expect(componentSocket(() => [address])(address, ears)).rejects.toThrow('egress refused');
  });
});
