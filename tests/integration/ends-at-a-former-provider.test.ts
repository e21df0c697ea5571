import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { Outgoing, Sent } from '../../src-main/egress/egress.ts';
import { namedProviders } from '../../src-main/flow/provider/named.ts';
import { createPace } from '../../src-main/flow/queue/pace.ts';
import type { Outcome } from '../../src-main/flow/queue/task.ts';
import { createWork } from '../../src-main/flow/work.ts';
import { answered, fakeSend, json } from '../support/fake-send.ts';
import { pass } from '../support/played-queue.ts';
import { aParcel, aProvider, entitlementsWith } from '../support/samples.ts';
import { OUTCOMES, bench } from '../support/station.ts';
import { safe } from '../support/two-providers.ts';
import { world } from '../support/whole-station.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

const A_DAY = 86_400_000;
const { number } = aParcel();
const refused = (status: number, code: string): Sent => answered(status, JSON.stringify({ type: 'about:blank', title: code, status, code }));
const GONE: readonly (readonly [string, (outgoing: Outgoing) => Sent])[] = [
  ['takes its credential no more', () => refused(401, 'token-invalid')],
  ['does its service no more', () => refused(403, 'service-off')],
  ['says each time that it is too much for this minute', () => answered(429, '', { retryAfter: 60_000 })],
];

/** What else a call needs, and whether the station is told of what fails. */
type May = { isHeard: boolean; mark: () => void; failed: (error: unknown) => void };

/** A privacy number of the gateway that is to be ended, and the account API names another provider. Time passes with the queue's own work. */
async function swapped(credentials: 'kept' | 'lost' = 'kept') {
  const b = bench();
  b.lend(10_000);
  b.flow().parcels.put(aParcel({ target: null }));
  b.scan(number);
  const told = entitlementsWith();
  const named = (kind: string) => ({ ...told.services.privacy, provider: aProvider(kind) });
  const before = namedProviders(b.store(), safe());
  const [provider = 0] = before.note([['privacy', named('gateway').provider]]);
  const [bind] = b.claims();
  if (!bind) throw new Error('nothing was claimed');
  b.settle({ ...bind, provider }, { ...OUTCOMES.bound(), pair: 'a:b' } as Outcome);
  const providers = credentials === 'kept' ? before : namedProviders(b.store(), safe());
  providers.note([['privacy', named('huawei-axb').provider]]);
  b.setEntitlements({ ...told, services: { ...told.services, privacy: named('huawei-axb') } });
  b.flow().bindings.release(number, b.time.now);
  const network: { answer: (outgoing: Outgoing) => Sent } = { answer: () => answered(500) };
  const may: May = { isHeard: true, mark: () => undefined, failed: (error) => { throw error; } };
  const work = createWork({
    flow: b.flow(), client: world().client, askOrder: () => Promise.reject(new Error('nobody is asked')), send: fakeSend((outgoing) => network.answer(outgoing)).send, providers,
    pace: createPace(() => b.time.now, () => 0.5), changed: () => undefined, failed: (error) => may.failed(error), heard: () => undefined,
    deskBusy: () => false, standsStill: () => null, unheard: () => (may.isHeard ? null : 'platform'), mark: async () => may.mark(),
  });
  onTestFinished(() => work.stop(0));
  work.start();
  return {
    network,
    may,
    now: () => b.time.now,
    unbind: () => b.job('unbind'),
    /** The account API names the one of before again. */
    back(): void {
      providers.note([['privacy', named('gateway').provider]]);
      b.setEntitlements({ ...told, services: { ...told.services, privacy: named('gateway') } });
      b.flow().jobs.putOffNoMore('unbind', b.time.now);
      work.providersChanged(['privacy', 'unbind'], ['privacy', 'unbind']);
    },
    /** Until nothing is ready in so many ms any more; what was to come by then has come. */
    async goOn(ms: number): Promise<void> {
      const until = b.time.now + ms;
      for (let next = b.time.now; next <= until; next = Math.max(b.time.now + 1_000, b.job('unbind').ready_at ?? Infinity)) {
        b.time.now = next;
        work.wake();
        await pass(200);
      }
      b.time.now = until;
    },
  };
}

test.each(GONE)('a number of a provider that was there before and %s is tried now and then, and ends once it can be', async (_, answer) => {
  const s = await swapped();
  s.network.answer = answer;
  await s.goOn(A_DAY);
  expect(s.unbind()).toMatchObject({ state: 'waiting' });
  expect(s.unbind().attempts).toBeGreaterThan(20);
  expect(s.unbind().attempts).toBeLessThan(75);
  s.network.answer = () => json({ reference: '17000000001' });
  await s.goOn(3_600_000);
  expect(s.unbind().state).toBe('done');
});

test('one whose provider\'s credential is lost is looked at now and then', async () => {
  const s = await swapped('lost');
  await s.goOn(A_DAY);
  expect(s.unbind()).toMatchObject({ state: 'waiting', waits: 'retry' });
  expect(s.unbind().attempts).toBeGreaterThan(20);
  expect(s.unbind().attempts).toBeLessThan(75);
});

test('one that may have ended is looked at as soon as its provider does the service again: a parcel to the same two waits for that', async () => {
  const s = await swapped();
  await s.goOn(0);
  expect(s.unbind().state).toBe('unknown');
  s.network.answer = () => answered(429, '', { retryAfter: 60_000 });
  await s.goOn(A_DAY);
  expect(s.unbind().state).toBe('unknown');
  s.network.answer = () => json({ reference: '17000000001' });
  s.back();
  await s.goOn(2_000);
  expect(s.unbind().state).toBe('done');
});

test.each<readonly [string, (may: May) => void]>([
  ['whose mark can\'t be kept', (may) => Object.assign(may, { mark: () => { throw new Error('full'); }, failed: () => undefined })],
  ['that is overtaken before it leaves', (may) => (may.mark = () => (may.isHeard = false))],
])('a call %s is none: its number waits no longer for it', async (_, keptBack) => {
  const s = await swapped();
  s.network.answer = () => refused(401, 'token-invalid');
  await s.goOn(A_DAY);
  const { attempts, ready_at } = s.unbind();
  keptBack(s.may);
  await s.goOn((ready_at ?? 0) - s.now());
  expect(s.unbind().attempts).toBe(attempts + 1);
  expect((s.unbind().ready_at ?? 0) - s.now()).toBeLessThan(60_001);
});
