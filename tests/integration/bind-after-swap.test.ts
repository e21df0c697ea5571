import { expect, test } from 'vitest';
import type { Outgoing, Sent } from '../../src-main/egress/egress.ts';
import { mayCall } from '../../src-main/flow/may-call.ts';
import { perform } from '../../src-main/flow/perform.ts';
import { bindingOnce } from '../../src-main/flow/provider/binding-once.ts';
import { namedProviders } from '../../src-main/flow/provider/named.ts';
import { claimReady } from '../../src-main/flow/queue/claim.ts';
import { cardOf } from '../../src-main/flow/screen/cards.ts';
import type { Entitlements, Provider } from '../../src-shared/contract/parcels.ts';
import { LOST, NOT_SENT, answered, fakeSend, json } from '../support/fake-send.ts';
import { aParcel, aProvider, entitlementsWith } from '../support/samples.ts';
import { NOON, bench, expectSoundBooks } from '../support/station.ts';
import { safe } from '../support/two-providers.ts';
import { isSettled, wholeStation, world } from '../support/whole-station.ts';

const NO_SUCH_JOB = answered(404, JSON.stringify({ type: 'about:blank', title: 'no-such-job', status: 404, code: 'no-such-job' }));
const isOfGateway = ({ url }: Outgoing): boolean => url.startsWith('https://gateway.example');

/** Privacy numbers by one provider, all else by those of always. */
function boundBy(version: number, provider: Provider): Entitlements {
  const told = entitlementsWith({ version });
  return { ...told, services: { ...told.services, privacy: { ...told.services.privacy, provider } } };
}

/** A number whose bind got this answer from the gateway, which needs no contact; after that 云信留客, whose credential names one, is to bind it. */
async function swapped(first: Sent, found: Sent) {
  const w = world();
  w.state.orders.push(aParcel({ target: null }));
  w.state.entitlements = boundBy(1, aProvider('gateway'));
  w.play.provider = () => first;
  const credentials = safe();
  const before = wholeStation({ world: w, credentials });
  before.station.start();
  const { scanId } = await before.station.scan(aParcel().number);
  await before.until(scanId, ({ jobs }) => jobs[0]?.state === 'unknown' || jobs[0]?.waits === 'offline');
  before.station.pause(true);
  await before.stop();
  w.state.entitlements = boundBy(2, aProvider('yunxinliuke-voice'));
  w.play.provider = (outgoing) => (isOfGateway(outgoing) ? found : w.provider(outgoing));
  const s = wholeStation({ world: w, dir: before.dir, credentials });
  return { ...s, scanId, binds: () => w.out.filter((outgoing) => !isOfGateway(outgoing)).length, goOn(): void {
    s.station.start();
    s.station.pause(false);
  } };
}

test.each([['never left for', NOT_SENT], ['was never heard of by', LOST]])('a bind that %s who bound numbers before goes to who does it now, for its store\'s contact there', async (_, first) => {
  const s = await swapped(first, NO_SUCH_JOB);
  s.goOn();
  await s.until(s.scanId, isSettled);
  expect([s.binds(), s.station.exceptions()]).toEqual([1, []]);
  expectSoundBooks(s.store);
});

test('one that may have been done there is a person\'s, and nobody else binds it', async () => {
  const s = await swapped(LOST, answered(500));
  for (let n = 10; n <= 17; n += 1) s.store.sql("INSERT INTO attempts (job_id, attempt, purpose, claim, started_at, outcome, provider) SELECT job_id, ?, 'look-up', 'c', 1, 'unknown', provider FROM attempts WHERE attempt = 1").run(n);
  s.store.sql("UPDATE jobs SET attempts = 17 WHERE kind = 'privacy'").run();
  s.goOn();
  await expect.poll(() => s.station.exceptions()).toHaveLength(1);
  const [{ error = 'internal', held = 0 } = {}] = s.station.exceptions();
  expect([error, held, s.binds()]).toEqual(['provider-outcome-unknown', 200, 0]);
  expectSoundBooks(s.store);
});

test.each<readonly [string, Sent]>([
  ['never left', NOT_SENT],
  ['was refused for its set-up', answered(403)],
])('one that the provider of before has after all, and whose call at another one %s, is for the parcel that it was bound for', async (_, there) => {
  const b = bench();
  b.lend(10_000);
  b.flow().parcels.put(aParcel({ target: null }));
  b.scan(aParcel().number);
  const providers = namedProviders(b.store(), safe());
  let provider = 0;
  const swapTo = (kind: string): void => {
    const told = boundBy(1, aProvider(kind));
    [provider = 0] = providers.note([['privacy', told.services.privacy.provider]]);
    b.setEntitlements(told);
  };
  const gateway = { answer: (): Sent => LOST };
  const { send } = fakeSend((outgoing) => (isOfGateway(outgoing) ? gateway.answer() : there));
  const binding = bindingOnce(b.flow().bindings, () => b.time.now);
  async function run(turns: number): Promise<void> {
    for (let n = 0; n < turns; n += 1) {
      b.time.now = Math.max(b.time.now, b.job('privacy').ready_at ?? 0);
      for (const claim of claimReady(b.store(), b.time.now, () => 9, () => b.flow().newId(), (one) => mayCall(b.flow(), one), { current: () => provider })) {
        b.settle(claim, await perform({ flow: b.flow(), client: world().client, askOrder: () => Promise.reject(new Error('nobody is asked')), send, providers, known: () => true }, claim, binding));
      }
    }
  }
  swapTo('gateway');
  await run(1);
  gateway.answer = () => NO_SUCH_JOB;
  await run(2);
  expect(b.job('privacy').state).toBe('waiting');
  swapTo('yunxinliuke-voice');
  await run(1);
  gateway.answer = () => json({ state: 'done', result: { kind: 'binding', number: '17000000001', until: NOON + 30 * 86_400_000, reference: 'gw-1' } });
  swapTo('gateway');
  if (b.job('privacy').state === 'parked') b.decide(b.job('privacy').id, 'retry');
  await run(3);
  expect(b.job('privacy')).toMatchObject({ state: 'done', charged: 200 });
  expect(cardOf(b.flow(), 1)?.privacyNumber).toMatchObject({ number: '17000000001' });
  expectSoundBooks(b.store());
});
