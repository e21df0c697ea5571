import type { DeviceChange, DeviceNews, DeviceState, DeviceView, DevicesView, PortView, SerialDevice } from '../../src-shared/bridge/devices.ts';
import type { Before } from '../../src-shared/domain/wedge/before.ts';
import { isWhole } from '../../src-shared/domain/wedge/whole-code.ts';
import { StationError, type ErrorCode } from '../../src-shared/errors/codes.ts';
import { SCALE_FRAMES, shown, type Frame } from './frames.ts';
import { isOfScale } from './scale/formats.ts';
import { SILENT_AFTER } from './scale/pan.ts';
import { createScale, type Scale } from './scale/scale.ts';
import { keptOpen, type Pace } from './kept-open.ts';
import type { Ports } from './ports.ts';
import { wholeScan } from './whole-scan.ts';

export type DevicesParts = {
  readonly ports: Ports;
  readonly kept: { devices(): readonly SerialDevice[]; keep(devices: readonly SerialDevice[]): void };
  readonly newId: () => string;
  readonly changed: (view: DevicesView) => void;
  /** There is something to take. */
  readonly news: () => void;
  /** The badge of somebody who may stand here: it fits no courier's format, and is whole. */
  readonly isBadge: (text: string) => boolean;
  readonly log: (event: string, about: string) => void;
  readonly pace?: Pace;
};

type Live = {
  readonly isScale: boolean;
  state: DeviceState;
  /** ms of `now()`; null while it is there, or was never tried. */
  awaySince: number | null;
  last: DeviceView['last'];
  testing: boolean;
  unread: number;
  trouble: ErrorCode | null;
  before: Before | null;
  readonly line: { stop(): Promise<void> };
};

/** So many lines in a row that are none of a scale: it speaks another language. */
const MANY_UNREAD = 5;
/** ms. A plug that is moved to another socket is back sooner. */
const AWAY_AFTER = 5_000;
const SHOWN_EVERY = 200;
const MOST_DEVICES = 16;
/** Nobody takes anything for a while: the window is being loaded again. More than this is no person scanning. */
const MOST_NEWS = 500;

/**
 * The devices of this station: each is kept open from start to stop, and what it sends waits here until the window takes
 * it, so that nothing is lost while a window is being loaded.
 */
export function createDevices(parts: DevicesParts) {
  const live = new Map<string, Live>();
  const now = parts.pace?.now ?? (() => performance.now());
  const scale = createScale(now);
  let news: DeviceNews[] = [];

  const viewOf = (device: SerialDevice): DeviceView => {
    const { state = { kind: 'connecting' } as const, awaySince = null, last = null, testing = false, trouble = null } = live.get(device.id) ?? {};
    const away = 'code' in state && awaySince !== null && now() - awaySince >= AWAY_AFTER ? state.code : null;
    return { ...device, state, last, testing, shows: device.kind === 'scale' ? scale.shows() : null, trouble, away };
  };
  const view = (): DevicesView => ({ devices: parts.kept.devices().map(viewOf) });
  const changed = (): void => parts.changed(view());
  let soon: NodeJS.Timeout | undefined;
  let silence: NodeJS.Timeout | undefined;
  /** A scale speaks ten times a second: a picture of it now and then is enough. */
  function changedSoon(): void {
    soon ??= setTimeout(() => {
      soon = undefined;
      changed();
    }, SHOWN_EVERY);
  }

  function tell(one: DeviceNews): void {
    if (news.length >= MOST_NEWS) return parts.log('device', `${one.device}: too much at once, not taken`);
    news.push(one);
    parts.news();
  }

  function open(device: SerialDevice): void {
    const one: Live = {
      isScale: device.kind === 'scale', state: { kind: 'connecting' }, awaySince: null, last: null, testing: false, unread: 0, trouble: null, before: null,
      line: keptOpen(parts.ports, device.kind === 'scale' ? { ...device, end: 'line', divided: SCALE_FRAMES } : device, {
        frame: (frame) => hear(device, frame),
        state(state) {
          const before = live.get(device.id)?.state;
          if (state.kind !== 'connecting' && (before?.kind !== state.kind || ('code' in state && 'code' in before && before.code !== state.code))) parts.log('device', `${device.name} ${state.kind} ${'code' in state ? state.code : ''}`);
          const at = live.get(device.id);
          if (!at) return;
          at.state = state;
          at.awaySince = 'code' in state ? (at.awaySince ?? now()) : null;
          // It may be another one that is plugged in next.
          if ('code' in state) Object.assign(at, { unread: 0, trouble: null });
          if (device.kind === 'scale' && state.kind !== 'connected') scale.gone();
          changed();
        },
      }, parts.pace),
    };
    live.set(device.id, one);
  }

  function hear(device: SerialDevice, frame: Frame): void {
    const one = live.get(device.id);
    // A device that is being removed still says what was cut off.
    const at = Date.now();
    if (one) one.last = { at, how: frame.kind === 'held' ? frame.why : frame.endedBy, text: frame.kind === 'held' ? frame.text : shown([...new TextEncoder().encode(frame.text)]) };
    if (device.kind === 'scale') {
      hearScale(device, one, frame, at);
      // It may have been its last line: what lies there is not known for ever.
      clearTimeout(silence);
      silence = setTimeout(changed, SILENT_AFTER + 1);
      return changedSoon();
    }
    const ofScale = frame.kind === 'text' && isOfScale(frame.text);
    // It comes ten times a second: one sign for all of it is enough.
    if (one && !one.testing && ofScale) {
      one.trouble = 'device-swapped';
      return changedSoon();
    }
    const { found, before } = wholeScan(frame, one?.before ?? null, now(), parts.isBadge);
    if (one && !ofScale && found.some(({ kind }) => kind === 'scan')) one.trouble = null;
    if (one) one.before = before;
    if (one?.testing) one.testing = false;
    else for (const each of found) tell({ ...each, device: device.name, at });
    changed();
  }

  function hearScale({ name }: SerialDevice, one: Live | undefined, frame: Frame, at: number): void {
    const read = frame.kind === 'text' && scale.hear(frame.text);
    // Somebody has scanned, and looks for a verdict.
    const isScan = !read && (isWhole(frame.text) || parts.isBadge(frame.text));
    if (isScan) tell({ kind: 'held', device: name, at, text: frame.text, why: 'at-scale' });
    if (!one) return;
    one.unread = read ? 0 : one.unread + 1;
    if (read) one.trouble = null;
    else if (isScan) one.trouble = 'device-swapped';
    else if (one.unread >= MANY_UNREAD) one.trouble ??= 'scale-unreadable';
  }

  async function close(id: string): Promise<void> {
    const one = live.get(id);
    live.delete(id);
    if (one?.isScale) scale.gone();
    await one?.line.stop();
  }

  function find(id: string): SerialDevice {
    const device = parts.kept.devices().find((known) => known.id === id);
    if (!device) throw new StationError('device-gone', id);
    return device;
  }

  return {
    view,
    scale: scale.scale satisfies Scale,
    hasScale: (): boolean => parts.kept.devices().some(({ kind }) => kind === 'scale'),
    start(): void {
      for (const device of parts.kept.devices()) if (!live.has(device.id)) open(device);
    },
    async stop(): Promise<void> {
      clearTimeout(soon);
      clearTimeout(silence);
      await Promise.all([...live.keys()].map(close));
    },
    /** Ports that the system knows of. Throws StationError where it cannot say: their names can be typed all the same. */
    list: (): Promise<readonly PortView[]> => parts.ports.list(),
    /** Adds a device, or changes one and opens it anew. Throws StationError `device-name-taken`, `device-port-taken`, `device-too-many`, `device-one-scale`. */
    async put(change: DeviceChange): Promise<DevicesView> {
      const others = parts.kept.devices().filter(({ id }) => id !== change.id);
      if (others.some(({ name }) => name === change.name)) throw new StationError('device-name-taken', change.name);
      if (others.some(({ path }) => path === change.path)) throw new StationError('device-port-taken', change.path);
      if (change.kind === 'scale' && others.some(({ kind }) => kind === 'scale')) throw new StationError('device-one-scale');
      if (others.length >= MOST_DEVICES) throw new StationError('device-too-many');
      if (change.id !== undefined) find(change.id);
      const device = { ...change, id: change.id ?? parts.newId() };
      const known = parts.kept.devices();
      parts.kept.keep(known.some(({ id }) => id === device.id) ? known.map((one) => (one.id === device.id ? device : one)) : [...known, device]);
      // Kept first: what can not be kept goes on as it was.
      await close(device.id);
      // It may have been changed again meanwhile, or removed.
      const wanted = parts.kept.devices().find(({ id }) => id === device.id);
      if (wanted && !live.has(wanted.id)) open(wanted);
      changed();
      return view();
    },
    async remove(id: string): Promise<DevicesView> {
      find(id);
      parts.kept.keep(parts.kept.devices().filter((device) => device.id !== id));
      await close(id);
      changed();
      return view();
    },
    /** The next thing that this device sends is shown and not scanned; `on` false ends that. */
    test(id: string, on: boolean): DevicesView {
      find(id);
      const one = live.get(id);
      if (one) one.testing = on;
      changed();
      return view();
    },
    /** What came since the last time, once. */
    take(): readonly DeviceNews[] {
      const taken = news;
      news = [];
      return taken;
    },
  };
}
export type Devices = ReturnType<typeof createDevices>;
