import { randomUUID } from 'node:crypto';
import { createDevices } from '../../src-main/devices/devices.ts';
import type { PortEars, Ports } from '../../src-main/devices/ports.ts';
import type { DeviceNews, DevicesView, SerialDevice } from '../../src-shared/bridge/devices.ts';
import { StationError } from '../../src-shared/errors/codes.ts';

export const SCANNER: Omit<SerialDevice, 'id'> = { kind: 'scanner', name: '左手', path: '/dev/left', baudRate: 9600, end: 'line' };

export const BADGE = 'OP-1001';

/** Devices over given ports, with everything they tell. Ports are tried again at once; time can be moved on. */
export function devicesIn(given: { readonly ports: Ports }) {
  let ahead = 0;
  let kept: readonly SerialDevice[] = [];
  let isFull = false;
  function keep(next: readonly SerialDevice[]): void {
    if (isFull) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    kept = next;
  }
  const views: DevicesView[] = [];
  const news: DeviceNews[] = [];
  const lines: string[] = [];
  const devices = createDevices({
    ports: given.ports, kept: { devices: () => kept, keep }, newId: randomUUID,
    changed: (view) => void views.push(view), news: () => void news.push(...devices.take()),
    isBadge: (text) => text === BADGE, log: (event, about) => void lines.push(`${event} ${about}`), pace: { wait: () => 1, now: () => performance.now() + ahead },
  });
  /** Nothing that comes from here on is the rest of something that began before a port was opened. */
  const settled = (): void => void (ahead += 500);
  const passes = (ms: number): void => void (ahead += ms);
  return { devices, views, news, lines, settled, passes, kept: () => kept, refuseToKeep: (full: boolean): void => void (isFull = full), stateOf: (name: string) => devices.view().devices.find((device) => device.name === name)?.state };
}

/** Ports that are plugged and unplugged by a test. A port that is not plugged is absent. */
export function playedPorts() {
  const plugged = new Set<string>();
  const open = new Map<string, PortEars>();
  const opened: { readonly path: string; readonly baudRate: number }[] = [];
  const refusals = new Map<string, StationError>();
  const ports: Ports = {
    list: async () => [...plugged].map((path) => ({ path, about: '' })),
    async open(path, baudRate, ears) {
      const refusal = refusals.get(path) ?? (plugged.has(path) ? null : new StationError('device-absent', path));
      if (refusal) throw refusal;
      open.set(path, ears);
      opened.push({ path, baudRate });
      return { close: async () => void open.delete(path) };
    },
  };
  return {
    ports,
    opened,
    refusals,
    isOpen: (path: string) => open.has(path),
    plug: (path: string): void => void plugged.add(path),
    unplug(path: string): void {
      plugged.delete(path);
      const ears = open.get(path);
      open.delete(path);
      ears?.gone('unplugged');
    },
    send: (path: string, bytes: string | Uint8Array): void => open.get(path)?.bytes(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes),
  };
}
