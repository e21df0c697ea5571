import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ListPage, ListRow } from '../../../src-shared/bridge/history-views.ts';
import type { Card } from '../../../src-shared/bridge/views.ts';
import { changeRow, clearList, closeHistory, followHistory, hearNews, loadMore, moveSelection, openHistory, openList, seek, useList } from '../../../src-renderer/state/list.ts';

type Asked = { readonly channel: string; readonly request: unknown; readonly answer: (value: unknown) => Promise<void> };
let asked: Asked[] = [];
const listeners = new Map<string, () => void>();
beforeEach(() => {
  asked = [];
  vi.stubGlobal('window', {
    station: {
      ask: (channel: string, request: unknown) =>
        new Promise((resolve) => {
          asked.push({ channel, request, answer: async (value) => { resolve(value); await new Promise((go) => setImmediate(go)); } });
        }),
      on: (event: string, listener: () => void) => {
        listeners.set(event, listener);
        return () => listeners.delete(event);
      },
    },
  });
  clearList();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const row = (scanId: number, over: Partial<ListRow> = {}): ListRow => ({ scanId, at: scanId, verdict: 'pass', reason: { kind: 'nothing-to-do' }, number: `SF${1000 + scanId}`, label: null, operator: 'x', piece: null, typed: false, undone: false, replacement: null, work: 'none', ...over });
const card = (scanId: number, over: Partial<Card> = {}): Card =>
  ({ ...row(scanId), jobs: [], undone: null, replacement: null, piece: null, ...over }) as unknown as Card;
const page = (ids: number[], next: number | null, more = false): { ok: true; value: ListPage } => ({ ok: true, value: { rows: ids.map((id) => row(id)), next, more } });
const addScan = (scanned: Card): void => hearNews({ kind: 'card', card: scanned });
const ids = (): (number | null)[] => useList.getState().rows.map(({ scanId }) => scanId);
const last = (): Asked => asked.at(-1) as Asked;

describe('the list of today', () => {
  test('asks for its first page when it is opened, and for the next from where that ended', async () => {
    openList();
    expect(asked.map(({ channel, request }) => [channel, request])).toEqual([['desk.list', { suffix: '', verdict: 'all', state: 'all', before: 0 }]]);
    await last().answer(page([9, 8], 8));
    void loadMore();
    void loadMore();
    expect(asked).toHaveLength(2);
    expect(last().request).toMatchObject({ before: 8 });
    await last().answer(page([8, 7], null));
    expect(ids()).toEqual([9, 8, 7]);
    void loadMore();
    expect(asked).toHaveLength(2);
  });
  test('says that there are more than it lists until another end is asked for', async () => {
    openList();
    seek({ suffix: '9021' });
    await last().answer(page([9, 8], 8, true));
    void loadMore();
    await last().answer(page([7], null));
    expect(useList.getState().more).toBe(true);
    seek({ suffix: '19021' });
    expect(useList.getState().more).toBe(false);
  });
  test('shows no answer to an earlier question', async () => {
    openList();
    const first = last();
    seek({ suffix: '12' });
    await last().answer(page([3], null));
    await first.answer(page([9, 8], null));
    expect(ids()).toEqual([3]);
  });
  test('takes a new scan to its top without asking, where it belongs', async () => {
    openList();
    await last().answer(page([5], null));
    addScan(card(6));
    addScan(card(6));
    expect(ids()).toEqual([6, 5]);
    seek({ verdict: 'intercepted' });
    await last().answer(page([], null));
    addScan(card(7));
    addScan(card(8, { verdict: 'intercepted' }));
    expect(ids()).toEqual([8]);
    seek({ verdict: 'all', suffix: ' 010 ' });
    await last().answer(page([], null));
    addScan(card(9));
    addScan(card(10));
    addScan(card(11, { replacement: { number: 'ZT55010', courier: 'zto' } }));
    expect(ids()).toEqual([11, 10]);
    expect(asked).toHaveLength(3);
    seek({ suffix: 'JDVA12345678901-1-1-' });
    await last().answer(page([], null));
    addScan(card(12, { number: 'JDVA12345678901' }));
    expect(ids()).toEqual([12]);
    seek({ suffix: 'abCD' });
    await last().answer(page([], null));
    addScan(card(13, { number: 'https://3.cn/abCD' }));
    expect(ids()).toEqual([13]);
  });
  test('keeps a row in its place when it changes', async () => {
    openList();
    await last().answer(page([3, 2, 1], null));
    changeRow(card(2, { jobs: [{ kind: 'sync', state: 'done', delivery: null }] } as unknown as Partial<Card>));
    expect(useList.getState().rows.map(({ scanId, work }) => [scanId, work])).toEqual([[3, 'none'], [2, 'done'], [1, 'none']]);
    changeRow(card(99));
    expect(ids()).toEqual([3, 2, 1]);
  });
  test('holds nothing while it is closed', () => {
    addScan(card(6));
    expect(ids()).toEqual([]);
    expect(asked).toEqual([]);
  });
  test('keeps the selection on its row when a scan comes in, and within its ends', async () => {
    openList();
    await last().answer(page([3, 2, 1], null));
    moveSelection(1);
    addScan(card(4));
    expect(useList.getState().selected).toBe('2');
    moveSelection(-100);
    expect(useList.getState().selected).toBe('4');
    moveSelection(100);
    expect(useList.getState().selected).toBe('1');
  });
  test('keeps what it has when a page can not be had, and says so', async () => {
    openList();
    await last().answer(page([3], 3));
    void loadMore();
    await last().answer({ ok: false, problem: { code: 'store-failed' } });
    expect([ids(), useList.getState().problem?.code]).toEqual([[3], 'store-failed']);
    void loadMore();
    expect(last().request).toMatchObject({ before: 3 });
    await last().answer(page([2], null));
    expect([ids(), useList.getState().problem]).toEqual([[3, 2], null]);
  });
});

describe('the history of a parcel', () => {
  test('is not offered of a scan that had nothing in it', () => {
    void openHistory('');
    expect([asked, useList.getState().history]).toEqual([[], null]);
  });
  test('is shown when it comes, unless somebody went back or asked for another', async () => {
    void openHistory('A');
    const first = last();
    void openHistory('B');
    await first.answer({ ok: true, value: { number: 'A' } });
    expect(useList.getState().history).toEqual({ number: 'B', value: null, problem: null });
    await last().answer({ ok: false, problem: { code: 'internal' } });
    expect(useList.getState().history?.problem?.code).toBe('internal');
    void openHistory('C');
    closeHistory();
    await last().answer({ ok: true, value: { number: 'C' } });
    expect(useList.getState().history).toBeNull();
  });
  test('gives way to the next scan, and the list stays', async () => {
    openList();
    await last().answer(page([3], null));
    void openHistory('A');
    addScan(card(4));
    expect([useList.getState().history, useList.getState().open]).toEqual([null, true]);
  });
  test.each(['rescan', 'not-recorded'] as const)('gives way to a scan that came to nothing (%s), too: what has to be done is on the panel', async (kind) => {
    openList();
    await last().answer(page([3], null));
    void openHistory('A');
    hearNews({ kind });
    expect([useList.getState().history, ids()]).toEqual([null, [3]]);
  });
  test('on screen is asked for again with what happens, once a second at most, and not after it', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    void openHistory('A');
    const leave = followHistory();
    expect(asked).toHaveLength(1);
    await last().answer({ ok: true, value: { number: 'A', jobs: ['parked'] } });
    for (let told = 0; told < 10; told += 1) {
      listeners.get(told % 2 ? 'status' : 'announcement')?.();
      vi.advanceTimersByTime(120);
    }
    expect(asked).toHaveLength(2);
    await last().answer({ ok: true, value: { number: 'A', jobs: ['void'] } });
    expect(useList.getState().history?.value).toEqual({ number: 'A', jobs: ['void'] });
    vi.advanceTimersByTime(60_000);
    expect(asked).toHaveLength(3);
    vi.advanceTimersByTime(60_000);
    expect(asked).toHaveLength(3);
    listeners.get('status')?.();
    leave();
    vi.advanceTimersByTime(60_000);
    expect([asked.length, listeners.size]).toEqual([3, 0]);
  });
  test('is what it is now when somebody comes back from another room', async () => {
    void openHistory('A');
    followHistory()();
    await last().answer({ ok: true, value: { number: 'A', jobs: ['parked'] } });
    followHistory()();
    expect(last()).toMatchObject({ channel: 'desk.history', request: { number: 'A' } });
    await last().answer({ ok: true, value: { number: 'A', jobs: ['void'] } });
    expect(useList.getState().history?.value).toEqual({ number: 'A', jobs: ['void'] });
  });
});
