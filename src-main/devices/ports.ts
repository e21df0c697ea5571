import { existsSync, statSync } from 'node:fs';
import type * as Library from 'serialport';
import type { PortView } from '../../src-shared/bridge/devices.ts';
import { StationError, type ErrorCode } from '../../src-shared/errors/codes.ts';

export type OpenPort = { readonly close: () => Promise<void> };
export type PortEars = {
  readonly bytes: (chunk: Uint8Array) => void;
  /** It is gone, unplugged for one; `about` is what the system said. Heard at most once, and not after close(). */
  readonly gone: (about: string) => void;
};
/** The serial ports of this machine. Both throw StationError with a code of the devices. */
export type Ports = { readonly list: () => Promise<readonly PortView[]>; readonly open: (path: string, baudRate: number, ears: PortEars) => Promise<OpenPort> };

/** ms between two looks whether an open port is still there. */
const LOOK_EVERY = 500;

/** The library and its native part are loaded when a port is asked for: a station without devices starts without them. */
export const serialPorts: Ports = {
  async list() {
    const { SerialPort } = await library();
    try {
      const found = await SerialPort.list();
      return found.map((port) => ({ path: lastingPath(port.path, port.pnpId), about: [port.manufacturer, 'friendlyName' in port ? String(port.friendlyName) : port.serialNumber].filter(Boolean).join(' ') }));
    } catch (error) {
      throw new StationError('device-list-failed', said(error), { cause: error });
    }
  },
  async open(path, baudRate, ears) {
    const { SerialPort } = await library();
    return new Promise((resolve, reject) => {
      let closing = false;
      let looking: NodeJS.Timeout | undefined;
      const port = new SerialPort({ path, baudRate, autoOpen: false, lock: true });
      port.on('data', (chunk: Buffer) => ears.bytes(chunk));
      // A failed read closes the port and is told by `close`.
      port.on('error', () => undefined);
      port.on('close', (error: Error | null) => {
        clearInterval(looking);
        if (!closing) ears.gone(said(error));
      });
      port.open((error) => {
        if (error) return reject(new StationError(codeOf(said(error)), said(error), { cause: error }));
        // Whose line is hung up while it reads, and not while it waits, the library hears nothing of it and reads on for good.
        const isThere = stillThere(path);
        looking = setInterval(() => {
          if (port.isOpen && !isThere()) port.close(undefined, new Error('hung up'));
        }, LOOK_EVERY);
        resolve({
          close: () =>
            new Promise((closed) => {
              closing = true;
              if (port.isOpen) port.close(() => closed());
              else closed();
            }),
        });
      });
    });
  },
};

async function library(): Promise<Pick<typeof Library, 'SerialPort'>> {
  try {
    return await import('serialport');
  } catch (error) {
    throw new StationError('device-driver', said(error), { cause: error });
  }
}

/** Tells whether a path names the device that it named at first. On Windows a port is no file, and the library hears of each that goes. */
function stillThere(path: string): () => boolean {
  if (process.platform === 'win32') return () => true;
  const first = nodeOf(path);
  return () => first !== null && nodeOf(path) === first;
}

function nodeOf(path: string): string | null {
  try {
    const { dev, ino, rdev } = statSync(path);
    return `${dev} ${ino} ${rdev}`;
  } catch {
    return null;
  }
}

/** Linux counts its USB ports anew at each plug; the name by id stays. */
function lastingPath(path: string, pnpId: string | undefined): string {
  const byId = `/dev/serial/by-id/${pnpId ?? ''}`;
  return pnpId && process.platform === 'linux' && existsSync(byId) ? byId : path;
}

/** What the three systems say, in their words: libserialport gives no codes. */
function codeOf(text: string): ErrorCode {
  if (/no such file|file not found|cannot find|unknown error code 31|not functioning/i.test(text)) return 'device-absent';
  if (/cannot lock|resource busy|temporarily unavailable/i.test(text)) return 'device-busy';
  // Windows says so of a port that another program has open; elsewhere it is a right that is missing.
  if (/access denied|permission denied/i.test(text)) return process.platform === 'win32' ? 'device-busy' : 'device-denied';
  return 'device-not-serial';
}

const said = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 200);
