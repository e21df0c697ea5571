import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Parcel } from '../../src-shared/contract/parcels.ts';
import { startPractice, type Practice } from '../support/practice.ts';
import { signedIn, type Caller } from './caller.ts';

let world: Practice;
let caller: Caller;
beforeAll(async () => {
  world = await startPractice({ seed: 5 });
  caller = await signedIn(world);
});
afterAll(() => world.stop());

async function follow(cursor: string | undefined, limit: number, between?: () => Promise<unknown>): Promise<{ items: Parcel[]; next: string }> {
  const items: Parcel[] = [];
  for (let next = cursor; ; ) {
    const page = await caller.call('orders', next === undefined ? { limit } : { cursor: next, limit });
    items.push(...page.items);
    ({ next } = page);
    if (!page.more) return { items, next };
    await between?.();
  }
}

describe('feeds', () => {
  it('tells every order once, whatever the page size', async () => {
    const whole = await follow(undefined, 1000);
    expect(whole.items).toHaveLength(360);
    expect(new Set(whole.items.map(({ number }) => number)).size).toBe(360);
    const inParts = await follow(undefined, 7);
    expect(inParts).toEqual(whole);
    expect((await caller.call('orders', {})).items).toHaveLength(200);
    expect(await caller.call('orders', { limit: 360 })).toMatchObject({ next: whole.next, more: false });
    expect((await caller.call('orders', { limit: 359 })).more).toBe(true);
    expect(await caller.call('orders', { cursor: whole.next })).toEqual({ items: [], next: whole.next, more: false });
  });

  it('neither skips nor repeats while orders change between pages', async () => {
    const [first] = (await caller.call('orders', { limit: 1 })).items as [Parcel];
    let added = 0;
    const read = await follow(undefined, 50, async () => {
      const number = `YT99990000000${String(added).padStart(2, '0')}`;
      await world.control('add-order', { parcel: { ...first, number, orderNumber: `added-${added++}` } });
    });
    expect(added).toBeGreaterThan(5);
    expect(read.items).toHaveLength(360 + added);
    expect(new Set(read.items.map(({ number }) => number)).size).toBe(360 + added);
    // A changed order comes again to a client that has read past it.
    await world.control('add-order', { parcel: { ...first, refund: true } });
    const { items } = await follow(read.next, 50);
    expect(items).toEqual([{ ...first, refund: true }]);
    expect(await caller.call('order', {}, { params: { number: first.number } })).toEqual({ ...first, refund: true });
  });

  it('tells interceptions when they are due, and keeps their hours over a restart', async () => {
    const told = await caller.call('interceptions', {});
    expect(told.items).toHaveLength(8);
    const [target] = (await caller.call('orders', { limit: 1 })).items as [Parcel];
    await world.control('intercept', { number: target.number, reason: 'recall' });
    const next = await caller.call('interceptions', { cursor: told.next });
    expect(next.items).toMatchObject([{ number: target.number, reason: 'recall' }]);
    const { interceptions, dayStart } = await world.state();
    await world.kill();
    await world.restart();
    expect(await world.state()).toMatchObject({ interceptions, dayStart });
    // Moving the clock is not the passing of the day.
    await world.control('clock', { offset: 600_000 });
    expect((await caller.call('interceptions', { cursor: next.next })).items).toEqual([]);
    await world.control('clock', { offset: 0 });
  });

  it('knows nothing of a number without an order', async () => {
    expect(await caller.refused('order', {}, { params: { number: 'YT0000000000000' } })).toMatchObject({ status: 404, code: 'no-order' });
    expect(await caller.refused('orders', { cursor: 'yesterday' })).toMatchObject({ status: 422, code: 'cursor' });
  });
});
