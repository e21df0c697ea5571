import { useState } from 'react';
import { expect, test, vi } from 'vitest';
import type { BatchView } from '../../../src-shared/bridge/batch-views.ts';
import type { StatusView } from '../../../src-shared/bridge/views.ts';
import { useFollowingRows } from '../../../src-renderer/screens/batch/follow-rows.ts';
import { mount } from '../../support/played-react.ts';

vi.mock('react', () => import('../../support/played-react.ts'));
const told = vi.hoisted(() => ({ view: null as StatusView | null }));
vi.mock('../../../src-renderer/state/status.ts', () => ({ useStatus: <T>(of: (state: typeof told) => T): T => of(told) }));

const settled = (): Promise<void> => new Promise((go) => setImmediate(go));

test('the rows are looked at again when the batch goes on, is counted anew or waits for something else, and else not', async () => {
  const reload = vi.fn<() => void>();
  const paused = { state: 'paused', rows: { sent: 64, waiting: 36 } } as const;
  const room = mount(() => {
    const [batch, show] = useState<Pick<BatchView, 'state' | 'rows'>>(paused);
    useFollowingRows(batch, reload);
    return { show };
  });
  const looks = async (batch: Pick<BatchView, 'state' | 'rows'>, waitReasons: StatusView['waitReasons'] = {}): Promise<number> => {
    told.view = { waitReasons } as StatusView;
    reload.mockClear();
    room.now().show(batch);
    await settled();
    return reload.mock.calls.length;
  };
  expect(await looks({ ...paused }, { paused: 64 })).toBe(1);
  expect(await looks({ ...paused }, { paused: 63 })).toBe(0);
  expect(await looks({ ...paused, state: 'running' }, { paused: 63 })).toBe(1);
  expect(await looks({ ...paused, state: 'running' }, { offline: 64 })).toBe(1);
  expect(await looks({ ...paused, state: 'running' }, { offline: 64 })).toBe(0);
  expect(await looks({ state: 'running', rows: { sent: 63, waiting: 36, done: 1 } }, { offline: 64 })).toBe(1);
  // None of its jobs waits any more: what waits now is the desk's.
  for (const state of ['ended', 'stopped'] as const) {
    expect(await looks({ state, rows: { done: 100 } }, { offline: 64 })).toBe(1);
    expect(await looks({ state, rows: { done: 100 } }, { depends: 1, retry: 1 })).toBe(0);
  }
});
