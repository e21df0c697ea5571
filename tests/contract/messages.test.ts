import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPractice, type Practice } from '../support/practice.ts';
import { settledIn, signedIn, type Caller } from './caller.ts';
import { station } from './station.ts';

let world: Practice;
let caller: Caller;
beforeAll(async () => {
  world = await startPractice({ seed: 12 });
  caller = await signedIn(world);
});
afterAll(() => world.stop());

const arrive = async (over: object): Promise<string> => ((await world.control('arrive', { place: '东门驿站', phone: '19900000001', code: '1-1', ...over })) as { arrivalId: string }).arrivalId;

describe('what is said of messages', () => {
  it('templates of both types, and limits that a command changes for everybody', async () => {
    const before = await caller.call('messageRules', {});
    expect(new Set(before.templates.map(({ type }) => type))).toEqual(new Set(['notification', 'promotion']));
    expect(before.limits).toMatchObject({ perTemplate: 50, perStation: null, hours: { notification: null, promotion: { from: 480, to: 1260 } } });
    await world.control('message-limits', { perTemplate: 2, hours: { promotion: { from: 600, to: 720 } } });
    const after = await caller.call('messageRules', {});
    expect(after.version).toBeGreaterThan(before.version);
    expect(after.limits).toMatchObject({ perTemplate: 2, perRecipient: 60, hours: { notification: null, promotion: { from: 600, to: 720 } } });
  });

  it('an opt-out once, whatever was replied first and in which letters', async () => {
    for (const [phone, text, optedOut] of [['19900000001', '收到', false], ['19900000001', ' r ', true], ['19900000001', 'R', true], ['19900000002', '退订', true]] as const) {
      expect(await world.control('reply', { phone, text })).toEqual({ optedOut });
    }
    const { items, next } = await caller.call('optOuts', {});
    expect(items.map(({ phone }) => phone)).toEqual(['19900000001', '19900000002']);
    expect((await caller.call('optOuts', { cursor: next })).items).toEqual([]);
    expect(await world.state()).toMatchObject({ optOuts: 2, messagesAfterOptOut: 0 });
  });
});

describe('arrivals', () => {
  it('are each told to one station, which may read them again; a correction goes where its arrival went', async () => {
    const [one, two] = [await station(caller), await station(caller)];
    const wrong = await arrive({});
    const first = await caller.call('arrivals', {}, one.params);
    expect(first.items.map(({ arrivalId }) => arrivalId)).toEqual([wrong]);
    expect((await caller.call('arrivals', {}, two.params)).items).toEqual([]);
    expect(await caller.call('arrivals', {}, one.params)).toEqual(first);
    const correction = await arrive({ code: '1-2', corrects: wrong });
    expect((await caller.call('arrivals', {}, two.params)).items).toEqual([]);
    expect((await caller.call('arrivals', { cursor: first.next }, one.params)).items.map(({ arrivalId, corrects }) => [arrivalId, corrects])).toEqual([[correction, wrong]]);
  });

  it('are an account’s own', async () => {
    const desk = await station(caller);
    const other = await settledIn(world, 'supervisor');
    expect(await other.refused('arrivals', {}, desk.params)).toMatchObject({ status: 404, code: 'station-unknown' });
  });
});
