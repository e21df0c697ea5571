import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { Answer, Channel, ChannelAnswer, ChannelRequest } from '../../src-shared/bridge/channels.ts';
import type { Card, Settings, StatusView } from '../../src-shared/bridge/views.ts';
import type { Secrets } from '../../src-main/account/tokens.ts';
import { createHandlers } from '../../src-main/bridge/handlers.ts';
import { createReception } from '../../src-main/bridge/reception.ts';
import { createDoors, type Doors } from '../../src-main/doors/doors.ts';
import type { StartWorld, WorldReady } from '../../src-main/doors/practice-door.ts';
import { worldArguments } from '../../src-main/doors/world-arguments.ts';
import { tablesIn } from '../../src-main/table/in-worker.ts';
import { copyingBack } from './copying-back.ts';
import { devicesIn, playedPorts } from './devices.ts';
import { secretsIn } from './played-secrets.ts';
import { FIRST_PRINTING } from '../../src-shared/domain/printing.ts';
import { FIRST_WEIGHING } from '../../src-shared/domain/weight.ts';
import type { ErrorCode } from '../../src-shared/errors/codes.ts';

const WORLD = resolve(import.meta.dirname, '../../src-main/practice/world.ts');

/** The practice world as a plain child process, as the app runs it as a utility process. */
function forkedWorld(dataDir: string, kept: { kill?: () => void; ready?: WorldReady } = {}): StartWorld {
  return (given, events) => {
    const child = fork(WORLD, worldArguments(dataDir, given), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    kept.kill = () => void child.kill('SIGKILL');
    child.on('message', (message: { type: string; code?: ErrorCode; about?: string }) => {
      if (message.type === 'ready') {
        kept.ready = message as unknown as WorldReady;
        events.ready(kept.ready);
      } else events.failed(message.code ?? 'internal', message.about ?? '');
    });
    child.on('exit', () => events.exited());
    return { kill: () => void child.kill() };
  };
}

export type Headless = {
  readonly doors: Doors;
  /** Asks as a window does, through the reception. Throws with the problem where the answer is one. */
  ask<C extends Channel>(channel: C, request: ChannelRequest<C>): Promise<ChannelAnswer<C>>;
  answer(channel: string, request: unknown): Promise<Answer<unknown>>;
  /** What a person would choose in the system's dialogs. */
  readonly place: { open: string | null; save: string | null };
  readonly cards: Map<number, Card>;
  /** Resolves when the newest status or any card makes it true. */
  until(what: string, condition: () => boolean | Promise<boolean>, patience?: number): Promise<void>;
  status(): StatusView;
  readonly world: { kill?: () => void; ready?: WorldReady };
  control(command: string, body?: object): Promise<unknown>;
  stop(): Promise<void>;
};

/** The whole main process without Electron: doors, station, bridge and a real practice world. */
export function headless(given: { dir: string; seed?: number; accountApi?: string; secrets?: Secrets; deviceId?: string; log?: (event: string, about: string) => void }): Headless {
  let settings: Settings = { language: 'zh-CN', theme: 'light', volume: 0, muted: true, stationName: '03', accountApi: null, weighing: FIRST_WEIGHING, printing: FIRST_PRINTING, scanner: null };
  const view = { view: () => settings, change: (change: Partial<Settings>) => (settings = { ...settings, ...change }) };
  const inMemory = new Map<string, string>();
  const cards = new Map<number, Card>();
  const world: Headless['world'] = {};
  const doors = createDoors({
    dataDir: given.dir,
    seed: given.seed ?? 1,
    practicePort: 0,
    version: '0.0.0',
    device: { id: given.deviceId ?? randomUUID(), name: 'test' },
    secrets: given.secrets ?? secretsIn(inMemory),
    settings: view,
    accountApi: given.accountApi ?? null,
    startWorld: forkedWorld(given.dir, world),
    tell: { session: () => undefined, status: () => undefined, card: (card) => void cards.set(card.scanId, card), announcement: () => undefined, messages: () => undefined },
    copyingBack,
    log: given.log ?? ((event, about) => void (process.env['STATION_LOG'] && process.stderr.write(`${event} ${about}\n`))),
  });
  const place: Headless['place'] = { open: null, save: null };
  const tables = tablesIn(new URL('../../src-main/table/worker.ts', import.meta.url));
  const files = { chooseFile: async () => place.open, choosePlace: async () => place.save };
  const receive = createReception(doors, createHandlers({ doors, settings: view, newId: randomUUID, print: async () => undefined, tables, files, devices: devicesIn({ ports: playedPorts().ports }).devices }), () => undefined);
  return {
    doors,
    cards,
    world,
    answer: receive,
    place,
    async ask(channel, request) {
      const answer = await receive(channel, request);
      if (!answer.ok) throw new Error(`${channel}: ${answer.problem.code} ${answer.problem.about ?? ''}`);
      return answer.value as ChannelAnswer<typeof channel>;
    },
    async until(what, condition, patience = 20_000) {
      const end = Date.now() + patience;
      while (!(await condition())) {
        if (Date.now() > end) throw new Error(`never came true: ${what}; status ${JSON.stringify(doors.status())}`);
        await new Promise((go) => setTimeout(go, 15));
      }
    },
    status: () => doors.status(),
    async control(command, body) {
      const ready = world.ready as WorldReady;
      const answer = await fetch(`${ready.controlOrigin}/${command}`, {
        method: body ? 'POST' : 'GET',
        headers: { authorization: `Bearer ${ready.controlToken}`, 'content-type': 'application/json' },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      if (!answer.ok) throw new Error(`${command}: ${answer.status} ${await answer.text()}`);
      return answer.json();
    },
    stop: () => doors.stop(),
  };
}
