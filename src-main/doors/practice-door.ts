import type { PracticeSlip, PracticeView, SheetRow } from '../../src-shared/bridge/views.ts';
import { StationError, type ErrorCode } from '../../src-shared/errors/codes.ts';
import { originOf, type Send } from '../egress/egress.ts';

/** What the practice world says when it is listening. */
export type WorldReady = {
  readonly origin: string;
  readonly controlOrigin: string;
  readonly controlToken: string;
  /** The print component that it plays: ws://127.0.0.1:PORT */
  readonly printComponent: string;
  readonly account: { readonly account: string; readonly password: string };
};

/** A practice world in a process of its own. `exited` is called once, also when it never became ready. */
export type WorldProcess = { kill(): void };
export type StartWorld = (
  given: { readonly seed: number; readonly port: number; readonly controlPort: number },
  events: { readonly ready: (world: WorldReady) => void; readonly failed: (code: ErrorCode, about: string) => void; readonly exited: () => void },
) => WorldProcess;

/** What its world can be in, and is in no more once it answers, or nobody practises. */
export const PRACTICE_TROUBLES = ['practice-died', 'practice-port-taken', 'practice-unavailable', 'internal'] as const satisfies readonly ErrorCode[];

const RESTART_AFTER = 300;
const LONGEST_RESTART = 10_000;

/**
 * Keeps the practice world alive and speaks to its control server. A world that dies is started again, on the ports it
 * had, so that nothing outside notices more than a short outage.
 */
export function practiceDoor(parts: {
  readonly seed: number;
  readonly port: number;
  readonly start: StartWorld;
  readonly send: Send;
  readonly ready: (world: WorldReady) => void;
  readonly trouble: (code: ErrorCode, about: string) => void;
}) {
  let world: WorldReady | null = null;
  let child: WorldProcess | null = null;
  let stopping = false;
  let restarts = 0;
  let timer: NodeJS.Timeout | undefined;
  let port = parts.port;
  let controlPort = 0;

  function start(): void {
    let explained = false;
    child = parts.start({ seed: parts.seed, port, controlPort }, {
      ready(ready) {
        world = ready;
        restarts = 0;
        port = Number(new URL(ready.origin).port);
        controlPort = Number(new URL(ready.controlOrigin).port);
        parts.ready(ready);
      },
      failed(code, about) {
        explained = true;
        parts.trouble(code, about);
        // Somebody else has the port now. One that was named stays; one that the system chose is chosen again.
        if (code === 'practice-port-taken' && parts.port === 0) port = controlPort = 0;
      },
      exited() {
        child = null;
        world = null;
        if (stopping) return;
        if (!explained) parts.trouble('practice-died', '');
        timer = setTimeout(start, Math.min(RESTART_AFTER * 2 ** restarts++, LONGEST_RESTART));
      },
    });
  }

  async function control(command: string, body: object | null): Promise<unknown> {
    if (!world) throw new StationError('practice-unavailable', command);
    const sent = await parts.send({
      method: body ? 'POST' : 'GET',
      url: `${world.controlOrigin}/${command}`,
      headers: { authorization: `Bearer ${world.controlToken}`, 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    if (sent.kind !== 'answer' || sent.status !== 200) throw new StationError('practice-unavailable', command);
    return JSON.parse(sent.text);
  }

  let network: 'on' | 'off' = 'on';
  const view = async (): Promise<PracticeView> => ({ seed: parts.seed, network, rows: (await control('sheet', null)) as SheetRow[], printed: slipsIn((await control('printed', null)) as readonly Printed[]) });

  return {
    start,
    /** Origins that the program itself started, and may therefore speak to. */
    origins: (): string[] => (world ? [world.origin, world.controlOrigin].flatMap((address) => originOf(address) ?? []) : []),
    printComponent: (): string | null => world?.printComponent ?? null,
    origin: (): string | null => world?.origin ?? null,
    view,
    async network(wanted: 'on' | 'off'): Promise<PracticeView> {
      await control('network', { network: wanted });
      network = wanted;
      return view();
    },
    async drainBalance(): Promise<PracticeView> {
      await control('drain', {});
      return view();
    },
    async pay(topUpId: string): Promise<PracticeView> {
      await control('pay', { topUpId });
      return view();
    },
    stop(): void {
      stopping = true;
      clearTimeout(timer);
      child?.kill();
    },
  };
}
export type PracticeDoor = ReturnType<typeof practiceDoor>;

type Printed = { readonly taskId: string; readonly at: number; readonly documents: readonly { readonly data: Readonly<Record<string, string>> }[] };
const SHOWN = 12;

/** The newest first. */
const slipsIn = (printed: readonly Printed[]): PracticeSlip[] =>
  printed.slice(-SHOWN).toReversed().map(({ taskId, at, documents }) => ({ taskId, at, lines: documents[0]?.data ?? {} }));
