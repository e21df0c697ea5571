import { isUnsafe, type ErrorCode } from '../../../../src-shared/errors/codes.ts';
import type { AccountClient } from '../../../account/client.ts';
import { CallFailed } from '../../../account/call-failed.ts';
import type { Outcome, Task } from '../../queue/task.ts';
import { unsafe } from '../adapter.ts';

const PAUSES: readonly ErrorCode[] = ['account-suspended', 'service-disabled', 'agreement-required', 'must-change-password', 'not-allowed'];
const PAUSE = 60_000;

/**
 * 回传: the platform's order learns the new number, through the account API. The same Idempotency-Key answers the first
 * result again, so asking whether it happened is asking again with the same key. A refusal is such a result as well: after each of
 * so many `refusals` the key is another one, over a restart too, or what a person has cured would be refused for ever. The request's own id still makes it one.
 */
export async function writeBack(client: AccountClient, task: Task, refusals: number): Promise<Outcome> {
  if (!task.conversion) return { kind: 'refused', act: 'person', about: 'no new number' };
  try {
    const { writeBackId } = await client.call(
      'writeBack',
      {
        requestId: task.key, orderNumber: task.orderNumber, platform: task.platform,
        original: task.number, replacement: task.conversion.number, courier: task.conversion.courier,
      },
      { key: refusals === 0 ? task.key : `${task.key}:${refusals}` },
    );
    return { kind: 'done', result: { kind: 'reference', reference: writeBackId } };
  } catch (error) {
    if (!(error instanceof CallFailed)) return { kind: 'unknown', about: 'failed' };
    if (error.effect === 'unknown') return { kind: 'unknown', about: error.message };
    // It is the account that may not at the moment, not this parcel that is wrong: the work waits (account-api.md, 403).
    if (PAUSES.includes(error.code)) return { kind: 'later', why: 'stopped', after: error.retryAfter ?? PAUSE, about: error.message };
    if (isUnsafe(error.code)) return unsafe(error.code, error.message);
    if (error.code === 'api-unreachable' || error.code === 'session-expired') return { kind: 'later', why: 'offline', after: null, about: error.message };
    if (error.code === 'api-busy') return { kind: 'later', why: 'limited', after: error.retryAfter, about: error.message };
    // Without the API's own reason it was not the parcel that was refused: a redirect, or a page of somebody in between.
    return { kind: 'refused', act: error.problem === null ? 'platform' : 'person', about: error.message };
  }
}
