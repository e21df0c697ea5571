import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SessionView } from '../../../src-shared/bridge/views.ts';
import { forgetAbsence, loseFront, regainFront, useFront } from '../../../src-renderer/state/front.ts';
import { enterRoom } from '../../../src-renderer/state/room.ts';
import { useSession } from '../../../src-renderer/state/session.ts';

const inside = (phase: SessionView['phase']): void => useSession.setState({ view: { phase } as SessionView });
/** What is told when the window comes back after so many ms. */
function away(ms: number): boolean {
  loseFront();
  vi.advanceTimersByTime(ms);
  regainFront();
  return useFront.getState().absence !== null;
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('window', { station: { ask: async () => ({ ok: true, value: { devices: [] } }) } });
  inside('ready');
  enterRoom('desk');
  forgetAbsence();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  useSession.setState({ view: null });
});

test.each(['desk', 'batch', 'wallet', 'settings'] as const)('in %s an absence is told when it is over', (room) => {
  enterRoom(room);
  expect(away(2_000)).toBe(true);
});
test('a glance is not, and neither is one in front of the doors', () => {
  expect(away(1_999)).toBe(false);
  inside('welcome');
  expect(away(60_000)).toBe(false);
});
