import { expect, test } from 'vitest';
import type { Outgoing, Sent } from '../../src-main/egress/egress.ts';
import { json } from '../support/fake-send.ts';
import { aParcel, anInterception, numberOf } from '../support/samples.ts';
import { expectSoundBooks } from '../support/station.ts';
import { isSettled, wholeStation, world } from '../support/whole-station.ts';

const DAY = 86_400_000;

/** A provider that gives a pair one number at a time, whoever asks, and says whose a live one is. */
function voice() {
  const live = new Map<string, { readonly x: string; readonly key: string }>();
  const asked: string[] = [];
  let last = 17_000_000_000;
  const provider = ({ url, body }: Outgoing): Sent => {
    const { bindNumberA, bindNumberB, middleNumber, customerData } = JSON.parse(body ?? '{}') as Record<string, string>;
    const pair = `${bindNumberA}:${bindNumberB}`;
    const before = live.get(pair);
    const isEnd = url.includes('/middleNumberUnbind/');
    asked.push(isEnd ? 'unbind' : 'bind');
    if (isEnd) {
      if (before?.x !== middleNumber) return json({ result: '000013', message: '' });
      live.delete(pair);
      return json({ result: '000000', message: '' });
    }
    if (before) return json({ result: '000012', message: '', middleNumber: before.x, customerData: before.key });
    const made = { x: String((last += 1)), key: customerData ?? '' };
    live.set(pair, made);
    return json({ result: '000000', message: '', middleNumber: made.x, customerData });
  };
  return { provider, asked };
}

/** A station whose parcels, from `first` on, go to the one recipient. */
function desk(first: number, provider: (outgoing: Outgoing) => Sent) {
  const w = world();
  for (let n = first; n < first + 3; n += 1) w.state.orders.push(aParcel({ target: null, privacy: true, number: numberOf(n), courier: 'yto' }));
  w.play.provider = provider;
  const s = wholeStation({ world: w });
  s.station.start();
  const scan = async (n: number) => {
    const { scanId } = await s.station.scan(numberOf(n));
    await s.until(scanId, isSettled);
    const { privacyNumber, charged } = s.station.card(scanId);
    return { number: privacyNumber?.number, until: privacyNumber?.until ?? 0, charged };
  };
  const intercept = async (n: number): Promise<void> => {
    w.state.interceptions.push(anInterception({ number: numberOf(n) }));
    s.station.soon();
    await expect.poll(() => s.store.sql("SELECT 1 FROM jobs WHERE kind = 'unbind' AND state = 'done'").get()).toBeDefined();
  };
  return { s, scan, intercept };
}

test('a number that another station has made is asked about for each parcel, free while it lives; once that station has ended it another is bound', async () => {
  const { provider, asked } = voice();
  const [a, b] = [desk(0, provider), desk(10, provider)];
  const made = await a.scan(0);
  const shared = [await b.scan(10), await b.scan(11)];
  expect(shared.map(({ number, charged }) => [number, charged])).toEqual([[made.number, 0], [made.number, 0]]);
  expect(asked).toEqual(['bind', 'bind', 'bind']);
  await a.intercept(0);
  const own = await b.scan(12);
  expect(own).toMatchObject({ number: expect.not.stringContaining(made.number ?? ''), charged: 200 });
  for (const { s } of [a, b]) expectSoundBooks(s.store);
});

test('a number that would end before the parcel is there is ended for another one, where its provider gives the pair no second one', async () => {
  const { provider, asked } = voice();
  const { s, scan } = desk(0, provider);
  const first = await scan(0);
  const soon = s.station.flow.now() + DAY / 2;
  s.store.sql('UPDATE bindings SET until = ?').run(soon);
  const second = await scan(1);
  expect(asked).toEqual(['bind', 'bind', 'unbind', 'bind']);
  expect(second).toMatchObject({ number: expect.not.stringContaining(first.number ?? ''), charged: 200 });
  expect(second.until).toBeGreaterThan(soon + 29 * DAY);
  // From here on that one serves the recipient's parcels.
  expect(await scan(2)).toMatchObject({ number: second.number, charged: 0 });
  expect(asked).toHaveLength(4);
  expectSoundBooks(s.store);
});
