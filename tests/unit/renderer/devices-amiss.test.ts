import { beforeEach, expect, test } from 'vitest';
import type { DeviceView } from '../../../src-shared/bridge/devices.ts';
import { showDevices, useDevices } from '../../../src-renderer/state/devices.ts';

const device = (name: string, of: Partial<DeviceView> = {}): DeviceView => ({
  id: name, kind: 'scanner', name, path: name, baudRate: 9600, end: 'line', state: { kind: 'connected', since: 0 }, last: null, testing: false, shows: null, trouble: null, away: null, ...of,
});
const amiss = (): unknown[] => useDevices.getState().amiss.map(({ name, code }) => [name, code]);

beforeEach(() => useDevices.setState({ devices: null, amiss: [] }));

test('what is away, or sends what it should not, is told; the newest first, and no longer than it lasts', () => {
  showDevices({ devices: [device('左手'), device('台秤', { kind: 'scale', trouble: 'scale-unreadable' })] });
  expect(amiss()).toEqual([['台秤', 'scale-unreadable']]);
  showDevices({ devices: [device('左手', { away: 'device-absent' }), device('台秤', { kind: 'scale', trouble: 'scale-unreadable' })] });
  expect(amiss()).toEqual([['左手', 'device-absent'], ['台秤', 'scale-unreadable']]);
  showDevices({ devices: [device('左手'), device('台秤', { kind: 'scale', away: 'device-busy', trouble: 'scale-unreadable' })] });
  expect(amiss()).toEqual([['台秤', 'device-busy']]);
  // Removed in the settings.
  showDevices({ devices: [device('左手')] });
  expect(amiss()).toEqual([]);
});

test('a scale that only goes on speaking is no news', () => {
  showDevices({ devices: [device('左手', { away: 'device-lost' })] });
  const before = useDevices.getState().amiss;
  showDevices({ devices: [device('左手', { away: 'device-lost', last: { at: 1, text: '', how: 'line' } })] });
  expect(useDevices.getState().amiss).toBe(before);
});
