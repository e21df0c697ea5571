import { describe, expect, test } from 'vitest';
import { aPrinter } from '../support/printing.ts';
import { NUMBER, printing } from '../support/printing-station.ts';
import { PHONE, aForwardedParcel, aParcel, anInterception, numberOf } from '../support/samples.ts';
import { world } from '../support/whole-station.ts';

describe('a slip', () => {
  test('comes out once for a parcel whose new number is here, with what paper may say, and never for a second scan of it', async () => {
    const { s, printer, becomes, newest, allSlips } = await printing();
    const card = await s.station.scan(NUMBER);
    await becomes('done');
    const [slip] = printer.component.printed();
    const replacement = s.station.card(card.scanId).replacement?.number;
    expect(slip?.documents).toEqual([{ template: 'https://templates.example/slip', data: expect.objectContaining({ number: replacement, courier: '圆通', original: NUMBER, order: 'order-1', name: '张*', phone: '138******78', operator: '李四', station: '03', mark: '' }) }]);
    expect(JSON.stringify(slip)).not.toContain(PHONE);
    expect((await s.station.scan(NUMBER)).verdict).toBe('duplicate');
    expect((await s.station.scan(replacement ?? '')).verdict).toBe('duplicate');
    expect(await allSlips()).toEqual([replacement]);
    expect(newest()).toMatchObject({ turn: 1, reason: 'scan', reprint: 0, operator: '李四', target: 'cainiao', printer: '练习打印机', handed_at: expect.any(Number), ended_at: expect.any(Number) });
    expect(s.cards.get(card.scanId)?.print).toMatchObject({ state: 'done', reason: 'scan' });
    expect(s.station.history(NUMBER).prints).toEqual([expect.objectContaining({ state: 'done', piece: 1 })]);
    expect(s.lines.filter((line) => line.startsWith('print')).join()).not.toContain(PHONE);
  });

  test('of a parcel that is not converted, of one that may not leave, or where printing is off or by hand, comes only when a person asks', async () => {
    const w = world();
    w.state.orders.push(aParcel({ target: null, privacy: false }), aForwardedParcel({ number: numberOf(1) }), aForwardedParcel({ number: numberOf(2) }), aForwardedParcel({ number: numberOf(3), orderNumber: 'kept', hold: true }));
    const { s, printer, becomes, allSlips, slips } = await printing({ world: w });
    await s.station.scan(NUMBER);
    printer.set({ to: 'off' });
    await s.until((await s.station.scan(numberOf(1))).scanId, ({ replacement }) => replacement !== null);
    expect(() => s.station.printing.ask(numberOf(1), 1, 'by-hand')).toThrow('print-off');
    printer.set({ to: 'pdd', when: 'by-hand' });
    await s.until((await s.station.scan(numberOf(2))).scanId, ({ replacement }) => replacement !== null);
    expect((await s.station.scan(numberOf(3))).verdict).toBe('intercepted');
    expect(await allSlips()).toEqual([]);
    s.station.printing.ask(NUMBER, 1, 'by-hand');
    await becomes('done');
    s.station.printing.ask(numberOf(2), 1, 'by-hand');
    await becomes('done', numberOf(2));
    expect(slips()[0]).toBe(NUMBER);
    expect(printer.component.printed()[0]?.documents[0]?.data).toMatchObject({ original: '', courier: '顺丰' });
    expect(() => s.station.printing.ask(numberOf(3), 1, 'by-hand')).toThrow('print-no-parcel');
    // What came out is another one only for a reason.
    expect(() => s.station.printing.ask(NUMBER, 1, 'by-hand')).toThrow('print-under-way');
  });

  test('comes out for each piece of an order, with the order’s new number and which piece it is', async () => {
    const w = world();
    w.state.orders.push(aForwardedParcel({ pieces: { count: 2, numbers: [numberOf(9)] } }));
    const { s, printer, becomes, slips } = await printing({ world: w });
    await s.station.scan(NUMBER);
    await becomes('done');
    await s.station.scan(numberOf(9));
    await becomes('done', NUMBER, 2);
    expect(printer.component.printed().map(({ documents }) => documents[0]?.data['piece'])).toEqual(['第 1 件，共 2 件', '第 2 件，共 2 件']);
    expect(new Set(slips()).size).toBe(1);
  });

  test('waits for its new number over a restart; a scan that was taken back, or a parcel that is called back, has none', async () => {
    const w = world();
    w.state.orders.push(aForwardedParcel(), aForwardedParcel({ number: numberOf(1) }), aForwardedParcel({ number: numberOf(2) }));
    w.state.online = false;
    const first = await printing({ world: w });
    await first.s.station.scan(NUMBER);
    await first.s.station.scan(numberOf(2));
    await first.s.station.scan(numberOf(1));
    expect(() => first.s.station.printing.ask(numberOf(1), 1, 'by-hand')).toThrow('print-under-way');
    expect(first.s.station.undo().kind).toBe('undone');
    expect(first.newest(numberOf(1))).toBeNull();
    expect(first.newest()?.state).toBe('waiting');
    first.s.station.flow.store.transaction(() => first.s.station.flow.parcels.putInterception(anInterception({ number: numberOf(2) })));
    await first.s.stop();
    w.state.online = true;
    const { becomes, newest, slips } = await printing({ world: w, printer: first.printer, dir: first.s.dir });
    await becomes('done');
    await becomes('failed', numberOf(2));
    expect(newest(numberOf(2))?.error).toBe('print-kept');
    expect(slips()).toHaveLength(1);
  });

  test('is for no parcel whose order was refunded after its scan, and for no piece that is stopped by its own number', async () => {
    const w = world();
    const pieces = aForwardedParcel({ number: numberOf(2), orderNumber: 'pieces', pieces: { count: 2, numbers: [numberOf(3)] } });
    w.state.orders.push(aForwardedParcel(), pieces);
    const { s, becomes, newest, allSlips } = await printing({ world: w });
    const { parcels } = s.station.flow;
    await s.station.scan(NUMBER);
    await becomes('done');
    w.state.online = false;
    for (const number of [pieces.number, numberOf(3)]) await s.station.scan(number);
    s.station.flow.store.transaction(() => {
      parcels.put(aForwardedParcel({ refund: true }));
      parcels.putInterception(anInterception({ number: numberOf(3) }));
    });
    expect(() => s.station.printing.ask(NUMBER, 1, 'lost')).toThrow('print-kept');
    w.state.online = true;
    s.station.soon();
    await becomes('done', pieces.number, 1);
    await becomes('failed', pieces.number, 2);
    expect(newest(pieces.number, 2)?.error).toBe('print-kept');
    expect(await allSlips()).toHaveLength(2);
  });

  test('on paper stays there when its scan is taken back: the card keeps it', async () => {
    const { s, becomes } = await printing();
    await s.station.scan(NUMBER);
    await becomes('done');
    expect(s.station.undo()).toMatchObject({ kind: 'undone', card: { undone: {}, print: { state: 'done' } } });
  });

  test('is not printed by itself hours after its scan', async () => {
    const w = world();
    w.state.orders.push(aForwardedParcel());
    w.state.online = false;
    const { s, becomes, newest, slips } = await printing({ world: w });
    await s.station.scan(NUMBER);
    s.store.sql('UPDATE scans SET at = at - 8 * 3600000 - 1').run();
    w.state.online = true;
    s.station.reached(false);
    s.station.reached(true);
    await becomes('failed');
    expect(newest()?.error).toBe('print-too-late');
    s.station.printing.ask(NUMBER, 1, 'retry');
    await becomes('done');
    expect(slips()).toHaveLength(1);
  });
});

describe('a print whose result nobody heard', () => {
  test.each(['silent', 'close'] as const)('(%s) is unknown and never repeated by itself; a person’s 补打 prints exactly one more', async (kind) => {
    const printer = await aPrinter({ patience: { result: 200 } });
    const { s, becomes, newest, allSlips, slips } = await printing({ printer });
    printer.component.order({ kind, count: 1 });
    const card = await s.station.scan(NUMBER);
    await becomes('unknown');
    expect(s.problems.list()).toEqual([expect.objectContaining({ code: 'print-unknown', about: NUMBER })]);
    await s.station.scan(NUMBER);
    s.station.printing.look([card.scanId]);
    s.station.printing.start();
    expect(await allSlips()).toHaveLength(1);
    expect(() => s.station.printing.ask(NUMBER, 1, 'by-hand')).toThrow('print-under-way');
    s.station.printing.ask(NUMBER, 1, 'nothing-came');
    await becomes('done');
    expect(newest()).toMatchObject({ turn: 2, reprint: 1, reason: 'nothing-came', operator: '李四' });
    const number = s.station.card(card.scanId).replacement?.number;
    expect(slips()).toEqual([number, `${number} 补打 1`]);
    expect(s.problems.list()).toEqual([]);
    // What was unknown stays so in the history: nobody has ever known.
    expect(s.station.history(NUMBER).prints.map(({ state }) => state)).toEqual(['unknown', 'done']);
  });

  test('is done when the component tells it later, or when a person has the slip in hand', async () => {
    const printer = await aPrinter({ patience: { result: 150 } });
    const { s, becomes, newest, slips } = await printing({ printer });
    printer.component.order({ kind: 'silent', count: 2 });
    await s.station.scan(NUMBER);
    await becomes('unknown');
    printer.component.tellAll(printer.component.printed()[0]?.taskId ?? '');
    await becomes('done');
    expect(newest()?.settled_by).toBeNull();
    s.station.printing.ask(NUMBER, 1, 'lost');
    await becomes('unknown');
    expect(s.station.printing.confirm(newest()?.id ?? 0)).toMatchObject({ state: 'done', settledBy: '李四' });
    expect(s.problems.list()).toEqual([]);
    expect(() => s.station.printing.confirm(newest()?.id ?? 0)).toThrow('print-not-unknown');
    expect(slips()).toHaveLength(2);
  });

  test('is done as soon as the disk takes it, where it was full when the component told it', async () => {
    const printer = await aPrinter({ patience: { result: 150 } });
    const { s, becomes, newest } = await printing({ printer });
    printer.component.order({ kind: 'silent', count: 1 });
    await s.station.scan(NUMBER);
    await becomes('unknown');
    s.store.db.exec("CREATE TEMP TRIGGER full BEFORE UPDATE OF state ON prints BEGIN SELECT RAISE(ABORT, 'full'); END");
    printer.component.tellAll(printer.component.printed()[0]?.taskId ?? '');
    await expect.poll(() => s.problems.list().map(({ code }) => code)).toContain('store-failed');
    expect(newest()?.state).toBe('unknown');
    s.store.db.exec('DROP TRIGGER full');
    await becomes('done');
  });

  test('because the program ended is unknown at the next start, and is not printed again', async () => {
    const first = await printing();
    first.printer.component.order({ kind: 'silent', count: 1 });
    await first.s.station.scan(NUMBER);
    await first.becomes('handed');
    expect(() => first.s.station.printing.ask(NUMBER, 1, 'lost')).toThrow('print-under-way');
    await expect.poll(() => first.printer.slips().length).toBe(1);
    await first.s.stop();
    const { s, newest, allSlips } = await printing({ world: first.w, printer: first.printer, dir: first.s.dir });
    expect(newest()?.state).toBe('unknown');
    expect(s.problems.list()).toContainEqual({ code: 'print-unknown', about: NUMBER });
    expect(await allSlips()).toHaveLength(1);
  });

  test('was on the disk as handed before a byte of it left', async () => {
    const { s, newest, becomes, slips } = await printing();
    // The database refuses the row's change: nothing is sent.
    s.store.db.exec("CREATE TRIGGER full BEFORE UPDATE OF state ON prints WHEN NEW.state = 'handed' BEGIN SELECT RAISE (ABORT, 'disk'); END");
    await s.station.scan(NUMBER);
    await becomes('failed');
    expect(slips()).toEqual([]);
    expect(newest()).toMatchObject({ handed_at: null, error: 'print-not-begun' });
    expect(s.problems.list()).toContainEqual({ code: 'print-not-begun', about: NUMBER });
  });

  test('can not be handed over a second time, whatever the program does', async () => {
    const { s, becomes, newest } = await printing();
    await s.station.scan(NUMBER);
    await becomes('done');
    for (const state of ['waiting', 'handed']) expect(() => s.store.sql('UPDATE prints SET state = ? WHERE id = ?').run(state, newest()?.id ?? 0)).toThrow('handed over once');
    expect(() => s.store.sql('INSERT INTO prints SELECT NULL, number, piece, turn, scan_id, reason, reprint, operator_id, operator, target, printer, state, asked_at, NULL, NULL, NULL, NULL FROM prints').run()).toThrow('UNIQUE');
  });
});

describe('a print that is known not to have come out', () => {
  test.each([['refuse', 'print-refused'], ['fail', 'print-failed']] as const)('(%s) has the code %s and is printed again when a person says so', async (kind, code) => {
    const { s, printer, becomes, newest, allSlips, slips } = await printing();
    printer.component.order({ kind, count: 1 });
    const card = await s.station.scan(NUMBER);
    await becomes('failed');
    expect(newest()?.error).toBe(code);
    expect(s.problems.list()).toEqual([{ code, about: NUMBER }]);
    expect(await allSlips()).toEqual([]);
    s.station.printing.ask(NUMBER, 1, 'retry');
    await becomes('done');
    expect(slips()).toHaveLength(1);
    expect(s.problems.list()).toEqual([]);
    expect(s.station.card(card.scanId).print).toMatchObject({ reason: 'retry', state: 'done' });
  });

  test('because the component is not running, its printer is switched off or nothing was chosen was never handed over', async () => {
    const { s, printer, becomes, newest, slips } = await printing();
    await printer.component.shut();
    await s.station.scan(NUMBER);
    await becomes('failed');
    expect(newest()).toMatchObject({ error: 'print-component-away', handed_at: null });
    for (const [change, code] of [[{ printer: '练习打印机（已停用）' }, 'printer-gone'], [{ printer: '' }, 'print-no-printer'], [{ printer: '练习打印机', template: '' }, 'print-no-template']] as const) {
      await printer.component.open();
      printer.set(change);
      s.station.printing.ask(NUMBER, 1, 'retry');
      await expect.poll(() => newest()?.error).toBe(code);
      expect(newest()?.handed_at).toBeNull();
    }
    printer.set({ template: 'https://templates.example/slip' });
    s.station.printing.ask(NUMBER, 1, 'retry');
    await becomes('done');
    // Nothing of the five before it can be on paper: it is no reprint.
    expect(newest()).toMatchObject({ turn: 5, reprint: 0 });
    expect(slips()).toHaveLength(1);
  });

  test('stays told while other slips come out and over a restart, the newest with how many there are, until somebody has asked for it again', async () => {
    const w = world();
    w.state.orders.push(...[0, 1, 2, 3].map((n) => aForwardedParcel({ number: numberOf(n), orderNumber: `order-${n}` })));
    const { s, printer, becomes } = await printing({ world: w });
    for (const [n, kind] of (['fail', 'refuse', 'refuse'] as const).entries()) {
      printer.component.order({ kind, count: 1 });
      await s.station.scan(numberOf(n));
      await becomes('failed', numberOf(n));
    }
    const told = { code: 'print-refused', about: numberOf(2), count: 3 };
    expect(s.problems.list()).toEqual([told]);
    await s.station.scan(numberOf(3));
    await becomes('done', numberOf(3));
    expect(s.problems.list()).toEqual([told]);
    await s.stop();
    expect(s.problems.list()).toEqual([]);
    const again = await printing({ world: w, printer, dir: s.dir });
    expect(again.s.problems.list()).toEqual([told]);
    again.s.station.printing.ask(numberOf(2), 1, 'retry');
    again.s.station.printing.ask(numberOf(1), 1, 'retry');
    await again.becomes('done', numberOf(1));
    expect(again.s.problems.list()).toEqual([{ code: 'print-failed', about: numberOf(0) }]);
    again.s.station.printing.ask(numberOf(0), 1, 'retry');
    await again.becomes('done', numberOf(0));
    expect(again.s.problems.list()).toEqual([]);
  });

  test('is told in every room for a day, though nothing is printed after it', async () => {
    const { s, printer, becomes } = await printing();
    printer.component.order({ kind: 'fail', count: 1 });
    await s.station.scan(NUMBER);
    await becomes('failed');
    expect(s.problems.list()).toEqual([{ code: 'print-failed', about: NUMBER }]);
    s.store.sql('UPDATE prints SET ended_at = ended_at - 86400001').run();
    await s.station.scan(numberOf(7));
    await expect.poll(() => s.problems.list()).toEqual([]);
  });

  test('because the component does not even list its printers was never handed over', async () => {
    const printer = await aPrinter({ patience: { answer: 50 } });
    const { s, becomes, newest } = await printing({ printer });
    printer.component.order({ kind: 'mute', count: 1 });
    await s.station.scan(NUMBER);
    await becomes('failed');
    expect(newest()).toMatchObject({ error: 'print-component-silent', handed_at: null });
  });
});
