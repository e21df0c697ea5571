import { EventEmitter } from 'node:events';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { tellFront } from '../../../../src-main/electron/front.ts';

beforeEach(() => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
});

/** A window that is shown, and is given the front or not. */
function shown(isFocused: boolean) {
  const told: boolean[] = [];
  const webContents = new EventEmitter();
  const state = { isFocused, isDestroyed: false };
  const window = Object.assign(new EventEmitter(), { webContents, isFocused: () => state.isFocused, isDestroyed: () => state.isDestroyed });
  tellFront(window as never, (inFront) => void told.push(inFront));
  webContents.emit('did-finish-load');
  window.emit('show');
  return { window, told, state, pageBegins: () => void webContents.emit('did-finish-load') };
}

test('a window that comes behind another one is told to be there, and not before the system could have given it the front', () => {
  const { told } = shown(false);
  vi.advanceTimersByTime(999);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(told).toEqual([false]);
});
test('a page that is loaded anew hears at once whether its window has the front', () => {
  const { told, state, window, pageBegins } = shown(true);
  window.emit('focus');
  vi.advanceTimersByTime(1_000);
  state.isFocused = false;
  window.emit('blur');
  pageBegins();
  expect(told).toEqual([true, true, false, false]);
  state.isFocused = true;
  pageBegins();
  expect(told.at(-1)).toBe(true);
});
test('a window that is closed at once is asked nothing', () => {
  const { told, state } = shown(true);
  state.isDestroyed = true;
  vi.advanceTimersByTime(1_000);
  expect(told).toEqual([]);
});
