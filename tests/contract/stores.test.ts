import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aParcel } from '../support/samples.ts';
import { startPractice, type Practice } from '../support/practice.ts';
import { settledIn, signedIn, type Caller } from './caller.ts';

let world: Practice;
let caller: Caller;
beforeAll(async () => {
  world = await startPractice({ seed: 6 });
  caller = await signedIn(world);
});
afterAll(() => world.stop());

describe('stores', () => {
  it('are told once a version, with who authorised them and by which rules they are converted', async () => {
    const { version, stores } = await caller.call('stores', {});
    expect(stores).toHaveLength(12);
    expect(stores?.every(({ authorised }) => authorised !== null)).toBe(true);
    expect(await caller.call('stores', { known: version })).toEqual({ version, stores: null });
    const rules = [{ from: { courier: 'yto', prefix: 'YT75' }, to: { kind: 'courier', courier: 'zto' }, overrides: true }];
    await world.control('rules', { storeId: 'jd-1', rules });
    const after = await caller.call('stores', { known: version });
    expect(after.version).not.toBe(version);
    expect(after.stores?.find(({ storeId }) => storeId === 'jd-1')?.rules).toEqual(rules);
  });

  it('are authorised by a merchant alone, once, with name and time', async () => {
    await world.control('add-order', { parcel: aParcel({ store: { id: 'pdd-9', name: '新店' } }), authorised: false });
    const of = async () => (await caller.call('stores', {})).stores?.find(({ storeId }) => storeId === 'pdd-9');
    expect(await of()).toMatchObject({ name: '新店', platform: 'pdd', authorised: null });
    const supervisor = await settledIn(world, 'supervisor');
    expect(await supervisor.refused('authoriseStore', {}, { params: { storeId: 'pdd-9' } })).toMatchObject({ status: 403, code: 'forbidden' });
    expect(await of()).toMatchObject({ authorised: null });
    const first = await caller.call('authoriseStore', {}, { params: { storeId: 'pdd-9' } });
    expect(first.authorised).toMatchObject({ by: '练习员' });
    const merchant = await settledIn(world, 'merchant');
    expect(await merchant.call('authoriseStore', {}, { params: { storeId: 'pdd-9' } })).toEqual(first);
    expect(await of()).toEqual(first);
    expect(await caller.refused('authoriseStore', {}, { params: { storeId: 'nobody' } })).toMatchObject({ status: 404, code: 'no-store' });
  });
});
