import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SessionView } from '../../../src-shared/bridge/views.ts';
import { missScans, takeScans } from '../../../src-renderer/screens/desk/take-scans.ts';
import { addUntaken } from '../../../src-renderer/state/devices.ts';
import { useSession } from '../../../src-renderer/state/session.ts';
import { closeSignIn, openSignIn } from '../../../src-renderer/state/sign-in-again.ts';

vi.mock('../../../src-renderer/state/devices.ts', () => ({ addUntaken: vi.fn() }));

class Element {
  readonly dataset = {};
  addEventListener(): void {}
}
class Input extends Element {
  type = 'password';
  #value = '';
  get value(): string {
    return this.#value;
  }
  set value(text: string) {
    this.#value = text;
  }
  dispatchEvent(): void {}
}

let onKeyDown: (event: object) => void;
let at: number;
beforeEach(() => {
  vi.stubGlobal('HTMLElement', Element);
  vi.stubGlobal('HTMLInputElement', Input);
  vi.stubGlobal('HTMLTextAreaElement', class extends Element {});
  vi.stubGlobal('window', {
    addEventListener: (name: string, heard: typeof onKeyDown) => name === 'keydown' && (onKeyDown = heard),
    removeEventListener: () => undefined,
  });
  at = 1000;
});
afterEach(() => {
  vi.unstubAllGlobals();
  useSession.setState({ view: null });
  closeSignIn();
});

/** Whether the Enter behind these keys gets through to the door's form. */
function sends(field: Input, text: string, gap: number): boolean {
  at += 5000;
  const press = (key: string): boolean => {
    let passes = true;
    const stop = (): void => void (passes = false);
    onKeyDown({ target: field, key, repeat: false, timeStamp: (at += gap), preventDefault: stop, stopImmediatePropagation: stop });
    return passes;
  };
  for (const key of text) if (press(key)) field.value += key;
  return press('Enter');
}
const view = (phase: SessionView['phase'], { atWork = false, expired = false }): void => useSession.setState({ view: { phase, atWork, expired } as SessionView });

const AT_WORK = [
  ['a new password is asked for in the middle of a day', 'new-password', { atWork: true }],
  ['the session has ended at such a door', 'sign-in', { atWork: true, expired: true }],
  ['the station was started without a session', 'sign-in', { expired: true }],
] as const;
test.each(AT_WORK)('where %s a scan into a field is told and sends nothing, and a typed password goes', (_name, phase, session) => {
  const stop = missScans();
  view(phase, session);
  const field = new Input();
  for (const times of [1, 2]) {
    expect(sends(field, 'SF1234567890123', 8)).toBe(false);
    expect(field.value).toBe('');
    expect(addUntaken).toHaveBeenCalledTimes(times);
    // What it was nobody has looked at.
    expect(addUntaken).toHaveBeenLastCalledWith(null, '');
  }
  expect(sends(field, 'by-hand-77', 90)).toBe(true);
  expect(field.value).toBe('by-hand-77');
  expect(addUntaken).toHaveBeenCalledTimes(2);
  stop();
});
test.each(['sign-in', 'welcome', 'new-password'] as const)('at %s before anybody works a program may type the password', (phase) => {
  const stop = missScans();
  view(phase, {});
  const field = new Input();
  expect(sends(field, 'typed-by-a-program', 2)).toBe(true);
  expect(field.value).toBe('typed-by-a-program');
  expect(addUntaken).not.toHaveBeenCalled();
  stop();
});
test('over the desk it is told as well', () => {
  const stop = takeScans();
  view('ready', { atWork: true, expired: true });
  openSignIn();
  const field = new Input();
  expect(sends(field, 'SF1234567890123', 8)).toBe(false);
  expect(field.value).toBe('');
  expect(addUntaken).toHaveBeenCalledTimes(1);
  stop();
});
