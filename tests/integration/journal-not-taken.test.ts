import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { failed, talking } from '../support/talking.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

describe('a journal that is not taken', () => {
  test.each<readonly [string, (t: ReturnType<typeof talking>) => void]>([
    ['a firewall answers with a page (403)', (t) => t.refusals.set('journal', failed('api-refused'))],
    ['it is too much for a proxy (413)', (t) => t.refusals.set('journal', failed('api-refused', 'too-large'))],
    ['a 200 is a web page', (t) => t.refusals.set('journal', failed('api-schema'))],
    ['nothing of it is acknowledged', (t) => (t.api.acknowledges = false)],
  ])('for ever, though the station stays open: %s. Nothing is borrowed so long, and what is taken again lends again', async (_, refuse) => {
    const t = talking();
    refuse(t);
    t.b.lend(100);
    t.keeping.start();
    await t.pass(20_000);
    expect([t.counts('grantLease'), t.counts('openStation')]).toEqual([0, 1]);
    expect(t.counts('journal')).toBeGreaterThan(3);
    expect(t.counts('interceptions')).toBeGreaterThan(3);
    t.refusals.clear();
    t.api.acknowledges = true;
    await t.pass(4_000);
    expect(t.counts('grantLease')).toBe(1);
  });
  test.each(['stale-epoch', 'journal-gap', 'journal-diverged'])('for ever (%s) keeps no order and no interception away; nothing is borrowed so long', async (problem) => {
    const t = talking();
    t.refusals.set('journal', failed('api-refused', problem));
    t.b.lend(100);
    t.keeping.start();
    await t.pass(10_000);
    expect(t.told).toContain('orders');
    expect(t.counts('interceptions')).toBeGreaterThan(3);
    expect(t.counts('openStation')).toBeGreaterThan(3);
    expect([t.counts('grantLease'), t.told.includes('well')]).toEqual([0, false]);
  });
});
