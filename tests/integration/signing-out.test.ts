import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { doorsAt, playedApi, signIn } from '../support/played-doors.ts';
import { aParcel } from '../support/samples.ts';
import { tempDir } from '../support/station.ts';

describe('signing out', () => {
  const JOURNAL = '/v1/stations/st-1/journal';
  async function working() {
    const api = await playedApi();
    const [dir, secrets] = [tempDir(), new Map<string, string>()];
    const { doors, stop } = doorsAt({ dir, secrets });
    await signIn(doors, api.origin);
    const { flow } = doors.station();
    const { journal } = flow.ledger;
    await expect.poll(() => flow.ledger.unclosed().length).toBe(1);
    await expect.poll(() => journal.acked(1) === journal.head(1).sequence && flow.parcels.find(aParcel().number) !== null).toBe(true);
    const told = (): string[] => api.heard.filter(({ path }) => path === JOURNAL).flatMap(({ body }) => (JSON.parse(body) as { entries: { body: string }[] }).entries.map((entry) => (JSON.parse(entry.body) as { kind: string }).kind));
    const timed = async (): Promise<number> => {
      const from = performance.now();
      expect((await doors.signOut()).phase).toBe('welcome');
      return performance.now() - from;
    };
    return { api, dir, secrets, doors, stop, told, timed };
  }
  test('gives back what is lent and free, and tells of it, while there is a session', async () => {
    const { api, told, timed } = await working();
    expect(told()).not.toContain('close');
    expect(await timed()).toBeLessThan(2_000);
    expect(told().at(-1)).toBe('close');
    expect(api.seen.slice(-2)).toEqual([JOURNAL, '/v1/session/end']);
  });
  test('keeps the money of what is queued, and tells what has happened', async () => {
    const { doors, told, timed } = await working();
    doors.station().pause(true);
    doors.station().flow.parcels.put(aParcel({ privacy: false }));
    await doors.station().scan(aParcel().number);
    await timed();
    expect(told()).toContain('hold');
    expect(told()).not.toContain('close');
  });
  test('waits a moment and no longer for an API that does not answer', async () => {
    const { api, timed } = await working();
    api.state.silent = JOURNAL;
    expect(await timed()).toBeLessThan(4_000);
    expect(api.seen.at(-1)).toBe('/v1/session/end');
  });
  test.each(['agreement-required', 'must-change-password'])('is not undone by an API that wants something of whoever leaves (%s)', async (code) => {
    const { api, dir, secrets, doors, stop } = await working();
    const before = api.seen.length;
    const leaving = doors.signOut();
    api.state.barred = code;
    expect((await leaving).phase).toBe('welcome');
    expect(api.seen.slice(before)).toContain(JOURNAL);
    await stop();
    expect((await doorsAt({ dir, secrets }).doors.resume()).phase).toBe('welcome');
  });
  test('without a network waits for nothing, and what was lent stays as it is', async () => {
    const { api, doors, timed } = await working();
    const file = doors.station().flow.store.db.name;
    doors.station().reached(false);
    const before = api.seen.filter((path) => path === JOURNAL).length;
    expect(await timed()).toBeLessThan(2_000);
    expect(api.seen.filter((path) => path === JOURNAL)).toHaveLength(before);
    const db = new Database(file, { readonly: true });
    expect(db.prepare('SELECT state FROM leases').pluck().all()).toEqual(['open']);
    db.close();
  });
});
