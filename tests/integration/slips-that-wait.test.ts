import { describe, expect, test } from 'vitest';
import type { Parcel } from '../../src-shared/contract/parcels.ts';
import { aPrinter, aSystemPrinter } from '../support/printing.ts';
import { NUMBER, printing } from '../support/printing-station.ts';
import { aForwardedParcel, numberOf } from '../support/samples.ts';
import { fullAt } from '../support/full-disk.ts';
import { world } from '../support/whole-station.ts';

/** A system's printer that keeps a slip waiting for the list of printers until a test has it listed. */
async function aPrinterAsked() {
  const { system, pages } = aSystemPrinter(() => ({ kind: 'done' }));
  let lists = (): void => undefined;
  const asked = new Promise<void>((resolve) => (lists = resolve));
  const printer = await aPrinter({ settings: { to: 'system', printer: 'GK888t' }, system: { ...system, list: async () => (await asked, system.list()) }, patience: { answer: 10_000 } });
  return { printer, pages, lists: (): void => lists() };
}

type Printer = Awaited<ReturnType<typeof aPrinter>>;

type Front = Awaited<ReturnType<typeof printing>>;
type Waiting = Awaited<ReturnType<typeof waiting>>;

/** A station without a network, at which one parcel has been scanned: its slip waits for its new number. */
async function waiting(given: Parameters<typeof printing>[0] = {}) {
  const w = world();
  w.state.orders.push(aForwardedParcel());
  w.state.online = false;
  const front = await printing({ ...given, world: w });
  const { scanId } = await front.s.station.scan(NUMBER);
  expect(front.newest()?.state).toBe('waiting');
  return { ...front, scanId };
}

function back({ w, s }: Waiting): void {
  w.state.online = true;
  s.station.reached(false);
  s.station.reached(true);
}

/** The network is back, and with it the new number. */
async function converted(front: Waiting): Promise<void> {
  back(front);
  await front.s.until(front.scanId, ({ replacement }) => replacement !== null);
}

/** What the platform says of the parcel's order. */
const says = ({ s }: Pick<Waiting, 's'>, words: Partial<Parcel>): void => s.station.unknowns.takeFeed({ parcels: [aForwardedParcel(words)] }, () => undefined);

describe('a slip that waits for its new number', () => {
  test('stays when a second scan of its parcel is taken back', async () => {
    const front = await waiting();
    const { s, newest, becomes, slips } = front;
    expect((await s.station.scan(NUMBER)).verdict).toBe('duplicate');
    expect(s.station.undo().kind).toBe('undone');
    expect(newest()?.state).toBe('waiting');
    await converted(front);
    await becomes('done');
    expect(slips()).toHaveLength(1);
  });
});

describe('a slip that nobody waits for any more', () => {
  test('because slips are printed by hand from now on does not come by itself', async () => {
    const front = await waiting();
    const { s, printer, newest, becomes, slips } = front;
    printer.set({ when: 'by-hand' });
    await converted(front);
    await expect.poll(() => newest()).toBeNull();
    await expect.poll(() => s.cards.get(front.scanId)?.print).toBeNull();
    s.station.printing.ask(NUMBER, 1, 'by-hand');
    await becomes('done');
    expect(slips()).toHaveLength(1);
  });

  test('because its order came eight hours after its scan does not either', async () => {
    const { s, newest, becomes, slips } = await printing();
    const late = aForwardedParcel({ number: numberOf(4), orderNumber: 'late' });
    expect((await s.station.scan(late.number)).verdict).toBe('unknown');
    s.store.sql('UPDATE scans SET at = at - 8 * 3600000 - 1').run();
    s.station.unknowns.takeFeed({ parcels: [late] }, () => undefined);
    await becomes('failed', late.number);
    expect(newest(late.number)?.error).toBe('print-too-late');
    expect(slips()).toEqual([]);
  });

  test.each([
    ['the parcel is refunded', ({ s }) => says({ s }, { refund: true }), 'print-kept'],
    ['its scan is taken back', ({ s }) => void s.station.undo(), undefined],
    ['the printing is switched off', ({ printer }) => printer.set({ to: 'off' }), undefined],
  ] as const satisfies readonly (readonly [string, (front: Front) => void, string | undefined])[])('because %s while its printer is looked for does not come out', async (_name, happens, error) => {
    const { printer, lists, pages } = await aPrinterAsked();
    const front = await printing({ printer });
    const { s, newest } = front;
    await s.until((await s.station.scan(NUMBER)).scanId, ({ replacement }) => replacement !== null);
    happens(front);
    lists();
    await expect.poll(() => newest()?.state).not.toBe('waiting');
    expect(newest()?.error).toBe(error);
    expect(pages).toEqual([]);
  });
});

describe('a slip whose order the platform holds', () => {
  test('waits, and comes out when the order is let go before its new number is there', async () => {
    const front = await waiting();
    const { s, newest, becomes, slips } = front;
    says(front, { hold: true });
    back(front);
    await s.until(front.scanId, ({ jobs }) => jobs.some(({ waits }) => waits === 'held'));
    expect(newest()).toMatchObject({ state: 'waiting', error: null });
    says(front, { hold: false });
    await becomes('done');
    expect(slips()).toHaveLength(1);
  });

  test.each([['let go', { hold: false }, 'done', null], ['refunded', { hold: false, refund: true }, 'failed', 'print-kept']] as const)('with its new number waits behind the printer too, until the order is %s', async (_name, word, state, error) => {
    const { printer, lists, pages } = await aPrinterAsked();
    const w = world();
    const other = aForwardedParcel({ number: numberOf(1), orderNumber: 'before' });
    w.state.orders.push(other, aForwardedParcel());
    const { s, newest, becomes } = await printing({ world: w, printer });
    await s.station.scan(other.number);
    await s.until((await s.station.scan(NUMBER)).scanId, ({ jobs, replacement }) => replacement !== null && jobs.every((job) => job.state === 'done'));
    says({ s }, { hold: true });
    lists();
    await becomes('done', other.number);
    expect(newest()).toMatchObject({ state: 'waiting', error: null });
    says({ s }, word);
    await becomes(state);
    expect(newest()?.error).toBe(error);
    expect(pages).toHaveLength(state === 'done' ? 2 : 1);
  });

  test('is not printed by hand either, and its words are not those of a parcel that was called back', async () => {
    const { s, becomes } = await printing();
    await s.station.scan(NUMBER);
    await becomes('done');
    says({ s }, { hold: true });
    expect(() => s.station.printing.ask(NUMBER, 1, 'lost')).toThrow('print-held');
  });
});

describe('a slip that the disk keeps waiting', () => {
  test.each([
    ['that it is handed over', "new.state = 'handed'", () => undefined],
    ['that it could not be handed over', 'TRUE', ({ component }: Printer) => component.shut()],
  ] as const)('while it does not take %s comes out when it does, once', async (_name, what, before) => {
    const { s, printer, newest, becomes, allSlips } = await printing();
    await before(printer);
    fullAt(s, `UPDATE OF state ON prints WHEN ${what}`);
    await s.station.scan(NUMBER);
    await expect.poll(() => s.lines.some((line) => /^fault (full|disk-full)/.test(line))).toBe(true);
    expect(newest()?.state).toBe('waiting');
    expect(printer.slips()).toEqual([]);
    await printer.component.open();
    s.store.db.exec('DROP TRIGGER full');
    await becomes('done');
    expect(await allSlips()).toHaveLength(1);
    expect(newest()?.turn).toBe(1);
  });
});
