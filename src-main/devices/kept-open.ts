import type { DeviceState } from '../../src-shared/bridge/devices.ts';
import { StationError, type ErrorCode } from '../../src-shared/errors/codes.ts';
import { heard, lost, opened, silenceMatters, silent, type Divided, type Frame, type Framed, type Framing } from './frames.ts';
import type { OpenPort, Ports } from './ports.ts';

type Line = { readonly path: string; readonly baudRate: number; readonly end: 'line' | 'silence'; readonly divided?: Divided };
type Ears = { readonly frame: (frame: Frame) => void; readonly state: (state: DeviceState) => void };

/** `wait`: ms before the nth attempt in a row to open the port. `now`: ms of a clock that does not go back. */
export type Pace = { readonly wait?: ((attempt: number) => number) | undefined; readonly now?: (() => number) | undefined };

/** What a person has to do something about; the rest heals when the plug is back. */
const NEEDS_A_PERSON: readonly ErrorCode[] = ['device-busy', 'device-denied', 'device-not-serial', 'device-driver'];
/** A plug that is put back is noticed within a second or two; a port that stays away costs next to nothing. */
const FIRST_WAIT = 250;
const LONGEST_WAIT = 3_000;
const patience = (attempt: number): number => Math.min(FIRST_WAIT * 2 ** (attempt - 1), LONGEST_WAIT);
/** A timer that is so late says that the process stood still, not that the device was silent. */
const LATE = 15;

/**
 * Keeps a port open as long as it is wanted, and opens it again whenever it is gone. Frames come in the order of their
 * bytes; what a lost connection has cut off is told as held.
 */
export function keptOpen(ports: Ports, line: Line, ears: Ears, { wait = patience, now = () => performance.now() }: Pace = {}): { stop(): Promise<void> } {
  let wanted = true;
  let port: OpenPort | null = null;
  let framing: Framing = opened(0);
  let attempts = 0;
  let awaySince = 0;
  let retry: NodeJS.Timeout | undefined;
  let silence: NodeJS.Timeout | undefined;

  function take(framed: Framed): void {
    framing = framed.framing;
    for (const frame of framed.frames) ears.frame(frame);
    clearTimeout(silence);
    const after = silenceMatters(framing, line.end);
    if (after !== null) hush(after);
  }

  function hush(after: number, again = false): void {
    const due = (again ? now() : framing.lastAt) + after;
    silence = setTimeout(() => {
      // What came meanwhile is still to be read.
      if (!again && now() - due > LATE) hush(after, true);
      else take(silent(framing, line.end, Math.max(now(), due)));
    }, Math.max(0, due - now()));
  }

  function gone(code: ErrorCode, cut: readonly Frame[]): void {
    port = null;
    framing = opened(0);
    clearTimeout(silence);
    for (const frame of cut) ears.frame(frame);
    if (!wanted) return;
    attempts += 1;
    if (attempts === 1) awaySince = Date.now();
    ears.state({ kind: NEEDS_A_PERSON.includes(code) ? 'failed' : 'reconnecting', code, since: awaySince });
    retry = setTimeout(() => void open(), wait(attempts));
  }

  async function open(): Promise<void> {
    try {
      const opening = await ports.open(line.path, line.baudRate, {
        bytes: (chunk) => take(heard(framing, chunk, now(), line.divided)),
        gone: () => gone('device-lost', lost(framing)),
      });
      if (!wanted) return void (await opening.close());
      port = opening;
      framing = opened(now());
      attempts = 0;
      ears.state({ kind: 'connected', since: Date.now() });
    } catch (error) {
      gone(error instanceof StationError ? error.code : 'device-not-serial', []);
    }
  }

  ears.state({ kind: 'connecting' });
  void open();
  return {
    async stop() {
      wanted = false;
      clearTimeout(retry);
      clearTimeout(silence);
      for (const frame of lost(framing)) ears.frame(frame);
      framing = opened(0);
      await port?.close();
    },
  };
}
