import { describe, expect, test } from 'vitest';
import type { Outgoing, Sent } from '../../src-main/egress/egress.ts';
import { perform } from '../../src-main/flow/perform.ts';
import { bindingOnce } from '../../src-main/flow/provider/binding-once.ts';
import { namedProviders } from '../../src-main/flow/provider/named.ts';
import { cardOf } from '../../src-main/flow/screen/cards.ts';
import { exceptionRows } from '../../src-main/flow/screen/exceptions.ts';
import { release } from '../../src-main/flow/steps.ts';
import type { Parcel, Provider } from '../../src-shared/contract/parcels.ts';
import { LOST, answered, fakeSend, json } from '../support/fake-send.ts';
import { PHONE, aParcel, aProvider, entitlementsWith } from '../support/samples.ts';
import { NOON, bench, expectSoundBooks } from '../support/station.ts';
import { safe } from '../support/two-providers.ts';
import { world } from '../support/whole-station.ts';

const OTHER = '13900000000';
const CONTACT = '15900002222';
const OTHER_CONTACT = '15900003333';
const { number } = aParcel();

/** A provider that knows a binding by its three numbers; a bind whose answer a test loses has happened, an end has not. */
function voice() {
  const live: string[] = [];
  let last = 17_000_000_000;
  return {
    live,
    lost: { next: 0 },
    answer({ url, body }: Outgoing): Sent {
      const { middleNumber, bindNumberA: a, bindNumberB: b } = JSON.parse(body ?? '{}') as Record<string, string>;
      if (url.includes('/middleNumberUnbind/')) {
        if (this.lost.next > 0) return (this.lost.next -= 1, LOST);
        const at = live.indexOf(`${middleNumber} ${a} ${b}`);
        if (at >= 0) live.splice(at, 1);
        return json({ result: at >= 0 ? '000000' : '000013' });
      }
      const before = live.find((one) => one.endsWith(` ${a} ${b}`));
      const x = before?.slice(0, 11) ?? String((last += 1));
      if (!before) live.push(`${x} ${a} ${b}`);
      if (this.lost.next > 0) return (this.lost.next -= 1, LOST);
      return json({ result: before ? '000012' : '000000', middleNumber: x });
    },
  };
}

/** A parcel behind a privacy number, with the calls made as they are made in the program. */
function desk(kind: string, answer: (outgoing: Outgoing) => Sent) {
  const b = bench();
  b.lend(100_000);
  const network = fakeSend(answer);
  const providers = namedProviders(b.store(), safe());
  let provider = 0;
  const named = (over: Partial<Provider> = {}): void => {
    const told = entitlementsWith();
    const privacy = { ...told.services.privacy, provider: aProvider(kind, over) };
    [provider = 0] = providers.note([['privacy', privacy.provider]]);
    b.setEntitlements({ ...told, services: { ...told.services, privacy } });
  };
  named();
  const binding = bindingOnce(b.flow().bindings, () => b.time.now);
  const told = (over: Partial<Parcel> = {}): Parcel => aParcel({ target: null, ...over });
  const tell = (phone: string, over: Partial<Parcel> = {}): void => b.flow().parcels.put(told({ ...over, recipient: { name: '张三', phone, region: '' } }));
  const readyAt = (): number | null => b.store().sql<{ at: number | null }>("SELECT min(ready_at) AS at FROM jobs WHERE state IN ('waiting', 'unknown')").get()?.at ?? null;
  /** Goes on until nothing is ready, or for so many turns. */
  async function run(turns = 40): Promise<void> {
    for (let at = readyAt(); at !== null && turns > 0; at = readyAt(), turns -= 1) {
      b.time.now = Math.max(b.time.now, at);
      for (const made of b.claims()) {
        const claim = { ...made, provider };
        b.settle(claim, await perform({ flow: b.flow(), client: world().client, askOrder: () => Promise.reject(new Error('nobody is asked')), send: network.send, providers, known: () => true }, claim, binding));
      }
    }
  }
  tell(PHONE);
  b.scan(number);
  return { b, named, tell, run, out: network.out, end: () => b.flow().bindings.release(number, b.time.now), expectSound: () => expectSoundBooks(b.store()) };
}
type Desk = ReturnType<typeof desk>;

const CHANGES: readonly (readonly [string, (d: Desk) => void])[] = [
  ['its order has another phone', ({ tell }) => tell(OTHER)],
  ['its number is another order\'s', ({ tell }) => tell(OTHER, { orderNumber: 'order-2' })],
  ['its store has another contact', ({ named }) => named({ credential: { ...aProvider('yunxinliuke-voice').credential, contact: OTHER_CONTACT } })],
];

describe.each(CHANGES)('a number that is to be ended when %s', (_, change) => {
  test('is not over because there is none of that: it ends by itself', async () => {
    const vendor = voice();
    const d = desk('yunxinliuke-voice', (outgoing) => vendor.answer(outgoing));
    await d.run();
    change(d);
    d.end();
    await d.run();
    expect(vendor.live).toEqual([`17000000001 ${PHONE} ${CONTACT}`]);
    expect(d.b.job('unbind')).toMatchObject({ state: 'refused', about: 'ends by itself' });
    expect(cardOf(d.b.flow(), 1)?.privacyNumber).toMatchObject({ number: '17000000001' });
    d.expectSound();
  });
  test('nor where its end may have been called for before: it ends by itself, and is nobody\'s', async () => {
    const vendor = voice();
    const d = desk('yunxinliuke-voice', (outgoing) => vendor.answer(outgoing));
    await d.run();
    vendor.lost.next = 1;
    d.end();
    await d.run(1);
    expect(d.b.job('unbind').state).toBe('unknown');
    change(d);
    await d.run();
    expect(d.b.job('unbind')).toMatchObject({ state: 'refused', about: 'ends by itself' });
    expect(exceptionRows(d.b.flow())).toEqual([]);
  });
});

test('a number whose fingerprints are of a key that is lost is ended by the phones that it was bound for', async () => {
  const vendor = voice();
  const d = desk('yunxinliuke-voice', (outgoing) => vendor.answer(outgoing));
  await d.run();
  d.b.store().sql("UPDATE bindings SET pair = 'a:b'").run();
  d.end();
  await d.run();
  expect([vendor.live, d.b.job('unbind').state]).toEqual([[], 'done']);
});

test('one that its provider has a name of is ended by that, whatever phone its order has', async () => {
  const d = desk('huawei-axb', ({ method }) => json({ resultcode: '0', ...(method === 'POST' ? { subscriptionId: 'sub-1' } : {}) }));
  await d.run();
  d.tell(OTHER);
  d.end();
  await d.run();
  expect(d.out.map(({ method }) => method)).toEqual(['POST', 'DELETE']);
  expect(d.b.job('unbind').state).toBe('done');
});

describe.each(CHANGES)('a number that may have been bound before %s', (_, change) => {
  async function lost() {
    const vendor = voice();
    vendor.lost.next = 1;
    const d = desk('yunxinliuke-voice', (outgoing) => vendor.answer(outgoing));
    await d.run(1);
    expect(d.b.job('privacy').state).toBe('unknown');
    change(d);
    await d.run();
    return { ...d, vendor };
  }
  test('is asked about by nothing else: a person decides, and its money is held', async () => {
    const { b, out, vendor, expectSound } = await lost();
    expect(out).toHaveLength(1);
    expect(vendor.live).toEqual([`17000000001 ${PHONE} ${CONTACT}`]);
    expect(exceptionRows(b.flow())).toMatchObject([{ error: 'provider-may-have-forgotten', about: 'it may have joined other numbers', proposed: 'void', mayDouble: true, held: 200 }]);
    expectSound();
  });
  test('is bound beside that one where the person confirms it', async () => {
    const { b, run, vendor, expectSound } = await lost();
    b.time.now += 1;
    b.decide(b.job('privacy').id, 'retry');
    await run();
    expect(vendor.live).toHaveLength(2);
    expect(b.job('privacy')).toMatchObject({ state: 'done', charged: 200 });
    expectSound();
  });
});

describe.each(CHANGES)('a number that asking about it may have bound, after its database was put back, before %s', (_, change) => {
  test('is asked about by nothing else, and bound beside that one where the person confirms it after that', async () => {
    const vendor = voice();
    const d = desk('yunxinliuke-voice', (outgoing) => vendor.answer(outgoing));
    const { b, run } = d;
    b.newEpoch(2);
    b.lend(1_000);
    vendor.lost.next = 1;
    await run(1);
    expect([vendor.live.length, b.job('privacy').state]).toEqual([1, 'unknown']);
    change(d);
    await run();
    expect([vendor.live.length, exceptionRows(b.flow())]).toMatchObject([1, [{ about: 'it may have joined other numbers', proposed: 'void', mayDouble: true }]]);
    b.time.now += 1;
    b.decide(b.job('privacy').id, 'retry');
    await run();
    expect([vendor.live.length, b.job('privacy')]).toMatchObject([2, { state: 'done', charged: 200 }]);
    d.expectSound();
  });
});

test('a person who has confirmed another number has not confirmed one beside what was asked for after that', async () => {
  const vendor = voice();
  const d = desk('yunxinliuke-voice', (outgoing) => vendor.answer(outgoing));
  const { b, run, tell } = d;
  const isAskedForAndGoesOnForAnother = async (epoch: number): Promise<void> => {
    b.newEpoch(epoch);
    b.lend(1_000);
    tell(PHONE);
    vendor.lost.next = 1;
    b.time.now += 1;
    await run(1);
    expect(b.job('privacy').state).toBe('unknown');
    tell(OTHER);
    // It has lost its money: asking is calling there, so it is called once there is other money.
    release(b.flow(), b.job('privacy'));
  };
  await isAskedForAndGoesOnForAnother(2);
  await run();
  b.decide(b.job('privacy').id, 'retry');
  await isAskedForAndGoesOnForAnother(3);
  await run();
  expect([vendor.live.length, exceptionRows(b.flow())]).toMatchObject([1, [{ about: 'it may have joined other numbers' }]]);
  d.expectSound();
});

test('nor is one that is to be called again: its provider, which knew nothing of the first two, is not called for others', async () => {
  const d = desk('aliyun-pls', ({ body }) => {
    const action = new URLSearchParams(body ?? '').get('Action');
    return action === 'BindAxb' ? LOST : json({ Code: 'OK', SubsId: '' });
  });
  const binds = (): number => d.out.filter(({ body }) => body?.includes('Action=BindAxb')).length;
  await d.run(3);
  expect([binds(), d.b.job('privacy').state]).toEqual([1, 'waiting']);
  d.tell(OTHER);
  await d.run();
  expect([binds(), d.b.job('privacy').state]).toEqual([1, 'parked']);

  d.expectSound();
});

test('a phone that changes between the claim and the call is looked at again, and no number is bound to it unseen', async () => {
  const vendor = voice();
  const d = desk('yunxinliuke-voice', (outgoing) => vendor.answer(outgoing));
  const [claim] = d.b.claims();
  if (!claim) throw new Error('nothing was claimed');
  d.tell(OTHER);
  const outcome = await perform(
    { flow: d.b.flow(), client: world().client, askOrder: () => Promise.reject(new Error('nobody is asked')), send: async () => LOST, providers: namedProviders(d.b.store(), safe()), known: () => true }, claim, async (_claim, _ofNow, call) => call());
  expect(outcome).toMatchObject({ kind: 'later', after: 0 });
  d.b.settle(claim, outcome);
  await d.run();
  expect(vendor.live).toEqual([`17000000001 ${OTHER} ${CONTACT}`]);
});

/** A provider that knows a binding by its job's key alone, and under that gives no other one. */
function gateway() {
  const live: string[] = [];
  const phones = new Map<string, string>();
  const refusing = (status: number, code: string): Sent => answered(status, JSON.stringify({ type: 'about:blank', title: code, status, code }));
  return {
    live,
    /** Whether it is given the work, or answers, at all. */
    reached: { next: 0 },
    answers: { next: 0 },
    /** What it was given and has not begun is done now. */
    arrives(key: string, phone: string): void {
      phones.set(encodeURIComponent(key), phone);
      live.push(`17000000001 ${phone}`);
    },
    answer({ method, url, headers, body }: Outgoing): Sent {
      if (url.endsWith('/end')) return live.splice(0).length > 0 ? json({ reference: 'gw-1' }) : refusing(404, 'no-such-binding');
      const key = method === 'GET' ? (url.split('/').at(-1) ?? '') : encodeURIComponent(decodeURI(headers['idempotency-key'] ?? ''));
      const { phone } = JSON.parse(body ?? '{}') as { phone?: string };
      if (phone && !phones.has(key) && this.reached.next > 0) {
        phones.set(key, phone);
        live.push(`17000000001 ${phone}`);
      }
      if (this.answers.next > 0) return (this.answers.next -= 1, LOST);
      if (!phones.has(key)) return method === 'GET' ? refusing(404, 'no-such-job') : LOST;
      if (phone && phones.get(key) !== phone) return refusing(409, 'idempotency-conflict');
      return json({ state: 'done', result: { kind: 'binding', number: '17000000001', until: NOON + 30 * 86_400_000, reference: 'gw-1' } });
    },
  };
}

describe.each(CHANGES.slice(0, 2))('a number that its provider knows by the key of its work, and that may have been bound before %s,', (_, change) => {
  async function lost(answersLost: number, reached = 1) {
    const vendor = gateway();
    vendor.reached.next = reached;
    vendor.answers.next = answersLost;
    const d = desk('gateway', (outgoing) => vendor.answer(outgoing));
    await d.run(1);
    expect(d.b.job('privacy').state).toBe('unknown');
    return { ...d, vendor, change: () => change(d) };
  }
  const expectPaidAndEnded = ({ b, vendor, expectSound }: Awaited<ReturnType<typeof lost>>): void => {
    expect(b.job('privacy')).toMatchObject({ state: 'done', charged: 200 });
    expect([b.job('unbind').state, vendor.live]).toEqual(['done', []]);
    expect(cardOf(b.flow(), 1)?.privacyNumber).toBeNull();
    expectSound();
  };
  test('is asked about: it is paid for, ended, and nobody is told of it', async () => {
    const d = await lost(1);
    d.change();
    await d.run(1);
    // Nor before it has ended.
    expect([d.vendor.live.length, cardOf(d.b.flow(), 1)?.privacyNumber]).toEqual([1, null]);
    await d.run();
    expectPaidAndEnded(d);
  });
  test('is asked about before a person\'s repeat, confirmed or not, would be called for others', async () => {
    for (const later of [0, 25 * 3_600_000]) {
      const d = await lost(9);
      await d.run();
      expect(d.b.job('privacy').state).toBe('parked');
      d.change();
      d.b.time.now += later;
      d.b.decide(d.b.job('privacy').id, 'retry');
      await d.run();
      expect(d.out.filter(({ method, url }) => method === 'POST' && url.endsWith('/jobs'))).toHaveLength(1);
      expectPaidAndEnded(d);
    }
  });
  test('is not taken for one of those of now where it comes after nothing was known of it twice', async () => {
    const d = await lost(1, 0);
    d.change();
    await d.run(2);
    expect(d.b.job('privacy').state).toBe('waiting');
    d.vendor.arrives(d.b.job('privacy').key, PHONE);
    await d.run();
    expectPaidAndEnded(d);
  });
  test('is bound for those of now as soon as a person confirms it, also after a day of which nothing is known', async () => {
    const d = await lost(9, 0);
    await d.run();
    d.change();
    d.b.time.now += 25 * 3_600_000;
    d.b.decide(d.b.job('privacy').id, 'retry');
    d.vendor.reached.next = 1;
    await d.run();
    expect(d.b.job('privacy')).toMatchObject({ state: 'done', charged: 200 });
    expect(cardOf(d.b.flow(), 1)?.privacyNumber).toMatchObject({ number: '17000000001' });
    d.expectSound();
  });
  test('is bound for those of now where nothing was known of it twice', async () => {
    const d = await lost(1, 0);
    d.change();
    d.vendor.reached.next = 1;
    await d.run();
    expect(d.vendor.live).toEqual([`17000000001 ${OTHER}`]);
    expect(d.b.job('privacy')).toMatchObject({ state: 'done', charged: 200 });
    expect(cardOf(d.b.flow(), 1)?.privacyNumber).toMatchObject({ number: '17000000001' });
    d.expectSound();
  });
});
