import type { Stage } from '../stage/stage.ts';

/** A token is good in its half hour and in the next. */
const PERIOD = 30 * 60_000;

/** The number of the half hour: the entitlements' version moves with it, so that clients hear of the next token. */
export const gatewayPeriod = (stage: Stage): number => Math.floor(stage.now() / PERIOD);

/** The short-lived token of an account's gateway. It says nothing of the account, and no other world's fits. */
export const gatewayToken = (stage: Stage, accountId: string, period: number): string => `gw-${stage.secret(`gateway ${accountId} ${period}`).slice(0, 40)}`;

/** Whose token it is now; null for one that is nobody's or has run out. */
export function accountOfToken(stage: Stage, token: string): string | null {
  const now = gatewayPeriod(stage);
  const accounts = stage.sql<{ account_id: string }>('SELECT account_id FROM accounts').all();
  return accounts.find(({ account_id }) => [now, now - 1].some((period) => gatewayToken(stage, account_id, period) === token))?.account_id ?? null;
}
