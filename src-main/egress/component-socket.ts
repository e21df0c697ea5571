import { lookup } from 'node:dns';
import { WebSocket } from 'ws';
import { isComponentAddress } from '../../src-shared/domain/printing.ts';
import { onlyHere } from './egress.ts';

export type Socket = { readonly send: (text: string) => void; readonly close: () => void };
export type SocketEars = { readonly message: (text: string) => void; /** Once, and only after it was open. */ readonly closed: () => void };
/** Rejects where nobody answers, or the address may not be reached. */
export type OpenSocket = (address: string, ears: SocketEars) => Promise<Socket>;

const PATIENCE = 3_000;
const LARGEST_MESSAGE = 1024 * 1024;

/**
 * The one door to a print component: a WebSocket to this very machine, at the address that the settings name and no other.
 * It follows nobody elsewhere and knows no proxy.
 */
export const componentSocket = (named: () => readonly string[]): OpenSocket => (address, ears) =>
  new Promise((resolve, reject) => {
    if (!isComponentAddress(address) || !named().includes(address)) return reject(new Error(`egress refused: ${address}`));
    const socket = new WebSocket(address, { followRedirects: false, handshakeTimeout: PATIENCE, maxPayload: LARGEST_MESSAGE, perMessageDeflate: false, lookup: onlyHere(lookup) });
    let open = false;
    socket.on('open', () => {
      open = true;
      resolve({ send: (text) => socket.send(text), close: () => socket.close() });
    });
    socket.on('message', (data, binary) => {
      if (!binary) ears.message(String(data));
    });
    // Every failure is followed by `close`.
    socket.on('error', (error) => reject(error));
    socket.on('close', () => {
      if (open) ears.closed();
      else reject(new Error('closed'));
    });
  });
