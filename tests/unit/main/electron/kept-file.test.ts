import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { untilKept } from '../../../../src-main/electron/kept-file.ts';
import { createProblems } from '../../../../src-main/station/problems.ts';

vi.mock('electron', () => ({ default: {} }));
beforeEach(() => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
});

/** A file of which a disk says `code` until it is null. */
function keeping(code: string | null) {
  const disk = { code, tries: 0 };
  const lines: string[] = [];
  const problems = createProblems(() => undefined);
  const kept = untilKept('settings-not-written', () => {
    disk.tries += 1;
    if (disk.code !== null) throw Object.assign(new Error('refused'), { code: disk.code });
  }, (why) => void lines.push(why));
  kept.begin(problems);
  return { disk, kept, lines, told: () => problems.list() };
}

describe.each(['EPERM', 'EACCES', 'EBUSY'])('a file that somebody has open for a moment (%s)', (code) => {
  test('is tried again three times within a second and a half, and nobody hears of it', () => {
    const { disk, kept, lines, told } = keeping(code);
    expect([kept.now(), kept.isKept()]).toEqual([false, false]);
    for (const [ms, tries] of [[99, 1], [1, 2], [299, 2], [1, 3], [999, 3]] as const) {
      vi.advanceTimersByTime(ms);
      expect([disk.tries, lines, told()]).toEqual([tries, [], []]);
    }
    disk.code = null;
    vi.advanceTimersByTime(1);
    expect([disk.tries, kept.isKept(), lines, told()]).toEqual([4, true, [], []]);
    vi.advanceTimersByTime(600_000);
    expect(disk.tries).toBe(4);
  });
  test('and stays shut is told then, and tried every minute', () => {
    const { disk, kept, lines, told } = keeping(code);
    kept.now();
    vi.advanceTimersByTime(1_400);
    expect([disk.tries, lines, told()]).toEqual([4, [code], [{ code: 'settings-not-written', about: code }]]);
    vi.advanceTimersByTime(59_999);
    expect(disk.tries).toBe(4);
    disk.code = null;
    vi.advanceTimersByTime(1);
    expect([disk.tries, kept.isKept(), told()]).toEqual([5, true, []]);
  });
});

test('a file that was refused for a moment is told to nobody who begins to listen meanwhile', () => {
  const { kept, told } = keeping('EBUSY');
  kept.now();
  const listener = createProblems(() => undefined);
  kept.begin(listener);
  expect([listener.list(), told()]).toEqual([[], []]);
  vi.advanceTimersByTime(1_400);
  expect(listener.list()).toHaveLength(1);
});

test('what is told stays told while more is to be written', () => {
  const { kept, told } = keeping('EACCES');
  kept.now();
  vi.advanceTimersByTime(1_400);
  kept.now();
  expect(told()).toHaveLength(1);
});

test('a disk that says anything else is told at once', () => {
  const { disk, kept, told } = keeping('ENOSPC');
  kept.now();
  expect(told()).toEqual([{ code: 'settings-not-written', about: 'ENOSPC' }]);
  vi.advanceTimersByTime(59_999);
  expect(disk.tries).toBe(1);
});
