import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import type { StationBridge } from '../../src-shared/bridge/window.ts';
import { ASK, EVENTS, eventChannel } from './wire-names.ts';

const station: StationBridge = {
  ask: (channel, request) => ipcRenderer.invoke(ASK, channel, request),
  on(event, listener) {
    if (!EVENTS.includes(event)) return () => undefined;
    const heard = (_event: IpcRendererEvent, value: unknown): void => listener(value as Parameters<typeof listener>[0]);
    ipcRenderer.on(eventChannel(event), heard);
    return () => ipcRenderer.removeListener(eventChannel(event), heard);
  },
};

contextBridge.exposeInMainWorld('station', station);
