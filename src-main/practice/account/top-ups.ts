import { randomUUID } from 'node:crypto';
import type { TopUp } from '../../../src-shared/contract/money.ts';
import type { Stage } from '../stage/stage.ts';
import { book } from './books.ts';
import type { Plays } from './call.ts';
import { Refusal } from './refusal.ts';

export type TopUpRow = { top_up_id: string; account_id: string; amount: number; channel: TopUp['channel']; state: TopUp['state']; secret: string; expires_at: number };

const EXPIRES_AFTER = 15 * 60_000;

const find = (stage: Stage, topUpId: string): TopUpRow | undefined => stage.sql<TopUpRow>('SELECT * FROM top_ups WHERE top_up_id = ?').get(topUpId);

/** Where a phone pays it; the secret keeps anybody from guessing it. */
export const paymentUrl = (stage: Stage, row: TopUpRow): string => `${stage.origin()}/pay/${row.top_up_id}?k=${row.secret}`;

const told = (stage: Stage, row: TopUpRow): TopUp => ({
  topUpId: row.top_up_id, amount: row.amount, channel: row.channel, state: row.state, qr: paymentUrl(stage, row), expiresAt: row.expires_at,
});

/** 充值: the same request id is the same top-up. */
export const playCreateTopUp: Plays<'createTopUp'> = ({ stage, request, caller }) => {
  const known = stage.sql<TopUpRow>('SELECT * FROM top_ups WHERE account_id = ? AND request_id = ?').get(caller.accountId, request.requestId);
  if (known) {
    if (known.amount !== request.amount || known.channel !== request.channel) throw new Refusal(409, 'idempotency-conflict', 'requestId');
    return told(stage, known);
  }
  const id = `top-up-${randomUUID()}`;
  stage
    .sql("INSERT INTO top_ups (top_up_id, account_id, request_id, amount, channel, state, secret, expires_at) VALUES (?,?,?,?,?,'pending',?,?)")
    .run(id, caller.accountId, request.requestId, request.amount, request.channel, stage.secret(`pay ${id}`).slice(0, 24), stage.now() + stage.kept.number('top-up-expires-after', EXPIRES_AFTER));
  return told(stage, find(stage, id) as TopUpRow);
};

export const playTopUp: Plays<'topUp'> = ({ stage, caller, param }) => told(stage, mine(stage, caller.accountId, param('topUpId')));

/** Closing can lose against a payment: then the answer says `paid`, which is the final state and no failure. */
export const playCloseTopUp: Plays<'closeTopUp'> = ({ stage, caller, param }) => {
  const row = mine(stage, caller.accountId, param('topUpId'));
  if (row.state !== 'pending') return told(stage, row);
  return told(stage, move(stage, row, 'closed'));
};

/** The account's top-up, expired by now if its time is over. Throws a 404 `top-up-unknown`. */
function mine(stage: Stage, accountId: string, topUpId: string): TopUpRow {
  const row = find(stage, topUpId);
  if (!row || row.account_id !== accountId) throw new Refusal(404, 'top-up-unknown');
  return row.state === 'pending' && row.expires_at <= stage.now() ? move(stage, row, 'expired') : row;
}

function move(stage: Stage, row: TopUpRow, state: TopUp['state']): TopUpRow {
  stage.sql('UPDATE top_ups SET state = ? WHERE top_up_id = ?').run(state, row.top_up_id);
  return { ...row, state };
}

/** The top-up behind a payment page, or null where the secret is not its own. */
export function payable(stage: Stage, topUpId: string, secret: string): TopUpRow | null {
  const row = find(stage, topUpId);
  return row && row.secret === secret ? row : null;
}

export const topUpById = find;

/**
 * The phone has paid: state and balance change together. Money that arrives after a close or an expiry is still credited,
 * and paying twice credits once. True where this payment was the one that counted.
 */
export function pay(stage: Stage, row: TopUpRow): boolean {
  return stage.atomically(() => {
    const paid = stage.sql("UPDATE top_ups SET state = 'paid' WHERE top_up_id = ? AND state IN ('pending', 'closed', 'expired')").run(row.top_up_id);
    if (paid.changes === 0) return false;
    book(stage, row.account_id, 'top-up', row.amount);
    return true;
  });
}
