import { beforeEach, expect, test } from 'vitest';
import type { Headless } from '../support/headless.ts';
import { practiceStation } from '../support/practice-station.ts';
import type { WorldState } from '../support/practice.ts';

// 通知 and 推广 through the doors that a window and the account API have: the practice world has filed a promotion, 会员日.

let station: Headless;
beforeEach(async () => {
  const at = await practiceStation();
  ({ station } = at);
  return at.end;
});
const entry = (over: object = {}) => ({ place: '东门驿站', code: '1-2-3004', phone: '19900000001', number: '', template: 'members-day', corrects: '', ...over });
const state = async (): Promise<WorldState> => (await station.control('state')) as WorldState;
const lineOf = async (code: string) => (await station.ask('messages.list', {})).messages.find((line) => line.code === code);
const heard = (): Promise<void> => station.until('the templates are heard', async () => (await station.ask('messages.list', {})).templates.length > 0);

test('a promotion template is shown with the rule that keeps it from every message, and no other one is', async () => {
  await heard();
  const { templates } = await station.ask('messages.list', {});
  expect(templates.filter(({ rule }) => rule !== null)).toEqual([{ template: 'members-day', name: '会员日', rule: 'message-consent-missing' }]);
  expect(templates.map(({ template }) => template)).toEqual(expect.arrayContaining(['pickup-code', 'pickup-reminder']));
});

test('by it nothing is sent, whoever asks: a window that ignores its own preview, or the feed of arrivals', async () => {
  await heard();
  expect(await station.ask('messages.preview', entry())).toMatchObject({ decision: 'refuse', rule: 'message-types-mixed' });
  await station.ask('messages.send', entry());
  await station.control('arrive', { code: '5-5-5005', place: '丰巢柜3号', phone: '19900000002', template: 'members-day' });
  for (const code of ['1-2-3004', '5-5-5005']) {
    await station.until(`${code} is refused`, async () => (await lineOf(code))?.rule === 'message-types-mixed');
    expect(await lineOf(code)).toMatchObject({ state: 'parked', smsId: null });
  }
  // A person's retry is looked at like any other call.
  for (const { jobId, error } of await station.ask('exceptions.list', {})) await station.ask('exceptions.act', { jobId, action: 'retry', problem: error });
  await station.until('it is refused again', async () => (await station.ask('exceptions.list', {})).filter(({ error }) => error === 'message-types-mixed').length === 2);
  expect((await state()).effects.messages).toBe(0);
  expect(station.doors.station().flow.ledger.totals()).toMatchObject({ held: 0, captured: 0 });
});

test('promotion in the value of a notification is refused as well', async () => {
  await heard();
  expect(await station.ask('messages.preview', entry({ template: 'pickup-code', place: '东门驿站 双十一满减优惠' }))).toMatchObject({ decision: 'refuse', rule: 'message-types-mixed' });
  await station.until('the same without it may go', async () => (await station.ask('messages.preview', entry({ template: 'pickup-code' }))).decision === 'send');
});
