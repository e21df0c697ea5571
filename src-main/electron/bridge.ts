import { ipcMain, type BrowserWindow, type IpcMainInvokeEvent } from 'electron';
import type { BridgeEvents, EventName } from '../../src-shared/bridge/channels.ts';
import { isOwnPage } from '../bridge/own-page.ts';
import type { Receive } from '../bridge/reception.ts';
import { ASK, eventChannel } from './wire-names.ts';

/** Connects a window to the reception. Senders other than our page's main frame are not answered. */
export function connectBridge(window: () => BrowserWindow | null, page: string, receive: Receive): void {
  ipcMain.handle(ASK, (event: IpcMainInvokeEvent, channel: unknown, request: unknown) => {
    const trusted = event.senderFrame !== null && event.senderFrame.parent === null && isOwnPage(event.senderFrame.url, page);
    const known = event.sender === window()?.webContents;
    if (!trusted || !known || typeof channel !== 'string') return { ok: false, problem: { code: 'request-malformed' } };
    return receive(channel, request);
  });
}

export function teller(window: () => BrowserWindow | null) {
  return <E extends EventName>(event: E, value: BridgeEvents[E]): void => {
    const contents = window()?.webContents;
    if (contents && !contents.isDestroyed()) contents.send(eventChannel(event), value);
  };
}
