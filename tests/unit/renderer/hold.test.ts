import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Card } from '../../../src-shared/bridge/views.ts';
import { VERDICTS, type Verdict } from '../../../src-shared/domain/verdict.ts';
import { heldAfter } from '../../../src-renderer/state/hold.ts';
import { acknowledge, askForRescan, clearDesk, retryFailed, scan, unseenFailure, useDesk } from '../../../src-renderer/state/desk.ts';

let scans = 0;
const card = (number: string, verdict: Verdict, at = 0): Card => ({ scanId: (scans += 1), number, verdict, at, suffix: null, reason: { kind: 'nothing-to-do' } }) as unknown as Card;
const numbers = (held: readonly Card[]): string[] => held.map(({ number }) => number);
const after = (...cards: Card[]): string[] => numbers(cards.reduce<readonly Card[]>(heldAfter, []));

const HELD: readonly Verdict[] = ['intercepted', 'invalid'];

describe('what must not go on as it is is held', () => {
  test.each(VERDICTS)('%s', (verdict) => {
    expect(after(card('A', verdict))).toEqual(HELD.includes(verdict) ? ['A'] : []);
  });
  test.each(VERDICTS.filter((verdict) => !HELD.includes(verdict)))('through a scan of another parcel: %s', (verdict) => {
    expect(after(card('A', 'intercepted'), card('B', verdict, 9_000))).toEqual(['A']);
  });
  test('several, the newest last', () => {
    expect(after(card('A', 'intercepted'), card('B', 'pass'), card('C', 'intercepted'))).toEqual(['A', 'C']);
  });
  test('until the parcel itself is scanned again by hand', () => {
    expect(after(card('A', 'intercepted'), card('C', 'intercepted'), card('A', 'intercepted', 2_000))).toEqual(['C']);
  });
  test('a scanner that reads the label twice has not been answered, and the parcel comes to the front', () => {
    expect(after(card('A', 'intercepted'), card('C', 'intercepted', 10), card('A', 'intercepted', 1_999))).toEqual(['C', 'A']);
  });
  test('a code that is no number is not in a hand because it is scanned again', () => {
    expect(after(card('A', 'invalid'), card('C', 'intercepted', 10), card('A', 'invalid', 9_000))).toEqual(['C', 'A']);
  });
  test('each piece of an order by itself, though they share a number', () => {
    const piece = (suffix: string, at: number): Card => ({ ...card('JD1', 'intercepted', at), suffix });
    expect(after(piece('-1-2-', 0), piece('-2-2-', 9_000))).toEqual(['JD1', 'JD1']);
    expect(after(piece('-1-2-', 0), piece('-2-2-', 9_000), piece('-1-2-', 18_000))).toEqual(['JD1']);
  });
  test('an unknown number too, where the rule of the station is that it stays', () => {
    expect(after({ ...card('A', 'unknown'), reason: { kind: 'no-order', stop: true } })).toEqual(['A']);
  });
  test('not when the parcel may leave after all', () => {
    expect(after(card('A', 'intercepted'), card('A', 'pass', 10))).toEqual([]);
  });
});

describe('to acknowledge', () => {
  beforeEach(clearDesk);
  test('takes the newest off, one at a time', () => {
    useDesk.setState({ held: [card('A', 'intercepted'), card('B', 'intercepted')] });
    expect(acknowledge()).toBe(true);
    expect(numbers(useDesk.getState().held)).toEqual(['A']);
    expect(acknowledge()).toBe(true);
    expect(numbers(useDesk.getState().held)).toEqual([]);
  });
  test('is nothing where nothing is held: the card that was scanned means something else', () => {
    expect(acknowledge()).toBe(false);
  });
});

describe('a scan that was not recorded', () => {
  let answer: unknown;
  beforeEach(() => {
    clearDesk();
    answer = { ok: false, problem: { code: 'disk-full' } };
    vi.stubGlobal('window', { station: { ask: async () => answer } });
  });
  afterEach(() => void vi.unstubAllGlobals());
  const done = () => expect.poll(() => useDesk.getState().open).toBe(0);

  test('keeps the panel through what is scanned after it, until somebody has seen it, and then stays as a line', async () => {
    scan({ text: 'SF1' });
    await done();
    answer = { ok: true, value: card('B', 'pass') };
    scan({ text: 'B' });
    await done();
    expect(unseenFailure(useDesk.getState())).toMatchObject({ text: 'SF1', problem: { code: 'disk-full' } });
    expect(acknowledge()).toBe(true);
    expect(unseenFailure(useDesk.getState())).toBeUndefined();
    expect(useDesk.getState().failed).toMatchObject([{ text: 'SF1' }]);
    expect(acknowledge()).toBe(false);
  });
  test('waits behind a parcel that must not leave: each is acknowledged by itself', async () => {
    useDesk.setState({ held: [card('A', 'intercepted')] });
    scan({ text: 'SF1' });
    await done();
    expect(acknowledge()).toBe(true);
    expect([numbers(useDesk.getState().held), unseenFailure(useDesk.getState())?.text]).toEqual([[], 'SF1']);
  });
  test('is over when it has been tried again', async () => {
    scan({ text: 'SF1' });
    await done();
    answer = { ok: true, value: card('SF1', 'pass') };
    retryFailed(useDesk.getState().failed[0]?.id ?? 0);
    await done();
    expect(useDesk.getState()).toMatchObject({ failed: [], newest: 'card' });
  });
});

describe('a code that may be a fragment', () => {
  const fragment = (text: string): void => askForRescan({ text, why: 'no-end', device: null });
  const fragments = (): string[] => useDesk.getState().rescans.map(({ text }) => text);
  async function scanned(text: string, verdict: Verdict = 'pass'): Promise<void> {
    vi.stubGlobal('window', { station: { ask: async () => ({ ok: true, value: card(text, verdict) }) } });
    scan({ text });
    await expect.poll(() => useDesk.getState().open).toBe(0);
  }
  beforeEach(clearDesk);
  afterEach(() => void vi.unstubAllGlobals());

  test('keeps the panel through the scan of another parcel, until somebody has seen it', async () => {
    fragment('SF12');
    await scanned('YT1234567890123');
    expect(fragments()).toEqual(['SF12']);
    expect(acknowledge()).toBe(true);
    expect([fragments(), acknowledge()]).toEqual([[], false]);
  });
  test.each(['SF12', '0123', '4567', 'sf1234567890123', 'SF1'])('%s is settled by its own label', async (text) => {
    fragment(text);
    await scanned('SF1234567890123');
    expect(fragments()).toEqual([]);
  });
  test.each(['45', 'SF124', '', 'SF12345678901234'])('%j is not', async (text) => {
    fragment(text);
    await scanned('SF1234567890123');
    expect(fragments()).toEqual([text]);
  });
  test('of one label and then more of it is one; of two labels, two, and seen together', () => {
    fragment('SF12');
    fragment('SF12345');
    expect(fragments()).toEqual(['SF12345']);
    fragment('YT1');
    expect(fragments()).toEqual(['SF12345', 'YT1']);
    acknowledge();
    expect(fragments()).toEqual([]);
  });
  test('waits behind a parcel that must not leave', () => {
    useDesk.setState({ held: [card('A', 'intercepted')] });
    fragment('SF12');
    acknowledge();
    expect([numbers(useDesk.getState().held), fragments()]).toEqual([[], ['SF12']]);
  });
});
