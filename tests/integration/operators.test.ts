import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CallFailed } from '../../src-main/account/call-failed.ts';
import { rolesOf } from '../../src-main/doors/roles-at-desk.ts';
import { operators } from '../../src-main/station/operators.ts';
import type { Store } from '../../src-main/store/store.ts';
import { CODE_OF, FUNCTION_CARDS } from '../../src-shared/domain/function-cards.ts';
import type { Card, OperatorAnswer, SessionView } from '../../src-shared/bridge/views.ts';
import type { AnswerOf } from '../../src-shared/contract/calls.ts';
import { fakeAccount } from '../support/fake-account.ts';
import { practiceStation } from '../support/practice-station.ts';
import { aParcel } from '../support/samples.ts';
import { bench } from '../support/station.ts';
import { wholeStation, world } from '../support/whole-station.ts';

describe('换人 at a practice station', () => {
  let at: Awaited<ReturnType<typeof practiceStation>>;
  const take = (badge: string) => at.station.ask('desk.operator', { badge }) as Promise<OperatorAnswer>;
  const session = () => at.station.ask('session.view', {}) as Promise<SessionView>;
  beforeAll(async () => {
    at = await practiceStation();
  });
  afterAll(() => at.end());

  test('a badge says who scans from now on, with the rights of that person and no others', async () => {
    expect(await session()).toMatchObject({ operator: '练习员', rooms: expect.arrayContaining(['exceptions', 'wallet']) });
    expect(await take('op-1002 ')).toEqual({ kind: 'switched', operator: '张师傅' });
    expect(await session()).toMatchObject({ operator: '张师傅', roles: ['packer'] });
    const card = (await at.station.ask('desk.scan', { text: 'JT1234567890123' })) as Card;
    expect(card.operator).toBe('张师傅');
    expect(at.station.status().shift).toBe(0);
    expect(await at.station.answer('exceptions.pause', { paused: true })).toMatchObject({ ok: false, problem: { code: 'not-allowed' } });
    expect(await at.station.answer('exceptions.badges', {})).toMatchObject({ ok: false, problem: { code: 'not-allowed' } });
  });
  test('and the next badge takes it over, with what the session may', async () => {
    expect(await take('OP-1001')).toEqual({ kind: 'switched', operator: '练习员' });
    expect((await session()).roles).toEqual(['packer', 'supervisor', 'merchant']);
    expect(await at.station.ask('exceptions.badges', {})).toEqual([
      { name: '练习员', badge: 'OP-1001' }, { name: '张师傅', badge: 'OP-1002' }, { name: '李师傅', badge: 'OP-1003' },
    ]);
  });
  test('from the list anybody packs, and nothing more: the session\'s own person has to show the badge again', async () => {
    const people = (await at.station.ask('desk.operators', {})) as { id: string; name: string; here: boolean }[];
    expect(people.map(({ name, here }) => [name, here])).toEqual([['练习员', true], ['张师傅', false], ['李师傅', false]]);
    for (const { id, name } of people.toReversed()) expect(await at.station.ask('desk.chooseOperator', { id })).toEqual({ kind: 'switched', operator: name });
    expect(await session()).toMatchObject({ operator: '练习员', roles: ['packer'] });
    expect(await at.station.ask('desk.chooseOperator', { id: 'nobody' })).toEqual({ kind: 'refused', why: 'unknown-person' });
    await take('OP-1001');
    expect((await session()).roles).toEqual(['packer', 'supervisor', 'merchant']);
  });
  test("nobody's badge changes nothing", async () => {
    expect(await take('OP-9999')).toEqual({ kind: 'refused', why: 'unknown-badge' });
    expect((await session()).operator).toBe('练习员');
  });
  test('a badge or a card is never recorded as a parcel, whole or damaged', async () => {
    const before = await at.station.ask('desk.recent', {});
    for (const text of ['OP-1002', 'op-1002']) expect(await at.station.answer('desk.scan', { text })).toMatchObject({ ok: false, problem: { code: 'badge-scanned' } });
    for (const text of [...FUNCTION_CARDS.map((card) => CODE_OF[card]), 'jbs-undo', 'JBS-UN', 'JBS-']) expect(await at.station.answer('desk.scan', { text })).toMatchObject({ ok: false, problem: { code: 'function-card' } });
    expect(await at.station.ask('desk.recent', {})).toEqual(before);
  });
});

describe('the people of an account', () => {
  const li = { id: 'op-9', name: '李九', badge: 'B-9' };
  test('are known without a network, once they were heard', async () => {
    const w = world();
    w.state.operators = [li];
    const first = wholeStation({ world: w });
    first.station.start();
    await expect.poll(() => first.station.operators.list()).toEqual([li]);
    first.station.operators.take(li, true);
    await first.stop();
    w.state.refusals.set('*', new Error('no network'));
    const { station } = wholeStation({ world: w, dir: first.dir });
    expect(await station.operators.whose('b-9')).toEqual(li);
    expect(station.operators.atDesk()).toEqual({ id: 'op-9', name: '李九', roles: null, byBadge: true });
    station.operators.leave();
    expect(station.operators.atDesk()).toBeNull();
  });
  test('of somebody who was added since, the account API is asked at the first badge', async () => {
    const w = world();
    const { station } = wholeStation({ world: w });
    w.state.operators = [li];
    expect(await station.operators.whose('B-9')).toEqual(li);
    expect(await station.operators.whose('B-8')).toBeNull();
  });
  test('are asked for again while the station runs', async () => {
    const w = world();
    w.state.operators = [{ ...li, roles: ['packer', 'supervisor'] }];
    const { station, operatorChanges, clock } = wholeStation({ world: w });
    station.start();
    await expect.poll(() => station.operators.list()).toEqual(w.state.operators);
    station.operators.take({ ...li, roles: ['packer', 'supervisor'] }, true);
    w.state.operators = [{ ...li, roles: ['packer'] }];
    clock.heard(Date.now() + 660_000);
    await expect.poll(() => station.operators.atDesk()?.roles).toEqual(['packer']);
    expect(operatorChanges).toEqual([true]);
  });
  test('a badge that looks like a number is a parcel at the desk', async () => {
    const w = world();
    w.state.operators = [{ ...li, badge: aParcel().number }];
    w.state.orders.push(aParcel());
    const { station } = wholeStation({ world: w });
    station.start();
    await expect.poll(() => station.operators.list().length).toBe(1);
    expect((await station.scan(aParcel().number)).verdict).not.toBe('invalid');
  });
});

describe('what the account API says of its people later', () => {
  const MINUTE = 60_000;
  const li = { id: 'op-9', name: '李九', badge: 'B-9', roles: ['packer', 'supervisor'] as ('packer' | 'supervisor')[] };
  /** 李九 has taken the desk over by a badge that makes a supervisor. */
  function supervised() {
    const api = { people: [li] as AnswerOf<'operators'>['operators'] | null, now: 1_000 * MINUTE, trouble: null as CallFailed | null };
    const { client, asked } = fakeAccount({
      operators() {
        if (api.trouble) throw api.trouble;
        if (!api.people) throw new CallFailed('not-allowed', 'operators HTTP 403', { effect: 'none', problem: 'forbidden' });
        return { operators: api.people };
      },
    });
    const told: string[] = [];
    const again = (of: Store) => operators(of, { client, now: () => api.now, changed: () => void told.push('changed'), log: (event) => void told.push(event) });
    const store = bench().store();
    const people = again(store);
    people.take(li, true);
    /** After rounds for so long. */
    const later = async (minutes: number): Promise<void> => {
      for (const end = api.now + minutes * MINUTE; api.now < end; api.now += MINUTE) {
        people.hearAgain();
        await new Promise((go) => setImmediate(go));
      }
    };
    return { api, people, store, again, asked, told, later, rolesNow: () => rolesOf(['packer', 'supervisor', 'merchant'], 'op-9', people.atDesk()) };
  }
  test('is asked for every ten minutes, and what has not changed is not told', async () => {
    const { asked, told, later } = supervised();
    await later(10);
    expect(asked).toHaveLength(1);
    await later(21);
    expect([asked.length, told]).toEqual([4, []]);
  });
  test('are the rights of whoever stands at the desk', async () => {
    const { api, people, told, later } = supervised();
    api.people = [{ ...li, name: '李久', roles: ['packer'] }];
    await later(1);
    expect([people.atDesk(), told]).toEqual([{ id: 'op-9', name: '李久', roles: ['packer'], byBadge: true }, ['changed']]);
  });
  test('of somebody who is gone: they pack until the desk changes hands, the session\'s own person too, and their badge is nobody\'s', async () => {
    const { api, people, rolesNow, later } = supervised();
    await later(1);
    expect([rolesNow(), people.isBadge('B-9')]).toEqual([['packer', 'supervisor', 'merchant'], true]);
    api.people = [];
    await later(10);
    expect([rolesNow(), people.isBadge('B-9'), await people.whose('B-9')]).toEqual([['packer'], false, null]);
  });
  test.each<readonly [string, string]>([['taken away', ''], ['replaced', 'B-10']])('of a badge that was %s: whoever took the desk by it packs, until they show one that is theirs', async (_, badge) => {
    const { api, people, told, rolesNow, later } = supervised();
    api.people = [{ ...li, badge }];
    await later(1);
    expect([rolesNow(), told]).toEqual([['packer'], ['changed']]);
    if (badge === '') return;
    people.take({ ...li, badge }, true);
    expect(rolesNow()).toEqual(['packer', 'supervisor', 'merchant']);
  });
  test('of somebody who comes back into it: their badge is theirs again, also after a restart in between', async () => {
    const { api, people, store, told, rolesNow, later, again } = supervised();
    api.people = [];
    await later(1);
    expect([rolesNow(), again(store).atDesk()?.byBadge]).toEqual([['packer'], false]);
    api.people = [{ ...li, badge: 'b-9' }];
    await later(10);
    expect([rolesNow(), people.atDesk(), told]).toEqual([['packer', 'supervisor', 'merchant'], { id: 'op-9', name: '李九', roles: ['packer', 'supervisor'], byBadge: true }, ['changed', 'changed']]);
    expect(again(store).atDesk()).toEqual(people.atDesk());
  });
  test('does not make a badge of a name that was chosen from the list', async () => {
    const { api, people, rolesNow, later } = supervised();
    people.take(li, false);
    api.people = [{ ...li, badge: '' }];
    await later(1);
    api.people = [li];
    await later(10);
    expect(rolesNow()).toEqual(['packer']);
  });
  test.each(['api-unreachable', 'api-busy'] as const)('is asked for again in a minute where nobody answered (%s)', async (code) => {
    const { api, asked, rolesNow, later } = supervised();
    await later(10);
    api.people = [];
    api.trouble = new CallFailed(code, 'operators', { effect: 'unknown' });
    await later(3);
    expect([asked.length, rolesNow()]).toEqual([4, ['packer', 'supervisor', 'merchant']]);
    api.trouble = null;
    await later(1);
    expect([asked.length, rolesNow()]).toEqual([5, ['packer']]);
    await later(9);
    expect(asked).toHaveLength(5);
  });
  test('where it says nothing the desk stays as it is, and it is asked no more often', async () => {
    const { api, people, asked, told, later } = supervised();
    api.people = null;
    await later(20);
    expect([asked.length, people.atDesk()?.roles, told]).toEqual([2, ['packer', 'supervisor'], ['operators', 'operators']]);
  });
});
