import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aParcel } from '../support/samples.ts';
import { startPractice, type Practice } from '../support/practice.ts';
import { settledIn, signedIn, type Caller } from './caller.ts';

let world: Practice;
let caller: Caller;
let supervisor: Caller;
beforeAll(async () => {
  world = await startPractice({ seed: 6 });
  caller = await signedIn(world);
  supervisor = await settledIn(world, 'supervisor');
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

  it('have rules that a merchant or a supervisor changes as a whole, and nobody over somebody else\'s', async () => {
    const ruled = { from: { courier: 'yto' as const, prefix: 'YT7' }, to: { kind: 'segment' as const, segment: 'offline' }, overrides: false };
    const to = { params: { storeId: 'jd-2' } };
    const { version } = await supervisor.call('stores', {});
    expect(await supervisor.call('setStoreRules', { rules: [ruled], instead: [] }, to)).toMatchObject({ storeId: 'jd-2', rules: [ruled] });
    expect((await supervisor.call('stores', { known: version })).stores?.find(({ storeId }) => storeId === 'jd-2')?.rules).toEqual([ruled]);
    expect(await supervisor.refused('setStoreRules', { rules: [], instead: [] }, to)).toMatchObject({ status: 409, code: 'rules-changed' });
    expect(await supervisor.refused('setStoreRules', { rules: [ruled, { ...ruled, to: null }], instead: [ruled] }, to)).toMatchObject({ status: 422, code: 'rule-doubled' });
    expect(await supervisor.refused('setStoreRules', { rules: [{ ...ruled, from: { prefix: 'yt 7' } }], instead: [ruled] }, to)).toMatchObject({ status: 422, code: 'schema' });
    expect(await supervisor.refused('setStoreRules', { rules: [], instead: [] }, { params: { storeId: 'nobody' } })).toMatchObject({ status: 404, code: 'no-store' });
    const packer = await settledIn(world, 'packer');
    expect(await packer.refused('setStoreRules', { rules: [], instead: [ruled] }, to)).toMatchObject({ status: 403, code: 'forbidden' });
    expect(await supervisor.call('setStoreRules', { rules: [], instead: [ruled] }, to)).toMatchObject({ rules: [] });
  });

  it('are authorised by a merchant alone, once, with name and time', async () => {
    await world.control('add-order', { parcel: aParcel({ store: { id: 'pdd-9', name: '新店' } }), authorised: false });
    const of = async () => (await caller.call('stores', {})).stores?.find(({ storeId }) => storeId === 'pdd-9');
    expect(await of()).toMatchObject({ name: '新店', platform: 'pdd', authorised: null });
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
