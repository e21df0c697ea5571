import { describe, expect, test } from 'vitest';
import { CallFailed } from '../../../src-main/account/call-failed.ts';
import type { AccountClient } from '../../../src-main/account/client.ts';
import { writeBack } from '../../../src-main/flow/provider/write-back/write-back.ts';
import type { Outcome } from '../../../src-main/flow/queue/task.ts';
import type { ErrorCode } from '../../../src-shared/errors/codes.ts';
import { aTask } from '../../support/samples.ts';

const task = aTask({ kind: 'write-back', key: 'acct:SF1234567890123:write-back', conversion: { number: 'YT9876543210987', courier: 'yto' } });

function client(answer: () => unknown) {
  const calls: unknown[][] = [];
  const call = async (...asked: unknown[]): Promise<unknown> => {
    calls.push(asked);
    return answer();
  };
  return { calls, client: { call } as unknown as AccountClient };
}
const failing = (error: unknown): AccountClient =>
  client(() => {
    throw error;
  }).client;
const failed = (code: ErrorCode, effect: 'none' | 'unknown', over: { problem?: string; retryAfter?: number } = {}): CallFailed => new CallFailed(code, 'writeBack', { effect, ...over });

test('the order learns both numbers and the courier, under the key of the job', async () => {
  const { client: api, calls } = client(() => ({ writeBackId: 'wb-1', at: 1 }));
  expect(await writeBack(api, task, 0)).toEqual({ kind: 'done', result: { kind: 'reference', reference: 'wb-1' } });
  expect(calls).toEqual([
    [
      'writeBack',
      { requestId: task.key, orderNumber: 'order-1', platform: 'taobao', original: 'SF1234567890123', replacement: 'YT9876543210987', courier: 'yto' },
      { key: task.key },
    ],
  ]);
});

test('without a new number nothing is called', async () => {
  const { client: api, calls } = client(() => ({}));
  expect(await writeBack(api, { ...task, conversion: null }, 0)).toMatchObject({ kind: 'refused', act: 'person' });
  expect(calls).toEqual([]);
});

describe('a failure', () => {
  test.each<readonly [string, unknown, Partial<Outcome>]>([
    ['never left', failed('api-unreachable', 'none'), { kind: 'later', why: 'offline', after: null }],
    ['was stopped by a certificate', failed('server-untrusted', 'none'), { kind: 'later', why: 'unsafe', code: 'server-untrusted', after: 60_000 }],
    ['was lost', failed('api-unreachable', 'unknown'), { kind: 'unknown' }],
    ['was a 5xx', failed('api-busy', 'unknown'), { kind: 'unknown' }],
    ['was no answer of the contract', failed('api-schema', 'unknown'), { kind: 'unknown' }],
    ['was a 429', failed('api-busy', 'none', { retryAfter: 4_000 }), { kind: 'later', why: 'limited', after: 4_000 }],
    ['was the end of the session', failed('session-expired', 'none'), { kind: 'later', why: 'offline', after: null }],
    // account-api.md: a 403 stops the service and its jobs wait; the parcel is not to blame.
    ['was a suspended account', failed('account-suspended', 'none', { problem: 'account-suspended' }), { kind: 'later', why: 'stopped', after: 60_000 }],
    ['was a service that is off', failed('service-disabled', 'none', { problem: 'service-disabled' }), { kind: 'later', why: 'stopped', after: 60_000 }],
    ['was a suspended account for as long as it says', failed('account-suspended', 'none', { problem: 'account-suspended', retryAfter: 900_000 }), { kind: 'later', why: 'stopped', after: 900_000 }],
    ['was a new agreement', failed('agreement-required', 'none', { problem: 'agreement-required' }), { kind: 'later', why: 'stopped', after: 60_000 }],
    ['was a 409 or 422', failed('api-refused', 'none', { problem: 'order-shipped' }), { kind: 'refused', act: 'person' }],
    ['was refused without a reason', failed('api-refused', 'none'), { kind: 'refused', act: 'platform' }],
    ['was something else', new TypeError('x'), { kind: 'unknown' }],
  ])('that %s', async (_name, error, expected) => {
    expect(await writeBack(failing(error), task, 0)).toMatchObject(expected);
  });
});
