import { EventEmitter } from 'node:events';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
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
    relaunch: () => void happened.push('relaunched'),
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

test('whoever starts it again has its window, or the next one when it ends already', async () => {
  const { window, stopped, focused } = running();
  app.emit('second-instance');
  expect(focused).toEqual(['restored', 'focused']);
  window.emit('closed');
  app.emit('second-instance');
  stopped();
  await vi.advanceTimersByTimeAsync(0);
  expect(ended).toEqual(['relaunched', 'ended']);
  expect(focused).toHaveLength(2);
});
