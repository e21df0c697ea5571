import { beforeEach, expect, test } from 'vitest';
import type { Card, CardJob, SheetRow } from '../../src-shared/bridge/views.ts';
import type { Headless } from '../support/headless.ts';
import { practiceStation } from '../support/practice-station.ts';
import type { WorldState } from '../support/practice.ts';

let station: Headless;

beforeEach(async () => {
  const at = await practiceStation();
  ({ station } = at);
  return at.end;
});

const state = async (): Promise<WorldState> => (await station.control('state')) as WorldState;
const messageOf = (card: Card | undefined): CardJob | undefined => card?.jobs.find(({ kind }) => kind === 'forwarding-sms');

test('a message fails: it is refunded on both sides, seen on the card, in the ledger and in the report, and nothing refunds it again', async () => {
  await station.control('fail-deliveries', { count: 1 });
  const rows = (await station.control('sheet')) as SheetRow[];
  const row = rows.find(({ verdict, interceptedAfter, work }) => verdict === 'pass' && interceptedAfter === null && work.includes('forwarding-sms') && !work.includes('privacy'));
  const { scanId } = await station.ask('desk.scan', { text: row?.number ?? '' });
  await station.until('the message failed and is refunded', () => (messageOf(station.cards.get(scanId))?.refunded ?? 0) > 0, 30_000);
  const card = await station.ask('desk.card', { scanId });
  expect(messageOf(card)).toMatchObject({ state: 'done', delivery: 'failed', charged: 45, refunded: 45 });
  expect(card.charged).toBe(110);
  expect((await station.ask('reports.today', {})).total).toEqual({ parcels: 1, jobs: 3, spent: 110 });

  await station.until('both sides agree', async () => (await station.ask('wallet.reconcile', {})).differences.length === 0 && (await state()).capturesRefundedAsFailed === 1);
  const wallet = await station.ask('wallet.view', {});
  expect(wallet).toMatchObject({ captured: 155, refunded: 45, station: { captured: 155, refunded: 45, unreported: 0 }, stationThere: { captured: 155, refunded: 45 } });
  expect((await station.ask('wallet.reconcile', {})).station.refunded).toBe(45);
  const refund = (await station.ask('wallet.ledger', { cursor: '' })).items.find(({ kind }) => kind === 'refund');
  expect(refund).toMatchObject({ amount: 45, number: row?.number, work: 'forwarding-sms', reason: 'delivery-failed' });

  // Again, the opposite, of nobody, of another account, and the opposite of that.
  const key = `practice-1:${row?.number}:forwarding-sms`;
  for (const told of [{ key, state: 'failed' }, { key, state: 'delivered' }, { key, state: 'failed', reportId: 'x' }, { key, state: 'delivered', reportId: 'x' }, { key: 'practice-1:YT0000000000001:forwarding-sms', state: 'failed' }, { key: 'nobody', state: 'failed' }]) {
    await station.control('delivery-report', told);
  }
  const { store } = station.doors.station().flow;
  await station.until('all of it is read', () => store.sql<{ n: number }>('SELECT count(*) AS n FROM delivery_reports').get()?.n === 7);
  await station.until('all of it is reported', async () => (await station.ask('wallet.reconcile', {})).differences.length === 0);
  const after = await state();
  expect(after).toMatchObject({ capturesRefundedAsFailed: 1, reviews: [], deliveries: { planned: 0 } });
  expect(after.accounts.find(({ accountId }) => accountId === 'practice-1')).toMatchObject({ captured: 155, refunded: 45, conservation: { holds: true } });
});

test('a charge that is given back on one side only is named', async () => {
  const rows = (await station.control('sheet')) as SheetRow[];
  const row = rows.find(({ verdict, interceptedAfter, work }) => verdict === 'pass' && interceptedAfter === null && work.join() === 'privacy');
  const { scanId } = await station.ask('desk.scan', { text: row?.number ?? '' });
  await station.until('it is done', () => station.cards.get(scanId)?.took !== null && station.cards.has(scanId));
  await station.until('it is reported', async () => (await station.ask('wallet.reconcile', {})).differences.length === 0);
  const { flow } = station.doors.station();
  const hold = flow.store.sql<{ hold_id: string; lease_id: string; job_id: number }>("SELECT * FROM holds WHERE state = 'captured'").get();
  // A refund that the platform never hears of, as a damaged database could have it.
  flow.store.sql("INSERT INTO refunds (hold_id, names, amount, reason, at) VALUES (?,?,80,'delivery-failed',1)").run(hold?.hold_id, hold?.hold_id);
  expect((await station.ask('wallet.reconcile', {})).differences).toMatchObject([{ why: 'refunded-here', kind: 'capture', number: row?.number }]);
  flow.store.sql('DELETE FROM refunds').run();
  // One that the platform books and this station has not in its tables.
  flow.store.transaction(() => flow.ledger.journal.append(flow.ledger.epoch(), { kind: 'refund', at: flow.now(), jobId: '1', key: 'k', holdId: hold?.hold_id ?? '', amount: 80 }));
  station.doors.station().soon();
  await station.until('it is named', async () => (await station.ask('wallet.reconcile', {})).differences[0]?.why === 'refunded-there');
});
