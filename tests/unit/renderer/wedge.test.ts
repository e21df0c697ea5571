import { describe, expect, test } from 'vitest';
import { EMPTY_WEDGE, press, silence, silenceAfter, type Finding, type Key, type Wedge } from '../../../src-renderer/screens/desk/wedge.ts';

const plain: Key = { key: '', code: '', time: 0, shift: false, modified: false, repeat: false, masked: false };
const ENTER: Partial<Key> = { key: 'Enter', code: 'Enter' };

/** Types `text` from `from` on, one key each `gap` ms. */
function type(wedge: Wedge, text: string, from = 1000, gap = 8): { wedge: Wedge; at: number } {
  let at = from;
  for (const character of text) {
    wedge = press(wedge, { ...plain, key: character, code: '', time: at }).wedge;
    at += gap;
  }
  return { wedge, at };
}

const finish = (wedge: Wedge, time: number, end: Partial<Key> = ENTER) => press(wedge, { ...plain, ...end, time });

describe('the end of a scan', () => {
  test.each([
    ['Enter', ENTER],
    ['the keypad', { key: 'Enter', code: 'NumpadEnter' }],
    ['Tab', { key: 'Tab', code: 'Tab' }],
    ['a line feed sent as Ctrl+J', { key: 'j', code: 'KeyJ', modified: true }],
    ['Enter masked by an input method', { key: 'Process', code: 'Enter', masked: true }],
  ])('%s', (_, key) => {
    const typed = type(EMPTY_WEDGE, 'YT7412338509021');
    const step = finish(typed.wedge, typed.at, key);
    expect(step).toMatchObject({ swallow: true, finding: { kind: 'scan', text: 'YT7412338509021' }, wedge: { text: '' } });
  });

  test('CR and LF are one end, and a later Enter belongs to whoever has the focus', () => {
    const typed = type(EMPTY_WEDGE, 'YT7412338509021');
    const cr = finish(typed.wedge, typed.at);
    expect(finish(cr.wedge, typed.at + 5)).toMatchObject({ swallow: true, finding: null });
    expect(finish(cr.wedge, typed.at + 900)).toMatchObject({ swallow: false, finding: null });
  });

  test('two scans back to back are two', () => {
    const first = type(EMPTY_WEDGE, 'YT7412338509021');
    const end = finish(first.wedge, first.at);
    const second = type(end.wedge, 'SF1234567890123', first.at + 1);
    expect(finish(second.wedge, second.at).finding).toEqual({ kind: 'scan', text: 'SF1234567890123' });
  });

  test('ten thousand characters are kept', () => {
    const typed = type(EMPTY_WEDGE, '7'.repeat(10_000), 1000, 2);
    expect(finish(typed.wedge, typed.at).finding?.text).toHaveLength(10_000);
  });
});

describe('a key', () => {
  test('masked by an input method is read from its place on the keyboard', () => {
    let wedge = EMPTY_WEDGE;
    for (const [at, code] of ['KeyS', 'KeyF', 'Digit1', 'Numpad2', 'Minus'].entries()) {
      wedge = press(wedge, { ...plain, key: 'Process', code, masked: true, time: at }).wedge;
    }
    expect(wedge.text).toBe('SF12-');
  });

  test('with keyCode 229 is read from its place even if it names a character', () => {
    expect(press(EMPTY_WEDGE, { ...plain, key: 's', code: 'KeyD', masked: true }).wedge.text).toBe('D');
  });

  test.each([
    ['held down', { key: '1', repeat: true }, '', true],
    ['with Ctrl', { key: 'c', code: 'KeyC', modified: true }, '', false],
    ['with a name', { key: 'F5', code: 'F5' }, '', false],
    ['Shift', { key: 'Shift', code: 'ShiftLeft' }, '', false],
    ['blank before anything', { key: ' ', code: 'Space' }, '', false],
  ])('%s is no scan', (_, key, text, swallow) => {
    expect(press(EMPTY_WEDGE, { ...plain, ...key })).toMatchObject({ wedge: { text }, swallow, finding: null });
  });

  test('of a burst is swallowed, blanks and symbols too', () => {
    const typed = type(EMPTY_WEDGE, '{"k":');
    expect(press(typed.wedge, { ...plain, key: ' ', code: 'Space', time: typed.at })).toMatchObject({ swallow: true, wedge: { text: '{"k": ' } });
  });

  test('typed by hand can be taken back', () => {
    const typed = type(EMPTY_WEDGE, 'YT12', 1000, 400);
    expect(press(typed.wedge, { ...plain, key: 'Backspace', time: 3000 }).wedge.text).toBe('YT1');
    expect(press(typed.wedge, { ...plain, key: 'Escape', time: 3000 })).toMatchObject({ wedge: { text: '' }, finding: { kind: 'cleared' } });
  });
});

describe('silence', () => {
  const after = (text: string, ms: number, wedge: Wedge = EMPTY_WEDGE): Finding | null => {
    const typed = type(wedge, text);
    return silence(typed.wedge, typed.wedge.lastAt + ms).finding;
  };

  test('ends a number that cannot go on', () => {
    expect(after('YT7412338509021', 399)).toBeNull();
    expect(after('YT7412338509021', 400)).toEqual({ kind: 'scan', text: 'YT7412338509021' });
  });

  test('has to be longer where a longer number would fit as well', () => {
    expect(after('777012345678', 400)).toBeNull();
    expect(after('777012345678', 1200)).toEqual({ kind: 'scan', text: '777012345678' });
  });

  test('never makes a scan of what fits no format', () => {
    expect(after('YT74123385', 1200)).toEqual({ kind: 'rescan', text: 'YT74123385', why: 'no-end' });
  });

  test('ends nothing where the scanner is known to send an end key', () => {
    const known = { ...EMPTY_WEDGE, sendsEndKey: true };
    expect(after('YT7412338509021', 1200, known)).toBeNull();
    expect(after('YT7412338509021', 3000, known)).toEqual({ kind: 'rescan', text: 'YT7412338509021', why: 'no-end' });
  });

  test('leaves fingers time', () => {
    const typed = type(EMPTY_WEDGE, 'YT7412', 1000, 500);
    expect(silence(typed.wedge, typed.wedge.lastAt + 5000).finding).toBeNull();
    expect(silenceAfter(EMPTY_WEDGE)).toBeNull();
  });
});

describe('a stall in the middle of a number', () => {
  test('of less than a second is bridged', () => {
    const known = { ...EMPTY_WEDGE, sendsEndKey: true };
    const first = type(known, 'YT74123385');
    expect(silence(first.wedge, first.at + 800).finding).toBeNull();
    const rest = type(first.wedge, '09021', first.at + 800);
    expect(finish(rest.wedge, rest.at).finding).toEqual({ kind: 'scan', text: 'YT7412338509021' });
  });

  test('of more asks for a rescan', () => {
    const known = { ...EMPTY_WEDGE, sendsEndKey: true };
    const first = type(known, '777012345678');
    const rest = type(first.wedge, '901', first.at + 1500);
    expect(finish(rest.wedge, rest.at).finding).toEqual({ kind: 'rescan', text: '777012345678901', why: 'stalled' });
  });

  test('never gives two numbers', () => {
    for (let cut = 1; cut < 15; cut += 1) {
      for (const stall of [50, 300, 399, 500, 1100]) {
        const first = type(EMPTY_WEDGE, '777012345678901'.slice(0, cut));
        const quiet = silence(first.wedge, first.wedge.lastAt + stall);
        const rest = type(quiet.wedge, '777012345678901'.slice(cut), first.wedge.lastAt + stall);
        const found = [quiet.finding, finish(rest.wedge, rest.at).finding].filter((one) => one?.kind === 'scan');
        expect(found.every((one) => one?.text === '777012345678901')).toBe(true);
      }
    }
  });

  test('a stray key some time before a scan does not become a part of it', () => {
    const stray = type(EMPTY_WEDGE, '1');
    const scan = type(stray.wedge, '777012345678', 6000);
    expect(finish(scan.wedge, scan.at).finding).toMatchObject({ kind: 'rescan', why: 'stalled' });
  });

  test('fingers may be slow', () => {
    const typed = type(EMPTY_WEDGE, '777012345678', 1000, 1200);
    expect(finish(typed.wedge, typed.at).finding).toEqual({ kind: 'scan', text: '777012345678' });
  });
});
