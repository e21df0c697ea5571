import { create } from 'zustand';
import type { DeviceNews, DeviceView } from '../../src-shared/bridge/devices.ts';
import type { ErrorCode } from '../../src-shared/errors/codes.ts';
import { ask } from '../bridge/station.ts';
import { askForRescan, scan } from './desk.ts';
import { showMisplaced, useRoom } from './room.ts';
import { useSession } from './session.ts';

/** What a scanner sent last while nobody could scan, and how often since somebody has read this: nothing of it was recorded. */
type Untaken = { readonly text: string; readonly count: number };

/** A device of which nothing comes, or nothing that can be used. */
export type Amiss = Pick<DeviceView, 'name' | 'kind'> & { readonly code: ErrorCode };

/** `untaken`: by the scanner's name; null is that of the keyboard ones. `amiss`: the newest first. */
type Devices = { readonly devices: readonly DeviceView[] | null; readonly amiss: readonly Amiss[]; readonly untaken: ReadonlyMap<string | null, Untaken> };

export const useDevices = create<Devices>(() => ({ devices: null, amiss: [], untaken: new Map() }));

export const showDevices = ({ devices }: { readonly devices: readonly DeviceView[] }): void => useDevices.setState(({ amiss }) => ({ devices, amiss: amissAmong(devices, amiss) }));

/** The same list where nothing has changed: a scale speaks ten times a second. */
function amissAmong(devices: readonly DeviceView[], known: readonly Amiss[]): readonly Amiss[] {
  const now = devices.flatMap(({ name, kind, away, trouble }) => {
    const code = away ?? trouble;
    return code === null ? [] : [{ name, kind, code }];
  });
  const was = ({ name }: Amiss): number => known.findIndex((one) => one.name === name);
  const list = now.toSorted((a, b) => was(a) - was(b));
  return list.length === known.length && list.every(({ name, code }, at) => known[at]?.name === name && known[at]?.code === code) ? known : list;
}
export const addUntaken = (device: string | null, text: string): void => useDevices.setState(({ untaken }) => ({ untaken: new Map(untaken).set(device, { text, count: (untaken.get(device)?.count ?? 0) + 1 }) }));
export const forgetUntaken = (): void => useDevices.setState({ untaken: new Map() });

let taking: Promise<void> = Promise.resolve();

/** Fetches what devices sent and scans it, one after another in the order in which it came. */
export function takeDeviceNews(): void {
  const before = taking;
  taking = (async () => {
    await before;
    const answer = await ask('status.deviceNews', {});
    if (answer.ok) for (const news of answer.value) take(news);
  })();
}

/** A scan on the desk is a scan; anywhere else it is said that it is none, as for a keyboard's. */
function take(news: DeviceNews): void {
  if (useSession.getState().view?.phase !== 'ready') addUntaken(news.device, news.text);
  else if (useRoom.getState().room !== 'desk') showMisplaced(news.text);
  else if (news.kind === 'held') askForRescan(news);
  else scan({ text: news.text, device: news.device, at: news.at });
}
