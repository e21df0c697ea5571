import { describe, expect, test } from 'vitest';
import { LOST, json } from '../support/fake-send.ts';
import { aParcel, entitlementsWith } from '../support/samples.ts';
import { expectSoundBooks } from '../support/station.ts';
import { isSettled, wholeStation, world, type World } from '../support/whole-station.ts';

function safe(): { readonly text: () => string | null; readonly get: () => string | null; readonly put: (text: string) => void } {
  let kept: string | null = null;
  return { text: () => kept, get: () => kept, put: (text) => void (kept = text) };
}
const hosts = (w: World): string[] => w.out.map(({ url }) => `${new URL(url).hostname} ${url.slice(url.lastIndexOf('/') + 1)}`);

/** A conversion whose answer was lost at the first provider, after which the account API names another one, with other credentials. */
async function lostAtTheFirst(credentials = safe(), name?: string) {
  const named = name === undefined ? {} : { name };
  const w = world();
  w.state.orders.push(aParcel({ privacy: false }));
  w.state.entitlements = entitlementsWith({ provider: { ...named, endpoint: 'https://first.example', credential: { appId: 'first', secret: 'first-secret' } } });
  w.play.provider = () => LOST;
  const s = wholeStation({ world: w, credentials });
  s.station.start();
  const { scanId } = await s.station.scan(aParcel().number);
  await s.until(scanId, ({ jobs }) => jobs[0]?.state === 'unknown');
  s.station.pause(true);
  await s.stop();
  w.out.length = 0;
  w.state.entitlements = entitlementsWith({ version: 2, provider: { ...named, endpoint: 'https://second.example', credential: { appId: 'second', secret: 'second-secret' } } });
  return { w, dir: s.dir, scanId, credentials };
}

describe('a provider that is swapped', () => {
  test('is still asked about what was sent to it, as itself, and the new one is not told of it', async () => {
    const { w, dir, scanId, credentials } = await lostAtTheFirst();
    w.play.provider = w.provider;
    const s = wholeStation({ world: w, dir, credentials });
    s.station.start();
    s.station.pause(false);
    await s.until(scanId, isSettled);
    expect(hosts(w)).toEqual(['first.example find']);
    expect(w.out[0]?.headers['x-app-id']).toBe('first');
    expect(s.station.providerOrigins()).toContain('https://first.example');
    expectSoundBooks(s.store);
  });

  test('and has only moved is asked where it is now', async () => {
    const { w, dir, scanId, credentials } = await lostAtTheFirst(safe(), 'the-one');
    w.play.provider = w.provider;
    const s = wholeStation({ world: w, dir, credentials });
    s.station.start();
    s.station.pause(false);
    await s.until(scanId, isSettled);
    expect(hosts(w)).toEqual(['second.example find']);
  });

  test('and never had it: the call goes to the new one', async () => {
    const { w, dir, scanId, credentials } = await lostAtTheFirst();
    w.play.provider = (outgoing) => (outgoing.url.endsWith('/find') ? json({ code: 'NOT_FOUND' }) : w.provider(outgoing));
    const s = wholeStation({ world: w, dir, credentials });
    s.station.start();
    s.station.pause(false);
    await s.until(scanId, isSettled);
    expect(hosts(w)).toEqual(['first.example find', 'first.example find', 'second.example convert']);
  });

  test('and whose credential is lost can not be asked: it is not called again behind a person\'s back', async () => {
    const { w, dir, scanId } = await lostAtTheFirst();
    w.play.provider = w.provider;
    const s = wholeStation({ world: w, dir });
    s.station.start();
    s.station.pause(false);
    await expect.poll(() => s.store.sql<{ n: number }>("SELECT count(*) AS n FROM attempts WHERE purpose = 'look-up' AND outcome = 'unknown'").get()?.n, { timeout: 8_000 }).toBeGreaterThan(0);
    expect(hosts(w)).toEqual([]);
    expect(s.station.card(scanId).jobs[0]?.state).not.toBe('done');
  });

  test('is remembered over a sign-out for as long as it must be asked, and nobody else is', async () => {
    const { w, dir, scanId, credentials } = await lostAtTheFirst();
    const signedIn = wholeStation({ world: w, dir, credentials });
    signedIn.station.start();
    await expect.poll(() => signedIn.station.flow.entitlements()?.version).toBe(2);
    await signedIn.station.stop(true);
    expect(credentials.text()).toContain('first-secret');
    expect(credentials.text()).not.toContain('second-secret');
    w.play.provider = w.provider;
    const again = wholeStation({ world: w, dir, credentials });
    again.station.start();
    again.station.pause(false);
    await again.until(scanId, isSettled);
    expect(hosts(w)).toEqual(['first.example find']);
    await again.station.stop(true);
    expect(credentials.text()).toBe('{}');
  });

  test('leaves its credential in no database', async () => {
    const { w, dir, credentials } = await lostAtTheFirst();
    const s = wholeStation({ world: w, dir, credentials });
    s.station.start();
    await expect.poll(() => s.station.flow.entitlements()?.version).toBe(2);
    await s.stop();
    expect(credentials.text()).toContain('first-secret');
    const { readFileSync, readdirSync } = await import('node:fs');
    for (const name of readdirSync(dir)) expect(readFileSync(`${dir}/${name}`, 'latin1')).not.toMatch(/(first|second)-secret/);
  });
});

test('a kind of provider that this version does not have: its work waits, the station says so, everything else goes on', async () => {
  const w = world();
  w.state.orders.push(aParcel({ privacy: true }));
  const known = entitlementsWith();
  w.state.entitlements = { ...known, services: { ...known.services, sync: { ...known.services.sync, provider: { ...known.services.sync.provider, kind: 'of-tomorrow' } } } };
  const s = wholeStation({ world: w });
  s.station.start();
  const { scanId } = await s.station.scan(aParcel().number);
  await s.until(scanId, ({ jobs }) => jobs.find(({ kind }) => kind === 'privacy')?.state === 'done');
  expect(s.station.card(scanId).jobs.find(({ kind }) => kind === 'sync')).toMatchObject({ state: 'waiting', waits: 'service-off' });
  expect(s.problems.list()).toContainEqual({ code: 'provider-config', about: 'of-tomorrow' });
});
