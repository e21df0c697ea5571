import { booksOf, conservation } from '../account/books.ts';
import { tellDueDeliveries } from '../account/delivery-reports.ts';
import { tellDueInterceptions } from '../account/interceptions.ts';
import type { Stage } from '../stage/stage.ts';
import type { Backstage } from './commands.ts';

/** The world as it is: money, effects and the proof that no effect happened twice. Money in 厘. */
export function stateOf({ stage, faults, traffic, outside, printer }: Backstage) {
  tellDueInterceptions(stage);
  tellDueDeliveries(stage);
  const count = (text: string): number => stage.sql<{ n: number | null }>(text).get()?.n ?? 0;
  /** Effects beyond the first for the same thing. */
  const beyondFirst = (table: string, same: string, where = '1'): number =>
    count(`SELECT sum(n - 1) AS n FROM (SELECT count(*) AS n FROM ${table} WHERE ${where} GROUP BY ${same})`);
  const accounts = stage.sql<AccountRow>('SELECT account_id, name, suspended FROM accounts ORDER BY account_id').all();
  return {
    seed: stage.seed,
    now: stage.now(),
    dayStart: stage.kept.number('day-start', 0),
    network: outside.isOpen() ? 'on' : 'off',
    requests: traffic.requests,
    faults: faults.left(),
    accounts: accounts.map((row) => accountState(stage, row)),
    orders: count('SELECT count(*) AS n FROM orders'),
    interceptions: { told: count('SELECT count(*) AS n FROM interceptions'), planned: count('SELECT count(*) AS n FROM planned_interceptions') },
    deliveries: {
      delivered: count("SELECT count(*) AS n FROM delivery_reports WHERE state = 'delivered'"),
      failed: count("SELECT count(*) AS n FROM delivery_reports WHERE state = 'failed'"),
      planned: count('SELECT count(*) AS n FROM planned_deliveries'),
    },
    effects: {
      sync: count("SELECT count(*) AS n FROM conversions WHERE kind = 'sync'"),
      trace: count("SELECT count(*) AS n FROM conversions WHERE kind = 'trace'"),
      messages: count('SELECT count(*) AS n FROM messages'),
      bindings: count('SELECT count(*) AS n FROM bindings'),
      unbound: count('SELECT count(*) AS n FROM bindings WHERE unbound = 1'),
      writeBacks: count('SELECT count(*) AS n FROM write_backs'),
    },
    /** How many of the messages and bindings a cloud provider did; the others are 云信留客's. */
    effectsOfClouds: stage
      .sql<{ provider: string; effects: number }>(
        'SELECT provider, count(*) AS effects FROM (SELECT provider FROM cloud_messages UNION ALL SELECT provider FROM cloud_bindings) GROUP BY provider ORDER BY provider',
      )
      .all(),
    /** 隐私号 that still join two phones, the newest first. */
    liveBindings: stage.sql<{ x: string; key: string; until: number }>('SELECT x, customer_data AS key, until FROM bindings WHERE unbound = 0 AND until > ? ORDER BY binding_id DESC LIMIT 200').all(stage.now()),
    /** All 0 as long as nothing happened twice. */
    duplicates: {
      sync: beyondFirst('conversions', 'account_id, original', "kind = 'sync'"),
      trace: beyondFirst('conversions', 'account_id, original', "kind = 'trace'"),
      messages: beyondFirst('messages', 'account_id, phone, text'),
      bindings: beyondFirst('bindings', 'account_id, customer_data', "customer_data <> '' AND unbound = 0"),
      writeBacks: beyondFirst('write_backs', 'account_id, original'),
      captures: beyondFirst('captures', 'account_id, key', "coalesce(refund_reason, '') <> 'captured-before'"),
    },
    arrivals: { told: count('SELECT count(*) AS n FROM arrivals WHERE station_id IS NOT NULL'), planned: count('SELECT count(*) AS n FROM arrivals WHERE station_id IS NULL') },
    /** What the print component has put on paper since the world was started, the oldest first. */
    printed: printer.printed(),
    optOuts: count('SELECT count(*) AS n FROM opt_outs'),
    /** Messages that went out to somebody who had opted out before; one may be on its way in the seconds around it. */
    messagesAfterOptOut: count('SELECT count(*) AS n FROM messages JOIN opt_outs USING (phone) WHERE messages.at > opt_outs.at + 5000'),
    /** Write-backs of a number that no conversion had given yet. */
    writeBacksBeforeConversion: count('SELECT count(*) AS n FROM write_backs WHERE converted = 0'),
    capturesRefundedAsSecond: count("SELECT count(*) AS n FROM captures WHERE refund_reason = 'captured-before'"),
    capturesRefundedAsFailed: count("SELECT count(*) AS n FROM captures WHERE refund_reason = 'reported'"),
    /** Journal entries that moved no money and wait for a person, by reason. */
    reviews: stage.sql<{ reason: string; count: number }>('SELECT reason, count(*) AS count FROM reviews GROUP BY reason ORDER BY reason').all(),
    /** What providers refused, by their own code: wrong signatures are BAD_SIGNATURE, 000002, -3, SignatureDoesNotMatch, AuthFailure.SignatureFailure, 1023033 and 503. */
    refusals: stage.sql<{ provider: string; code: string; times: number }>('SELECT provider, code, times FROM refusals ORDER BY provider, code').all(),
    signatureFailures: count("SELECT sum(times) AS n FROM refusals WHERE code IN ('BAD_SIGNATURE', 'BAD_APP', 'STALE', '000001', '000002', '000003', '-3', 'SignatureDoesNotMatch', 'InvalidAccessKeyId.NotFound', 'InvalidTimeStamp.Expired', 'AuthFailure.SignatureFailure', 'AuthFailure.SecretIdNotFound', 'AuthFailure.SignatureExpire', '1023033', '1010003', '1010013', '503')"),
  };
}

type AccountRow = { account_id: string; name: string; suspended: number };

function accountState(stage: Stage, { account_id, name, suspended }: AccountRow) {
  return {
    accountId: account_id,
    name,
    suspended: suspended === 1,
    ...booksOf(stage, account_id),
    conservation: conservation(stage, account_id),
    stations: stage.sql<StationState>(STATIONS).all(account_id),
  };
}

type StationState = { stationId: string; name: string; epoch: number; entries: number; lent: number; captured: number; escrow: number };
const STATIONS = `
  SELECT s.station_id AS stationId, s.name, s.epoch,
    (SELECT count(*) FROM journal j WHERE j.station_id = s.station_id) AS entries,
    (SELECT coalesce(sum(amount), 0) FROM leases l WHERE l.station_id = s.station_id) AS lent,
    (SELECT coalesce(sum(captured), 0) FROM leases l WHERE l.station_id = s.station_id) AS captured,
    (SELECT coalesce(sum(amount - captured), 0) FROM leases l WHERE l.station_id = s.station_id AND l.state <> 'closed') AS escrow
  FROM stations s WHERE s.account_id = ? ORDER BY s.name`;
