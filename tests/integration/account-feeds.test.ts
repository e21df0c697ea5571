import { describe, expect, test } from 'vitest';
import { syncInterceptions, syncOrders, type FeedStore } from '../../src-main/account/feeds.ts';
import type { AccountClient } from '../../src-main/account/client.ts';
import { client, failureOf } from '../support/account-client.ts';
import { problemOf, reply, type Play } from '../support/account-server.ts';
import { PHONE, aParcel } from '../support/samples.ts';

/** As a round reads them: the orders wait for the rest of the interceptions. */
const syncFeeds = async (api: AccountClient, store: FeedStore): Promise<boolean> => (await syncInterceptions(api, store)) && syncOrders(api, store);

describe('the feeds', () => {
  const parcels = Array.from({ length: 7 }, (_, n) => aParcel({ number: `SF${n}` }));
  /** Two parcels a page from memory; the cursor is where the next page starts. */
  const paged: Play = ({ path }, response) => {
    const url = new URL(path, 'http://x');
    if (url.pathname === '/v1/interceptions') return reply(response, 200, { items: [], next: 'i0', more: false });
    const from = Number(url.searchParams.get('cursor') ?? 0);
    return reply(response, 200, { items: parcels.slice(from, from + 2), next: String(Math.min(from + 2, parcels.length)), more: from + 2 < parcels.length });
  };
  function store() {
    const kept: string[] = [];
    const cursors = new Map<string, string>();
    const unread: unknown[] = [];
    const keep = (feed: string) => (next: string, items: readonly { number: string }[], rows: readonly unknown[] = []): void => {
      cursors.set(feed, next);
      kept.push(...items.map(({ number }) => number));
      unread.push(...rows);
    };
    return { kept, unread, cursors, feeds: { cursor: (feed: string) => cursors.get(feed) ?? null, beginAnew: (feed: string) => void cursors.delete(feed), isRead: () => undefined, keepOrders: keep('orders'), keepInterceptions: keep('interceptions') } };
  }
  test('come whole and in order, interceptions first, and go on at the cursor', async () => {
    const { client: api, heard } = await client(paged);
    const { kept, feeds } = store();
    await syncFeeds(api, feeds);
    expect(kept).toEqual(parcels.map(({ number }) => number));
    expect(heard[0]?.path).toMatch(/^\/v1\/interceptions\?/);
    await syncFeeds(api, feeds);
    expect(kept).toHaveLength(7);
    expect(heard.at(-1)?.path).toBe('/v1/orders?cursor=7&limit=500');
  });
  test('that break off in the middle skip and repeat nothing', async () => {
    let down = false;
    const { client: api } = await client((one, response) => (down && one.path.includes('cursor=4') ? reply(response, 500, '') : paged(one, response)));
    const { kept, feeds } = store();
    down = true;
    await failureOf(syncFeeds(api, feeds));
    expect(kept).toHaveLength(4);
    down = false;
    await syncFeeds(api, feeds);
    expect(kept).toEqual(parcels.map(({ number }) => number));
  });
  test('that say "more" without moving are not asked for ever', async () => {
    const { client: api, heard } = await client((_, response) => reply(response, 200, { items: [], next: 'same', more: true }));
    await syncFeeds(api, store().feeds);
    expect(heard.length).toBeLessThanOrEqual(4);
  });
  test('whose cursor goes back are no feed: what came is kept once, and it is said', async () => {
    const { client: api, heard } = await client(({ path }, response) => reply(response, 200, { items: [], next: path.includes('cursor=a') ? 'b' : 'a', more: true }));
    const { cursors, feeds } = store();
    expect(await failureOf(syncFeeds(api, feeds))).toMatchObject({ code: 'api-schema', about: 'interceptions next: seen before' });
    expect(heard).toHaveLength(3);
    expect(cursors.get('interceptions')).toBe('b');
  });
  test('that go on and on leave the round to others, and go on in the next one', async () => {
    const { client: api, heard } = await client(({ path }, response) => {
      const page = Number(new URL(path, 'http://x').searchParams.get('cursor') ?? 0);
      return reply(response, 200, { items: [], next: String(Math.min(page + 1, 100)), more: page < 99 });
    });
    const { cursors, feeds } = store();
    expect(await syncFeeds(api, feeds)).toBe(false);
    expect(heard).toHaveLength(40);
    // Interceptions are known before the parcels that they stop.
    expect(heard.every(({ path }) => path.startsWith('/v1/interceptions'))).toBe(true);
    for (let rounds = 0; rounds < 3; rounds += 1) expect(await syncFeeds(api, feeds)).toBe(false);
    expect(await syncFeeds(api, feeds)).toBe(true);
    expect([cursors.get('interceptions'), cursors.get('orders')]).toEqual(['100', '100']);
  });
  test.each([[410, 'gone'], [422, 'cursor'], [422, 'schema']])('whose cursor the API takes no more (%i %s) begin anew, each by itself', async (status, code) => {
    const { client: api, heard } = await client((one, response) => (one.path.startsWith('/v1/orders?cursor=old') ? reply(response, status, problemOf(status, code)) : paged(one, response)));
    const { kept, cursors, feeds } = store();
    cursors.set('interceptions', 'i0');
    cursors.set('orders', 'old');
    expect(await syncFeeds(api, feeds)).toBe(true);
    expect(kept).toEqual(parcels.map(({ number }) => number));
    expect(heard.map(({ path }) => path).filter((path) => !path.includes('cursor=') || path.includes('old') || path.includes('i0'))).toEqual(['/v1/interceptions?cursor=i0&limit=500', '/v1/orders?cursor=old&limit=500', '/v1/orders?limit=500']);
  });
  test('where it takes none at all, or refuses for something else, are not read from their beginning again and again', async () => {
    let refusal = problemOf(410, 'gone');
    const { client: api, heard } = await client((one, response) => (one.path.includes('orders?cursor') ? reply(response, (refusal as { status: number }).status, refusal) : paged(one, response)));
    const { cursors, feeds } = store();
    cursors.set('orders', 'old');
    expect(await failureOf(syncFeeds(api, feeds))).toMatchObject({ code: 'api-refused', problem: 'gone' });
    expect(heard.filter(({ path }) => path.includes('orders')).map(({ path }) => path)).toEqual(['/v1/orders?cursor=old&limit=500', '/v1/orders?limit=500', '/v1/orders?cursor=2&limit=500']);
    refusal = problemOf(403, 'x');
    await failureOf(syncFeeds(api, feeds));
    expect(cursors.get('orders')).toBe('2');
  });
  const NO_INTERCEPTION = { items: [], next: 'i0', more: false };
  const answering = (orders: object, interceptions: object = NO_INTERCEPTION): Play => ({ path }, response) => reply(response, 200, path.startsWith('/v1/interceptions') ? interceptions : orders);
  test('with an order that can not be read keep all others of its page, and say where it breaks the contract, none of its values, and whether it stops its parcel', async () => {
    const strange = { ...parcels[1], courier: 'next-year', hold: true };
    const { client: api } = await client(answering({ items: [parcels[0], strange, { ...strange, number: PHONE.repeat(9), items: [{ name: PHONE }] }, PHONE, parcels[2]], next: '5', more: false }));
    const { kept, unread, cursors, feeds } = store();
    expect(await syncFeeds(api, feeds)).toBe(true);
    expect(kept).toEqual(['SF0', 'SF2']);
    expect(cursors.get('orders')).toBe('5');
    expect(unread).toEqual([{ path: 'items.1.courier: invalid_value', said: { number: 'SF1', refund: false, hold: true } }, { path: 'items.2.number: too_big', said: null }, { path: 'items.3.(root): invalid_type', said: null }]);
    expect(JSON.stringify(unread)).not.toContain(PHONE);
  });
  test('with an interception that can not be read keep all others of its page, and say what of it stops its parcel', async () => {
    const items = [{ number: 'SF0', reason: 'risk', at: 1 }, { number: 'SF1', reason: null, at: 1 }, { number: 'SF2', reason: 'refund', at: 1.5 }, { number: 'S'.repeat(41), reason: 'risk', at: 1 }, { reason: 'risk', at: 1 }, { number: 'SF3', reason: 'new', at: 1 }];
    const { client: api } = await client(answering({ items: [], next: 'o1', more: false }, { items, next: 'i6', more: false }));
    const { kept, unread, cursors, feeds } = store();
    expect(await syncFeeds(api, feeds)).toBe(true);
    expect(kept).toEqual(['SF0', 'SF3']);
    expect(cursors.get('interceptions')).toBe('i6');
    expect(unread).toEqual([
      { path: 'items.1.reason: invalid_value', said: { number: 'SF1', reason: 'risk', at: 1 } },
      { path: 'items.2.at: invalid_type', said: { number: 'SF2', reason: 'refund', at: null } },
      { path: 'items.3.number: too_big', said: null },
      { path: 'items.4.number: invalid_type', said: null },
    ]);
  });
  test.each<readonly [string, Play, string]>([
    ['that is no page', answering({ items: 'unexpected', next: '2', more: false }), 'orders items: invalid_type'],
    ['without its end', answering({ items: [parcels[0]], more: false }), 'orders next: invalid_type'],
  ])('keep nothing of an answer %s', async (_, play, about) => {
    const { client: api } = await client(play);
    const { kept, feeds } = store();
    expect(await failureOf(syncFeeds(api, feeds))).toMatchObject({ code: 'api-schema', about });
    expect(kept).toEqual([]);
  });
});
