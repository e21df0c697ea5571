import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { quitWith } from '../../../../src-main/electron/quitting.ts';

const { app, ended } = await vi.hoisted(async () => {
  const { EventEmitter: Emitter } = await import('node:events');
  const happened: string[] = [];
  /** As Electron does it: whoever prevents `before-quit` quits again. */
  const electron = Object.assign(new Emitter(), {
    quit(): void {
      let prevented = false;
      electron.emit('before-quit', { preventDefault: () => (prevented = true) });
      if (prevented) return;
      electron.emit('will-quit');
      happened.push('ended');
    },
    isPackaged: false,
    relaunch: ({ args }: { args: string[] }) => void happened.push(`relaunched ${args.join(' ')}`),
  });
  return { app: electron, ended: happened };
});
vi.mock('electron', () => ({ app }));

beforeEach(() => {
  app.removeAllListeners();
  ended.splice(0);
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
});

function running() {
  const focused: string[] = [];
  const window = Object.assign(new EventEmitter(), { isMinimized: () => true, restore: () => void focused.push('restored'), focus: () => void focused.push('focused') });
  let stopped = (): void => undefined;
  const stop = vi.fn(() => new Promise<void>((resolve) => (stopped = resolve)));
  quitWith(window as never, stop);
  return { window, stop, stopped: () => stopped(), focused };
}

test('the program ends with its own window, when everything has stopped, which is asked for once', async () => {
  const { window, stop, stopped } = running();
  window.emit('closed');
  app.quit();
  expect(ended).toEqual([]);
  stopped();
  await vi.advanceTimersByTimeAsync(0);
  expect([stop.mock.calls.length, ended]).toEqual([1, ['ended']]);
});

test('what does not stop keeps the program for 8 s and no longer', async () => {
  running().window.emit('closed');
  await vi.advanceTimersByTimeAsync(7_900);
  expect(ended).toEqual([]);
  await vi.advanceTimersByTimeAsync(200);
  expect(ended).toEqual(['ended']);
});

const startAgain = (...args: string[]): void => void app.emit('second-instance', {}, [], '/', { args });

test('whoever starts it again has its window, or the next one when it ends already', async () => {
  const { window, stopped, focused } = running();
  startAgain('--practice');
  expect(focused).toEqual(['restored', 'focused']);
  window.emit('closed');
  startAgain();
  stopped();
  await vi.advanceTimersByTimeAsync(0);
  expect(ended).toEqual([expect.stringContaining('relaunched'), 'ended']);
  expect(focused).toHaveLength(2);
});

describe('the next one', () => {
  async function next(packaged: boolean, argv: string[], ...starts: string[][]): Promise<string | undefined> {
    vi.spyOn(process, 'argv', 'get').mockReturnValue(argv);
    app.isPackaged = packaged;
    const { window, stopped } = running();
    window.emit('closed');
    for (const args of starts) startAgain(...args);
    stopped();
    await vi.advanceTimersByTimeAsync(0);
    return ended.find((happened) => happened.startsWith('relaunched'));
  }
  test.each([
    ['the normal icon after a practice', false, ['/electron', '--no-sandbox', '/app', '--practice', '--seed=7'], [[]], '--no-sandbox /app --seed=1 --practice-port=0'],
    ['a practice after the normal icon', false, ['/electron', '/app'], [['--practice', '--seed=7']], '/app --practice --seed=7 --practice-port=0'],
    ['the newest of several', true, ['/station', '--practice', '--no-sandbox'], [['--practice'], ['--seed=3']], '--no-sandbox --seed=3 --practice-port=0'],
    ['with a preload that a test asks for', false, ['/electron', '-r', '/loader', '/app', '--practice'], [[]], '-r /loader /app --seed=1 --practice-port=0'],
  ])('is what was asked for last: %s', async (_name, packaged, argv, starts, expected) => {
    expect(await next(packaged, argv, ...starts)).toBe(`relaunched ${expected}`);
  });
  test('is none where nobody can tell what was asked for', async () => {
    expect(await next(false, ['/electron', '/app', '--practice'], ['--practise'])).toBeUndefined();
  });
});
