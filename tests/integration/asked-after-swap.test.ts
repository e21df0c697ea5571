import { describe, expect, test } from 'vitest';
import { databaseOfAccount } from '../../src-main/store/database-of-account.ts';
import { LOST, NOT_SENT, json } from '../support/fake-send.ts';
import { aParcel, entitlementsWith } from '../support/samples.ts';
import { expectSoundBooks } from '../support/station.ts';
import { FIRST, SECOND, hosts, safe } from '../support/two-providers.ts';
import { isSettled, wholeStation, world } from '../support/whole-station.ts';

/** A conversion whose answer was lost at the first provider, after which the account API names another one, with other credentials. */
async function lostAtTheFirst(credentials = safe(), name?: string, next: typeof FIRST = SECOND) {
  const named = name === undefined ? {} : { name };
  const w = world();
  w.state.orders.push(aParcel({ privacy: false }));
  w.state.entitlements = entitlementsWith({ provider: { ...named, ...FIRST } });
  w.play.provider = () => LOST;
  const s = wholeStation({ world: w, credentials });
  s.station.start();
  const { scanId } = await s.station.scan(aParcel().number);
  await s.until(scanId, ({ jobs }) => jobs[0]?.state === 'unknown');
  s.station.pause(true);
  await s.stop();
  w.out.length = 0;
  w.state.entitlements = entitlementsWith({ version: 2, provider: { ...named, ...next } });
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

  test('and is at the same place, for another account: that one would know nothing of it, and is not asked', async () => {
    const { w, dir, scanId, credentials } = await lostAtTheFirst(safe(), undefined, { ...FIRST, credential: SECOND.credential });
    w.play.provider = (outgoing) => (outgoing.headers['x-app-id'] === 'second' ? json({ code: 'NOT_FOUND' }) : w.provider(outgoing));
    const s = wholeStation({ world: w, dir, credentials });
    s.station.start();
    s.station.pause(false);
    await s.until(scanId, isSettled);
    expect([hosts(w), w.out[0]?.headers['x-app-id']]).toEqual([['first.example find'], 'first']);
    expectSoundBooks(s.store);
  });

  test('and has only another secret is the same one, and is asked with that', async () => {
    const { w, dir, scanId } = await lostAtTheFirst(safe(), undefined, { ...FIRST, credential: { appId: 'first', secret: 'newer' } });
    w.play.provider = w.provider;
    // The first secret is lost as well: without it nobody else could be asked.
    const s = wholeStation({ world: w, dir, credentials: safe() });
    s.station.start();
    s.station.pause(false);
    await s.until(scanId, isSettled);
    expect(hosts(w)).toEqual(['first.example find']);
  });

  test('and never had it: the call goes to the new one', async () => {
    const { w, dir, scanId, credentials } = await lostAtTheFirst();
    w.play.provider = (outgoing) => (outgoing.url.endsWith('/find') ? json({ code: 'NOT_FOUND' }) : w.provider(outgoing));
    const s = wholeStation({ world: w, dir, credentials });
    s.station.start();
    s.station.pause(false);
    await expect.poll(() => isSettled(s.station.card(scanId))).toBe(true);
    expect(hosts(w)).toEqual(['first.example find', 'first.example find', 'second.example convert']);
  });

  test('and whose credential is lost can not be asked: it is not called again behind a person\'s back', async () => {
    const { w, dir, scanId } = await lostAtTheFirst();
    w.play.provider = w.provider;
    const s = wholeStation({ world: w, dir });
    s.station.start();
    s.station.pause(false);
    await expect.poll(() => s.store.sql<{ n: number }>("SELECT count(*) AS n FROM attempts WHERE purpose = 'look-up' AND outcome = 'unknown'").get()?.n).toBeGreaterThan(0);
    expect(hosts(w)).toEqual([]);
    expect(s.station.card(scanId).jobs[0]?.state).not.toBe('done');
  });

  /** Started again, and asked seven times by then without an answer: with the eighth it lies with a person. */
  async function parked(given: Parameters<typeof wholeStation>[0]) {
    const s = wholeStation(given);
    for (let n = 2; n <= 8; n += 1) s.store.sql("INSERT INTO attempts (job_id, attempt, purpose, claim, started_at, outcome, provider) SELECT id, ?, 'look-up', 'c', 1, 'unknown', 1 FROM jobs WHERE kind = 'sync'").run(n);
    s.store.sql("UPDATE jobs SET attempts = 8 WHERE kind = 'sync'").run();
    s.station.start();
    s.station.pause(false);
    return { ...s, async row() {
      await expect.poll(() => s.station.exceptions()).toHaveLength(1);
      const { jobId = '', error = 'internal', proposed, mayDouble } = s.station.exceptions()[0] ?? {};
      return { shown: { error, proposed, mayDouble }, retry: () => s.station.act({ jobId, action: 'retry', problem: error }) };
    } };
  }

  test('and did it, but is silent until a person has it repeated: it is asked once more, and the new one is not called', async () => {
    const { w, dir, scanId, credentials } = await lostAtTheFirst();
    const s = await parked({ world: w, dir, credentials });
    const { shown, retry } = await s.row();
    expect(shown).toEqual({ error: 'provider-outcome-unknown', proposed: 'retry', mayDouble: false });
    retry();
    await expect.poll(() => hosts(w)).toHaveLength(2);
    w.play.provider = w.provider;
    (await s.row()).retry();
    await s.until(scanId, isSettled);
    expect(hosts(w)).toEqual(['first.example find', 'first.example find', 'first.example find']);
  });

  test('and whose credential is lost is a person\'s, who confirms that the new one may do it a second time', async () => {
    const { w, dir, scanId } = await lostAtTheFirst();
    w.play.provider = w.provider;
    const s = await parked({ world: w, dir });
    const { shown, retry } = await s.row();
    expect([hosts(w), shown]).toEqual([[], { error: 'provider-may-have-forgotten', proposed: 'void', mayDouble: true }]);
    retry();
    await s.until(scanId, isSettled);
    expect(hosts(w)).toEqual(['second.example convert']);
  });

  test.each([['can not be reached any more', NOT_SENT], ['lets nobody ask it any more', json({ code: 'BAD_APP' })]])('and %s is a person\'s too, an hour after the call', async (_, says) => {
    const { w, dir, scanId, credentials } = await lostAtTheFirst();
    const closed = databaseOfAccount(dir, 'acct');
    closed.sql('UPDATE attempts SET started_at = started_at - 7200000').run();
    closed.close();
    w.play.provider = (outgoing) => (outgoing.url.startsWith(FIRST.endpoint) ? says : w.provider(outgoing));
    const s = await parked({ world: w, dir, credentials });
    const { shown, retry } = await s.row();
    expect(shown).toEqual({ error: 'provider-may-have-forgotten', proposed: 'void', mayDouble: true });
    retry();
    await s.until(scanId, isSettled);
    expect(hosts(w)).toEqual(['first.example find', 'second.example convert']);
  });

  test('and may have done what waits to be called again when the program begins: it is still known, and asked first', async () => {
    const { w, dir, scanId, credentials } = await lostAtTheFirst();
    w.play.provider = w.provider;
    const closed = databaseOfAccount(dir, 'acct');
    closed.sql("UPDATE jobs SET state = 'waiting', waits = 'retry', ready_at = 1 WHERE kind = 'sync'").run();
    closed.close();
    const s = wholeStation({ world: w, dir, credentials });
    s.station.start();
    s.station.pause(false);
    await s.until(scanId, isSettled);
    expect(hosts(w)).toEqual(['first.example find']);
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

  test('and can not be forgotten, for the disk is full: the sign-out ends all the same, and says so', async () => {
    const { w, dir, credentials } = await lostAtTheFirst();
    let isFull = false;
    const put = (text: string): boolean => {
      if (isFull) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
      return credentials.put(text);
    };
    const s = wholeStation({ world: w, dir, credentials: { get: credentials.get, put } });
    s.station.start();
    await expect.poll(() => s.station.flow.entitlements()?.version).toBe(2);
    isFull = true;
    await s.station.stop(true);
    expect(s.store.db.open).toBe(false);
    expect(s.problems.list()).toContainEqual({ code: 'disk-full', about: 'ENOSPC' });
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

// The second is in every object of the language, and is no provider either.
