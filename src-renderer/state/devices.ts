import { create } from 'zustand';
import type { DeviceNews, DeviceView } from '../../src-shared/bridge/devices.ts';
import { ask } from '../bridge/station.ts';
import { askForRescan, scan } from './desk.ts';
import { showMisplaced, useRoom } from './room.ts';
import { useSession } from './session.ts';

/** What a scanner sent last while nobody could scan, and how often since somebody has read this: nothing of it was recorded. */
type Untaken = { readonly text: string; readonly count: number };

/** `untaken`: by the scanner's name; null is that of the keyboard ones. */
type Devices = { readonly devices: readonly DeviceView[] | null; readonly untaken: ReadonlyMap<string | null, Untaken> };

export const useDevices = create<Devices>(() => ({ devices: null, untaken: new Map() }));

export const showDevices = ({ devices }: { readonly devices: readonly DeviceView[] }): void => useDevices.setState({ devices });
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
