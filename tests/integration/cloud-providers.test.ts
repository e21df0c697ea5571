import { beforeEach, expect, test } from 'vitest';
import type { Card, SheetRow } from '../../src-shared/bridge/views.ts';
import type { JobKind } from '../../src-shared/domain/work.ts';
import { differences, stationSide, worldSide } from '../support/both-sides.ts';
import type { Headless } from '../support/headless.ts';
import { practiceStation } from '../support/practice-station.ts';
import type { WorldState } from '../support/practice.ts';

// The real station, through providers of other kinds than the practice world begins with.

let dir: string;
let station: Headless;

beforeEach(async () => {
  const at = await practiceStation();
  ({ dir, station } = at);
  return at.end;
});

const state = (): Promise<WorldState> => station.control('state') as Promise<WorldState>;
const withWork = async (kind: JobKind, count: number): Promise<SheetRow[]> =>
  ((await station.control('sheet')) as SheetRow[]).filter((row) => row.verdict === 'pass' && row.interceptedAfter === null && row.work.includes(kind)).slice(0, count);
const swap = async (kinds: { readonly sms: string; readonly privacy: string }): Promise<void> => {
  await station.control('swap-provider', { service: 'sms', kind: kinds.sms });
  await station.control('swap-provider', { service: 'privacy', kind: kinds.privacy });
};
const isHeard = (kinds: { readonly sms: string; readonly privacy: string }): Promise<void> =>
  station.until('the other providers are heard of', () => {
    const services = station.doors.station().flow.entitlements()?.services;
    return services?.sms.provider.kind === kinds.sms && services.privacy.provider.kind === kinds.privacy;
  });
const ALIYUN = { sms: 'aliyun-sms', privacy: 'aliyun-pls' };
const YUNXINLIUKE = { sms: 'yunxinliuke-sms', privacy: 'yunxinliuke-voice' };
const scan = async (rows: readonly SheetRow[]): Promise<Card[]> => {
  const cards = [];
  for (const { number } of rows) cards.push(await station.ask('desk.scan', { text: number }));
  return cards;
};
const drained = (): Promise<void> => station.until('the queue is empty', () => station.status().queue.waiting + station.status().queue.calling === 0, 60_000);
/** Both sides count the same effects and the same money, and nothing happened twice or was signed wrongly. */
const agree = (): Promise<void> =>
  station.until('both sides agree', async () => {
    const now = await state();
    return differences(stationSide(dir), worldSide(now, 'practice-1'), now).length === 0;
  });
const byClouds = async (): Promise<Record<string, number>> => Object.fromEntries((await state()).effectsOfClouds.map(({ provider, effects }) => [provider, effects]));

test('a whole scan through Aliyun: converted, written back, bound and told', async () => {
  await swap(ALIYUN);
  await isHeard(ALIYUN);
  const [told, hidden] = [await withWork('forwarding-sms', 6), await withWork('privacy', 6)];
  const rows = [...new Map([...told, ...hidden].map((row) => [row.number, row])).values()];
  const scanned = await scan(rows);
  await drained();
  const cards = scanned.map(({ scanId }) => station.doors.station().card(scanId));
  expect(cards.every(({ jobs }) => jobs.every(({ state: is }) => is === 'done'))).toBe(true);
  for (const { privacyNumber } of cards.filter(({ jobs }) => jobs.some(({ kind }) => kind === 'privacy'))) {
    expect(privacyNumber?.number).toMatch(/^1701/);
    expect(privacyNumber?.until).toBeGreaterThan(Date.now() + 29 * 86_400_000);
  }
  const count = (kind: JobKind): number => rows.filter(({ work }) => work.includes(kind)).length;
  expect(await byClouds()).toEqual({ 'aliyun-sms': count('forwarding-sms'), 'aliyun-pls': count('privacy') });
  await agree();
}, 600_000);

test('providers are swapped while work is queued: the new ones do it, and what was lost at the old ones is asked about there', async () => {
  const rows = (await withWork('forwarding-sms', 60)).filter(({ work }) => !work.includes('privacy')).slice(0, 8);
  const bound = (await withWork('privacy', 60)).filter(({ work }) => !work.includes('forwarding-sms')).slice(0, 8);
  // The first of each is lost on the way back from the old provider, which has done it, and so are its answers to questions.
  await station.control('fault', { on: 'sms', kind: 'lose-answer', count: 6 });
  await station.control('fault', { on: 'privacy', kind: 'lose-answer', count: 6 });
  const first = await scan([...rows.slice(0, 1), ...bound.slice(0, 1)]);
  await station.until('both were done at the old ones', async () => {
    const { messages, bindings } = (await state()).effects;
    return messages === 1 && bindings === 1;
  });
  station.doors.station().pause(true);
  await scan([...rows.slice(1), ...bound.slice(1)]);
  await swap(ALIYUN);
  await isHeard(ALIYUN);
  const inDoubt = first.flatMap(({ scanId }) => station.doors.station().card(scanId).jobs).filter((job) => job.state === 'unknown');
  // Of the message a report may have told meanwhile; of a binding nothing does.
  expect(inDoubt.map(({ kind }) => kind)).toContain('privacy');
  await station.control('clear-faults', {});
  station.doors.station().pause(false);
  await drained();
  await agree();
  expect(stationSide(dir).open).toBe(0);
  const clouds = await byClouds();
  const { effects } = await state();
  expect(effects.messages - (clouds['aliyun-sms'] ?? 0)).toBe(1);
  expect(effects.bindings - (clouds['aliyun-pls'] ?? 0)).toBe(1);
}, 600_000);

test('lost, slow, refused and garbled answers of Aliyun, and swaps to and fro: all work ends once', async () => {
  await swap(ALIYUN);
  await isHeard(ALIYUN);
  for (const on of ['sms', 'privacy']) {
    for (const kind of ['lose-answer', 'lose-request', 'duplicate', 'status-429', 'garbage', 'latency']) {
      // Nobody can tell that a lost message was never sent: only a person ends that doubt.
      if (on === 'sms' && kind === 'lose-request') continue;
      await station.control('fault', { on, kind, count: 1, ms: 200 });
    }
  }
  const rows = [...(await withWork('forwarding-sms', 16)), ...(await withWork('privacy', 16))];
  const half = rows.filter((_, at) => at % 2 === 0);
  await scan(half);
  await swap(YUNXINLIUKE);
  await scan(rows.filter((row) => !half.includes(row)));
  await isHeard(YUNXINLIUKE);
  await drained();
  await agree();
  expect(stationSide(dir).open).toBe(0);
}, 600_000);

test.each(['aliyun-sms', 'tencent-sms', 'gateway'])('a pickup code, a reminder and a correction through %s: each by its own filed template', async (sms) => {
  const kinds = { sms, privacy: YUNXINLIUKE.privacy };
  await swap(kinds);
  await isHeard(kinds);
  const list = async () => (await station.ask('messages.list', {})).messages;
  const line = async (code: string) => (await list()).find((one) => one.code === code);
  const entry = { place: '东门驿站', code: '2-2-2002', phone: '19900000002', number: '', template: 'pickup-reminder', corrects: '' };
  await station.control('arrive', { code: '1-1-1001', place: '丰巢柜3号', phone: '19900000001' });
  await station.until('the templates are heard', async () => (await station.ask('messages.list', {})).templates.length > 0);
  await station.ask('messages.send', entry);
  await station.until('both are sent', async () => (await line('1-1-1001'))?.state === 'done' && (await line('2-2-2002'))?.state === 'done');
  await station.ask('messages.send', { ...entry, code: '1-1-1003', phone: '', template: 'pickup-code', corrects: (await line('1-1-1001'))?.jobId ?? '' });
  await station.until('the correction is sent', async () => (await line('1-1-1003'))?.state === 'done');
  expect((await line('1-1-1003'))?.text).toMatch(/^【京巴士】更正/);
  expect(await byClouds()).toEqual({ [sms]: 3 });
  // Both are reported by the key of their own job.
  await station.until('their reports came', async () => (await line('1-1-1001'))?.delivery != null && (await line('2-2-2002'))?.delivery != null);
  await agree();
}, 600_000);
