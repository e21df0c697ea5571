import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { BridgeEvents, EventName } from '../../../src-shared/bridge/channels.ts';
import type { Card, Recall, ScanLine, SessionView } from '../../../src-shared/bridge/views.ts';
import { followMain } from '../../../src-renderer/app/follow-main.ts';
import { isCalibrating } from '../../../src-renderer/state/calibration.ts';
import { useDesk } from '../../../src-renderer/state/desk.ts';
import { isRecording, startRecording } from '../../../src-renderer/state/recorder.ts';
import { usePasted, writePasted } from '../../../src-renderer/state/pasted.ts';
import { useRecalls } from '../../../src-renderer/state/recalls.ts';

// It asks the screen whether it is dark as soon as it is read.
vi.mock('../../../src-renderer/app/theme.ts', () => ({ applyTheme: () => {} }));

const heard = new Map<EventName, (value: never) => void>();
const tell = <E extends EventName>(event: E, value: BridgeEvents[E]): void => heard.get(event)?.(value as never);
let asked: string[] = [];
let kept: { readonly recent: readonly Partial<ScanLine>[]; readonly held: readonly Partial<Card>[]; readonly recalls: readonly Partial<Recall>[] };

beforeAll(() => {
  vi.stubGlobal('window', {
    addEventListener: () => {},
    station: {
      ask: async (channel: string) => {
        asked.push(channel);
        return { ok: true, value: kept[channel.slice('desk.'.length) as keyof typeof kept] };
      },
      on: (event: EventName, listener: (value: never) => void) => heard.set(event, listener),
    },
  });
  followMain();
});
afterAll(() => vi.unstubAllGlobals());

/** Every account has the same name: that says nothing. */
const at = (phase: SessionView['phase'], accountId: string, over: Partial<SessionView> = {}): SessionView => ({ phase, accountId, account: '仓库', practice: false, expired: false, ...over }) as SessionView;
const settled = (): Promise<void> => new Promise((go) => setImmediate(go));

test('whoever signs in under the banner of an ended session gets what is held and called back in the own account', async () => {
  kept = { recent: [{ scanId: 7 }], held: [{ scanId: 7, number: 'SF1' }], recalls: [{ scanId: 3 }] };
  tell('session', at('ready', 'first'));
  useDesk.setState({ held: [{ scanId: 1, number: 'SF9' } as Card] });
  tell('session', at('ready', 'first', { expired: true }));
  await settled();
  asked = [];
  tell('session', at('ready', 'second'));
  await settled();
  const { held, lines } = useDesk.getState();
  expect([held, lines, useRecalls.getState().recalls].map((all) => all.map(({ scanId }) => scanId))).toEqual([[7], [7], [3]]);
  // The one who was here again has them.
  asked = [];
  tell('session', at('ready', 'second', { expired: true }));
  tell('session', at('ready', 'second'));
  await settled();
  expect(asked).toEqual([]);
});

test('nothing is asked for in front of a door', async () => {
  tell('session', at('ready', 'first'));
  await settled();
  asked = [];
  tell('session', at('new-password', 'third'));
  await settled();
  expect(asked).toEqual([]);
  expect(useDesk.getState().held).toEqual([]);
});

test('a recording of a scanner and a calibration end with the account that began them', async () => {
  tell('session', at('ready', 'first'));
  startRecording();
  tell('session', at('ready', 'first', { expired: true }));
  expect(isRecording()).toBe(true);
  tell('session', at('ready', 'second'));
  await settled();
  expect([isRecording(), isCalibrating()]).toEqual([false, false]);
});

test('a text that was pasted for a list goes with the account that pasted it', async () => {
  tell('session', at('ready', 'first'));
  writePasted('YT8800000000001');
  tell('session', at('ready', 'first', { expired: true }));
  expect(usePasted.getState().text).toBe('YT8800000000001');
  tell('session', at('ready', 'second'));
  await settled();
  expect(usePasted.getState().text).toBe('');
});
