import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Channel } from '../../../src-shared/bridge/channels.ts';
import type { Card, StatusView } from '../../../src-shared/bridge/views.ts';
import { CODE_OF } from '../../../src-shared/domain/function-cards.ts';
import { clearDesk, scan, useDesk } from '../../../src-renderer/state/desk.ts';
import { chooseOperator, clearCards, hearAnnouncement, openOverlay, playCard, useFunctionCards } from '../../../src-renderer/state/function-cards.ts';
import { clearRecalls, useRecalls } from '../../../src-renderer/state/recalls.ts';
import { FIRST_SETTINGS, useSettings } from '../../../src-renderer/state/settings.ts';
import { useStatus } from '../../../src-renderer/state/status.ts';

const asked: [Channel, unknown][] = [];
let answers: Partial<Record<Channel, unknown>> = {};
const card = (over: Partial<Card> = {}): Card => ({ scanId: 1, at: 1, verdict: 'pass', reason: { kind: 'nothing-to-do' }, number: 'SF1234567890123', suffix: null, label: null, piece: null, undone: null, ...over }) as Card;
const notice = () => useFunctionCards.getState().notice;
const settled = () => expect.poll(() => useDesk.getState().open).toBe(0);

beforeEach(() => {
  asked.length = 0;
  answers = {};
  vi.stubGlobal('window', {
    station: {
      ask: async (channel: Channel, request: unknown) => {
        // That somebody has scanned on is told beside it all.
        if (channel !== 'desk.hurry') asked.push([channel, request]);
        return answers[channel] ?? { ok: false, problem: { code: 'internal' } };
      },
    },
  });
  clearDesk();
  clearCards();
  clearRecalls();
});
afterEach(() => void vi.unstubAllGlobals());

test('the mute card, where the volume is drawn down to nothing, brings sounds back and says so', async () => {
  const silent = { ...FIRST_SETTINGS, volume: 0 };
  useSettings.setState({ settings: silent });
  onTestFinished(() => useSettings.setState({ settings: FIRST_SETTINGS }));
  scan({ text: CODE_OF.mute });
  await settled();
  expect(asked).toContainEqual(['settings.change', { muted: false, volume: FIRST_SETTINGS.volume }]);
  expect(notice()).toEqual({ kind: 'loud' });
});

describe('a function card', () => {
  test('is never sent on as a scan, and acts in its turn behind the scan before it', async () => {
    answers = { 'desk.scan': { ok: true, value: card() }, 'desk.undo': { ok: true, value: { kind: 'undone', card: card({ undone: { at: 2, by: '李四', taken: ['sync'], kept: [] } }) } } };
    scan({ text: 'SF1234567890123' });
    scan({ text: CODE_OF.undo.toLowerCase() });
    await settled();
    expect(asked.map(([channel]) => channel)).toEqual(['desk.scan', 'desk.undo', 'desk.recalls']);
    expect(notice()).toMatchObject({ kind: 'undone' });
    expect(useDesk.getState()).toMatchObject({ current: { undone: { by: '李四' } }, lines: [{ scanId: 1, undone: true }] });
  });
  test('that was not read whole is no scan', async () => {
    scan({ text: 'JBS-UN' });
    await settled();
    expect([asked, notice()]).toEqual([[], { kind: 'damaged' }]);
  });
  test('确认 says that the held parcel is taken off, and otherwise that there is none', async () => {
    useDesk.setState({ held: [card({ verdict: 'intercepted' })] });
    scan({ text: CODE_OF.ok, at: 1_000 });
    await settled();
    expect([useDesk.getState().held, notice()]).toEqual([[], { kind: 'acknowledged' }]);
    scan({ text: CODE_OF.ok, at: 3_000 });
    await settled();
    expect(notice()).toEqual({ kind: 'nothing-held' });
  });
  test('that lies under its scanner is one card, however often it is read: it takes off one parcel', async () => {
    const held = [1, 2, 3].map((scanId) => card({ scanId, number: `SF000000000000${scanId}`, verdict: 'intercepted' }));
    useDesk.setState({ held });
    for (const at of [1_000, 1_600, 2_200]) scan({ text: CODE_OF.ok, at });
    await settled();
    expect(useDesk.getState().held).toHaveLength(2);
    scan({ text: CODE_OF.ok, at: 3_300 });
    await settled();
    expect(useDesk.getState().held).toHaveLength(1);
    // A hand at the keys means each of them.
    playCard('ok');
    await settled();
    expect(useDesk.getState().held).toEqual([]);
  });
  test('暂停 is refused to whoever may not, in words of its own', async () => {
    useStatus.setState({ view: { paused: null } as StatusView });
    answers = { 'exceptions.pause': { ok: false, problem: { code: 'not-allowed' } } };
    scan({ text: CODE_OF.pause });
    await settled();
    expect([asked, notice()]).toEqual([[['exceptions.pause', { paused: true }]], { kind: 'pause-refused' }]);
  });
});

describe('换人', () => {
  test('takes the next scan for a badge, once', async () => {
    answers = { 'desk.operator': { ok: true, value: { kind: 'switched', operator: '张师傅' } }, 'desk.scan': { ok: true, value: card() } };
    for (const text of [CODE_OF.switch, 'OP-1002', 'OP-1002']) scan({ text });
    await settled();
    expect(asked.map(([channel]) => channel)).toEqual(['desk.operator', 'session.view', 'desk.scan']);
  });
  test('a parcel is a parcel all the same, and the card again calls it off', async () => {
    answers = { 'desk.scan': { ok: true, value: card() } };
    for (const text of [CODE_OF.switch, 'SF1234567890123']) scan({ text });
    await settled();
    expect(asked.map(([channel]) => channel)).toEqual(['desk.scan']);
    for (const at of [1_000, 3_000]) scan({ text: CODE_OF.switch, at });
    await settled();
    expect([notice(), useFunctionCards.getState().badgeUntil]).toEqual([{ kind: 'badge-forgotten' }, null]);
  });
  test('is over after its time: it is not said any more, and the card begins anew', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const state = (): unknown[] => [notice()?.kind ?? null, useFunctionCards.getState().badgeUntil !== null];
    const play = async (): Promise<void> => {
      playCard('switch');
      await vi.advanceTimersByTimeAsync(0);
    };
    await play();
    await vi.advanceTimersByTimeAsync(29_000);
    expect(state()).toEqual(['badge-wanted', true]);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(state()).toEqual([null, false]);
    await play();
    expect(state()).toEqual(['badge-wanted', true]);
    // What was said since then stays, and so does a later wait.
    await play();
    await play();
    await vi.advanceTimersByTimeAsync(20_000);
    await play();
    expect(state()).toEqual(['badge-forgotten', false]);
    await play();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(state()).toEqual(['badge-wanted', true]);
  });
  test('takes a badge while the list of people is open, and whoever is chosen there', async () => {
    answers = { 'desk.operator': { ok: true, value: { kind: 'switched', operator: '张师傅' } }, 'desk.chooseOperator': { ok: true, value: { kind: 'refused', why: 'unknown-person' } } };
    openOverlay('operators');
    await chooseOperator('op-7');
    expect([notice(), useFunctionCards.getState().overlay]).toEqual([{ kind: 'unknown-person' }, 'operators']);
    scan({ text: 'OP-1002' });
    await settled();
    expect(asked.map(([channel]) => channel)).toEqual(['desk.chooseOperator', 'desk.operator', 'session.view']);
    expect([notice(), useFunctionCards.getState().overlay]).toEqual([{ kind: 'switched', operator: '张师傅' }, null]);
  });
  test('a badge without the card is said to be one, and leaves no failed scan behind', async () => {
    answers = { 'desk.scan': { ok: false, problem: { code: 'badge-scanned' } } };
    scan({ text: 'OP-1002' });
    await settled();
    expect([notice(), useDesk.getState().failed]).toEqual([{ kind: 'badge-first' }, []]);
  });
});

test('帮助 puts away whichever of the pages of the cards is open', async () => {
  for (const [open, then] of [['help', null], ['sheet', null], ['badges', null], ['operators', 'help']] as const) {
    openOverlay(open);
    playCard('help');
    await settled();
    expect(useFunctionCards.getState().overlay, open).toBe(then);
  }
});

describe('what is told without a scan', () => {
  test('an order that arrives is told quietly', async () => {
    expect(await hearAnnouncement({ kind: 'order-arrived', scanId: 1, number: 'A', verdict: 'pass' })).toBeNull();
    expect(notice()).toMatchObject({ kind: 'order-arrived' });
  });
  test('a parcel that has passed and must not leave is an alarm until somebody has it', async () => {
    const reason = { kind: 'intercepted', why: 'refund', at: 5 } as const;
    const [first, second] = [{ scanId: 1, number: 'A', reason }, { scanId: 2, number: 'B', reason: { kind: 'expired', since: 3 } }];
    answers = { 'desk.recalls': { ok: true, value: [first] }, 'desk.endRecall': { ok: true, value: [second] }, 'desk.takeOff': { ok: true, value: [first, second] } };
    expect(await hearAnnouncement({ kind: 'recalled', ...first })).toEqual(reason);
    answers = { ...answers, 'desk.recalls': { ok: true, value: [first, second] } };
    for (const verdict of ['intercepted', 'invalid'] as const) expect(await hearAnnouncement({ kind: 'order-arrived', scanId: 2, number: 'B', verdict })).toEqual({ kind: 'expired', since: 3 });
    const called = (): number[] => useRecalls.getState().recalls.map(({ scanId }) => scanId);
    expect(called()).toEqual([1, 2]);
    // One card, one thing: what holds the panel comes first.
    useDesk.setState({ held: [card({ scanId: 9, verdict: 'intercepted' })] });
    scan({ text: CODE_OF.ok, at: 1_000 });
    await settled();
    expect([useDesk.getState().held, called()]).toEqual([[], [1, 2]]);
    scan({ text: CODE_OF.ok, at: 3_000 });
    await settled();
    expect(called()).toEqual([2]);
    expect(asked).toContainEqual(['desk.endRecall', { scanId: 1 }]);
  });
});
