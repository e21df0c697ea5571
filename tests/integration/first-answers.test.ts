import { expect, test } from 'vitest';
import { createOpening } from '../../src-main/station/opening.ts';
import { renew } from '../../src-main/flow/ledger/renewal.ts';
import { writeBack } from '../../src-main/flow/provider/write-back/write-back.ts';
import type { AccountClient } from '../../src-main/account/client.ts';
import { client, failureOf } from '../support/account-client.ts';
import { problemOf, reply, type Heard } from '../support/account-server.ts';
import { aTask } from '../support/samples.ts';
import { NOON, bench } from '../support/station.ts';

type Answer = { readonly status: number; readonly body: unknown };
const refusal = (status: number, code = 'x'): Answer => ({ status, body: problemOf(status, code) });

/** An account API that gives its first answer to a key for ever, byte for byte, whatever it was, and loses it where the test says so. */
async function firstAnswers(well: (body: Record<string, never>) => unknown) {
  const answers = new Map<string, Answer>();
  const api: { says: Answer | null; loses: boolean } = { says: null, loses: false };
  const made = await client(({ headers, body, socket }, response) => {
    const key = headers['idempotency-key'] as string;
    const answer = answers.get(key) ?? api.says ?? { status: 200, body: well(JSON.parse(body) as Record<string, never>) };
    answers.set(key, answer);
    if (api.loses) return void socket.resetAndDestroy();
    reply(response, answer.status, answer.body);
  });
  const one = (field: (heard: Heard) => unknown): number => new Set(made.heard.map((heard) => JSON.stringify(field(heard)))).size;
  return { ...made, api, keys: () => one(({ headers }) => headers['idempotency-key']), bodies: () => one(({ body }) => body) };
}

const REFUSALS: readonly Answer[] = [refusal(403, 'account-suspended'), refusal(409, 'station-not-open'), refusal(429), refusal(500), { status: 503, body: '<html>' }, { status: 200, body: '<html>' }];

function lending(api: AccountClient) {
  const b = bench();
  const ask = (): Promise<boolean> =>
    renew({
      store: b.store(), ledger: b.flow().ledger, client: api, stationId: 'st-1', now: () => b.time.now, told: () => b.time.now, followed: () => true,
      balance: () => 1_000_000, needed: () => 0, anyFor: () => true, closedThere: () => [], cheapest: () => 45, granted: () => undefined, asking: { may: () => true, asked: () => undefined },
    });
  return { b, ask };
}
const lent = ({ grantId, amount }: Record<string, never>): unknown => ({ leaseId: 'lease-1', grantId, amount, spendUntil: NOON + 86_400_000, priceVersion: 1 });

test.each(REFUSALS)('a lease is lent once the API lends, whatever it answered before: %j', async (before) => {
  const s = await firstAnswers(lent);
  const { b, ask } = lending(s.client);
  s.api.says = before;
  await failureOf(ask());
  await failureOf(ask());
  s.api.says = null;
  expect(await ask()).toBe(true);
  // Its id makes it one request all the same.
  expect([b.flow().ledger.left(NOON), s.keys(), s.bodies()]).toEqual([20_000, 3, 1]);
});

test('one whose answer was lost is asked for under its key, also one that an answer had changed', async () => {
  const s = await firstAnswers(lent);
  const { ask } = lending(s.client);
  s.api.loses = true;
  await failureOf(ask());
  await failureOf(ask());
  expect(s.keys()).toBe(1);
  s.api.loses = false;
  expect(await ask()).toBe(true);
  expect(s.keys()).toBe(1);
  const other = await firstAnswers(lent);
  const later = lending(other.client);
  other.api.says = refusal(429);
  await failureOf(later.ask());
  other.api.says = null;
  other.api.loses = true;
  await failureOf(later.ask());
  other.api.loses = false;
  expect(await later.ask()).toBe(true);
  expect([other.keys(), other.heard.length]).toEqual([2, 3]);
});

test.each(REFUSALS)('a station registers once the API takes it, whatever it answered before: %j', async (before) => {
  const b = bench();
  const s = await firstAnswers((asked) => ('deviceId' in asked ? { stationId: 'st-1', name: asked['name'] } : { epoch: 1, reason: 'first', lastSequence: 0 }));
  const nothing = (): undefined => undefined;
  const { open } = createOpening({ flow: b.flow(), client: s.client, device: { id: 'device-1', name: '工位' }, nonce: 'nonce-1', behind: () => false, freed: nothing, opened: nothing, copied: nothing, older: nothing });
  s.api.says = before;
  await failureOf(open());
  s.api.says = null;
  expect(await open()).toBe('st-1');
  expect(new Set(s.heard.filter(({ path }) => path === '/v1/stations').map(({ body }) => body)).size).toBe(1);
});

test.each([refusal(403, 'account-suspended'), refusal(429), refusal(500)])('a shipment is written back once the API takes it, whatever it answered before: %j', async (before) => {
  const s = await firstAnswers(() => ({ writeBackId: 'wb-1', at: 1 }));
  const task = aTask({ kind: 'write-back', key: 'acct:SF1234567890123:write-back', conversion: { number: 'YT9876543210987', courier: 'yto' } });
  s.api.says = before;
  expect((await writeBack(s.client, task, 0)).kind).not.toBe('done');
  s.api.says = null;
  expect((await writeBack(s.client, task, 0)).kind).toBe('done');
  expect([s.keys(), s.bodies()]).toEqual([2, 1]);
});
