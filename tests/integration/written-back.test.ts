import { expect, test } from 'vitest';
import { CallFailed } from '../../src-main/account/call-failed.ts';
import { perform } from '../../src-main/flow/perform.ts';
import { exceptionRows } from '../../src-main/flow/screen/exceptions.ts';
import { entitled } from '../../src-main/station/entitled.ts';
import { createProblems } from '../../src-main/station/problems.ts';
import { NOWHERE } from '../../src-main/store/secret-place.ts';
import { fakeAccount } from '../support/fake-account.ts';
import { act, scanned } from '../support/forwarded-parcel.ts';
import { answered, fakeSend } from '../support/fake-send.ts';
import { expectSoundBooks, works } from '../support/station.ts';

const noOrder = new CallFailed('api-refused', 'writeBack HTTP 404 no-order', { effect: 'none', problem: 'no-order', status: 404 });
const lost = new CallFailed('api-unreachable', 'writeBack', { effect: 'unknown' });

/** A converted parcel whose number is to be written back, at an account API that keeps its first answer to a key for ever. */
function writing() {
  const b = scanned();
  const kept = new Map<string, () => { writeBackId: string; at: number }>();
  const api = { answers: (): { writeBackId: string; at: number } => { throw noOrder; }, isLost: false };
  const { client, asked } = fakeAccount({
    writeBack: (_, { key = '' }) => {
      const answer = kept.get(key) ?? api.answers;
      kept.set(key, answer);
      if (api.isLost) throw lost;
      return answer();
    },
  });
  const { providers } = entitled(b.store(), NOWHERE, createProblems(() => undefined));
  const { send } = fakeSend(() => answered(500, ''));
  const call = async (): Promise<void> => {
    for (const claim of b.claims()) b.settle(claim, claim.job.kind === 'write-back' ? await perform({ flow: b.flow(), client, askOrder: () => Promise.reject(new Error('nobody is asked')), send, providers, known: () => true }, claim, async (_claim, _ofNow, bind) => bind()) : works(claim));
  };
  return { b, api, call, keys: () => new Set(asked.map(({ options }) => options.key)).size, requests: () => new Set(asked.map(({ request }) => JSON.stringify(request))).size };
}

test('what was refused is asked for again once a person has cured why, under a key that no refusal is kept of', async () => {
  const { b, api, call, keys, requests } = writing();
  await call();
  await call();
  expect(exceptionRows(b.flow())).toMatchObject([{ kind: 'write-back', error: 'provider-refused-parcel', proposed: 'retry' }]);
  act(b, 'write-back', 'retry');
  await call();
  expect(b.job('write-back').state).toBe('parked');
  api.answers = () => ({ writeBackId: 'wb-1', at: 1 });
  act(b, 'write-back', 'retry');
  await call();
  expect(b.job('write-back').state).toBe('done');
  expect([keys(), requests()]).toEqual([3, 1]);
  expectSoundBooks(b.store());
});

test('an answer that was lost is asked for again under the same key', async () => {
  const { b, api, call, keys } = writing();
  await call();
  await call();
  act(b, 'write-back', 'retry');
  api.answers = () => ({ writeBackId: 'wb-1', at: 1 });
  api.isLost = true;
  await call();
  expect(b.job('write-back').state).toBe('unknown');
  api.isLost = false;
  b.time.now += 10_000;
  await call();
  expect(b.job('write-back').state).toBe('done');
  expect(keys()).toBe(2);
});
