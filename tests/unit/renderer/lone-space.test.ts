import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { loneSpace } from '../../../src-renderer/screens/desk/lone-space.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a space that comes alone is answered once', () => {
  const answer = vi.fn();
  loneSpace().pressed(answer);
  vi.advanceTimersByTime(100);
  expect(answer).not.toHaveBeenCalled();
  vi.advanceTimersByTime(10_000);
  expect(answer).toHaveBeenCalledOnce();
});
test('one before a code is none, however slow the scanner', () => {
  const answer = vi.fn();
  const { pressed, otherKey } = loneSpace();
  pressed(answer);
  vi.advanceTimersByTime(120);
  otherKey();
  vi.advanceTimersByTime(10_000);
  expect(answer).not.toHaveBeenCalled();
});
test('two in a row are one answer', () => {
  const answer = vi.fn();
  const { pressed } = loneSpace();
  pressed(answer);
  vi.advanceTimersByTime(50);
  pressed(answer);
  vi.advanceTimersByTime(10_000);
  expect(answer).toHaveBeenCalledOnce();
});
