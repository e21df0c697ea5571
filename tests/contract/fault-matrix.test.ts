import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createEgress, type Send } from '../../src-main/egress/egress.ts';
import { ADAPTERS } from '../../src-main/flow/provider/adapters.ts';
import { TRACKERS } from '../../src-main/flow/provider/trackers.ts';
import type { Outcome } from '../../src-main/flow/queue/task.ts';
import type { Parcel, Provider } from '../../src-shared/contract/parcels.ts';
import { SERVICES } from '../../src-shared/domain/work.ts';
import { authority, type Authority } from '../support/certificates.ts';
import { startPractice, type Practice } from '../support/practice.ts';
import { skipBecause } from '../support/skip.ts';
import { signedIn } from './caller.ts';
import { askedBy } from './fault-matrix/asked.ts';
import { ENTRIES, type Entry } from './fault-matrix/entries.ts';
import { FAULTS, REDIRECTS } from './fault-matrix/faults.ts';
import { openLine, passes, type Fate, type Line } from './fault-matrix/line.ts';
import type { Fresh, Work } from './fault-matrix/work.ts';

// Every adapter with all that it can do, the write-back and the question for a track, through everything that can happen to
// a request, against the practice world over real HTTP: what the station believes afterwards must be what it can know, and a
// question must find out what happened.

/** So long, ms, is waited for an answer that never comes. All other waiting is patient. */
const IMPATIENT = 1_200;

let world: Practice;
let line: Line;
let elsewhere: Line;
let send: Send & { close(): void };
let hasty: Send & { close(): void };
let parcels: Parcel[];
let providers: Map<string, Provider>;
let made = 0;
let certificates: Authority | null = null;
let dir: string;

beforeAll(async () => {
  world = await startPractice({ seed: 8 });
  line = await openLine(() => world.ready().origin);
  elsewhere = await openLine(() => world.ready().origin);
  const open = new Set([line.origin, elsewhere.origin, world.ready().origin]);
  [send, hasty] = [createEgress(() => open, 20_000), createEgress(() => open, IMPATIENT)];
  const caller = await signedIn(world);
  parcels = (await caller.call('orders', { limit: 1000 })).items;
  providers = new Map();
  for (const [row, entry] of Object.entries(ENTRIES)) providers.set(row, await askedBy(entry, world, caller));
  dir = mkdtempSync(join(tmpdir(), 'fault-matrix-'));
  certificates = authority(dir);
});
afterEach(() => {
  line.meets = passes;
  line.heard.length = 0;
  expect(line.failures.splice(0)).toEqual([]);
  elsewhere.heard.length = 0;
});
afterAll(async () => {
  send.close();
  hasty.close();
  await line.close();
  await elsewhere.close();
  await world.stop();
  rmSync(dir, { recursive: true, force: true });
});

test('every adapter is in the matrix, with all that it can do', () => {
  const rows = Object.values(ENTRIES);
  for (const [kind, { unbind }] of ADAPTERS) {
    expect(rows.map((row) => row.kind), kind).toContain(kind);
    if (unbind) expect(rows.filter((row) => row.effect === 'unbound').map((row) => row.kind), kind).toContain(kind);
  }
  for (const kind of TRACKERS.keys()) expect(rows.map((row) => row.kind), kind).toContain(kind);
  expect(new Set(rows.flatMap(({ kind, service }) => (kind === 'gateway' ? [service] : [])))).toEqual(new Set(SERVICES));
});

const FRESH: Omit<Fresh, 'wire'> = {
  phone: () => `1990${String((made += 1)).padStart(7, '0')}`,
  key: () => `matrix:${(made += 1)}`,
  parcel: (target) => {
    const at = parcels.findIndex((one) => (one.target?.kind ?? null) === target);
    if (at < 0) throw new Error(`no parcel is left with ${target}`);
    return parcels.splice(at, 1)[0] as Parcel;
  },
};

describe.each(Object.entries(ENTRIES))('%s', (row, entry: Entry) => {
  const named = (): Provider => providers.get(row) as Provider;
  const provider = (): Provider => ({ ...named(), endpoint: named().endpoint.replace(world.ready().origin, line.origin) });
  const work = (): Promise<Work> => entry.work({ ...FRESH, wire: { provider: named(), send, now: Date.now } });
  /** Asks the adapter over the line, and looks at what it tells: never a secret, never a phone. */
  async function ask(purpose: 'call' | 'lookUp', asked: Work, fate: Fate, over: { readonly send?: Send; readonly endpoint?: string } = {}): Promise<Outcome> {
    line.meets = fate;
    const outcome = await asked[purpose]({ provider: { ...provider(), ...(over.endpoint ? { endpoint: over.endpoint } : {}) }, send: over.send ?? send, now: Date.now });
    const about = 'about' in outcome ? outcome.about : '';
    for (const secret of [asked.phone, ...Object.values(provider().credential).filter((value) => value.length > 3)]) expect(about).not.toContain(secret);
    return outcome;
  }
  const happened = async (): Promise<number> => (entry.effect === null ? 0 : (await world.state()).effects[entry.effect]);
  const effects = async (expected: number): Promise<void> => void (entry.effect === null || (await expect.poll(happened).toBe(expected)));

  test.each(FAULTS)('$name', async ({ fate, ends, happens, silent }) => {
    const task = await work();
    const before = await happened();
    expect(await ask('call', task, fate, silent ? { send: hasty } : {})).toMatchObject(ends);
    await effects(before + Number(happens));
    const found = await ask('lookUp', task, passes);
    expect(found).toMatchObject({ kind: happens ? 'done' : entry.unheard });
    // However often it is asked about, it has happened once.
    await effects(before + Number(happens || entry.unheard === 'done'));
    expect(await ask('lookUp', task, fate, silent ? { send: hasty } : {})).toMatchObject(found.kind === 'done' || ends.kind !== 'done' ? ends : { kind: entry.unheard });
  });

  test.each(entry.refusals)('it says $name', async ({ status = 200, text, ends }) => {
    const task = await work();
    const before = await happened();
    const says: Fate = ({ response }) => void response.writeHead(status, { 'content-type': 'application/json' }).end(text);
    expect(await ask('call', task, says)).toMatchObject(ends);
    expect(await happened()).toBe(before);
  });

  test('the request arrives twice', async () => {
    const task = await work();
    const before = await happened();
    const twice: Fate = async (way) => void (await way.forward(), await passes(way));
    expect(await ask('call', task, twice)).toMatchObject({ kind: entry.twice.ends });
    await effects(before + entry.twice.effects);
    expect(await ask('lookUp', task, passes)).toMatchObject({ kind: 'done' });
    await effects(before + entry.twice.effects);
  });

  test.each(REDIRECTS)('nobody follows a redirect (%i) to another host: what asks for the very same there was not done, and of any other a provider may have done it', async (status) => {
    const task = await work();
    // The account API does what has a key once, however often it is asked.
    const ends = entry.kind === null || status >= 307 ? { kind: 'refused', act: 'platform' } : { kind: 'unknown' };
    const away: Fate = ({ asked, response }) => void response.writeHead(status, { location: `${elsewhere.origin}${asked.path}` }).end();
    for (const purpose of ['call', 'lookUp'] as const) expect(await ask(purpose, task, away)).toMatchObject({ ...ends, about: expect.stringMatching(new RegExp(`HTTP ${status}$`)) });
    expect(elsewhere.heard).toEqual([]);
  });

  test.each([200, 400, 500])('an answer (%i) that tells everything it was asked is not told on', async (status) => {
    const echo: Fate = ({ asked, response }) => void response.writeHead(status, { 'content-type': 'text/plain' }).end(JSON.stringify([asked.path, asked.headers, asked.body]));
    const task = await work();
    for (const purpose of ['call', 'lookUp'] as const) expect(['unknown', 'refused']).toContain((await ask(purpose, task, echo)).kind);
  });

  test('a certificate that has expired: not a byte is sent', async (context) => {
    if (!certificates) return skipBecause(context, 'there is no openssl here to make a certificate');
    const trusted = getCACertificates('default');
    setDefaultCACertificates([...trusted, certificates.root]);
    onTestFinished(() => setDefaultCACertificates(trusted));
    const expired = await openLine(() => world.ready().origin, certificates.sign({ days: -1 }));
    onTestFinished(() => expired.close());
    const careful = createEgress(() => new Set([expired.origin]), 20_000);
    onTestFinished(() => careful.close());
    const task = await work();
    const before = await happened();
    for (const purpose of ['call', 'lookUp'] as const) {
      const outcome = await ask(purpose, task, passes, { send: careful, endpoint: provider().endpoint.replace(line.origin, expired.origin) });
      expect(outcome).toMatchObject({ kind: 'later', why: 'unsafe', code: 'server-untrusted', about: expect.stringContaining('CERT_HAS_EXPIRED') });
    }
    expect(expired.heard).toEqual([]);
    expect(await happened()).toBe(before);
  });

  test('a place that the account API did not name is not asked', async () => {
    const outcome = await ask('call', await work(), passes, { endpoint: 'http://127.0.0.2:9/providers' });
    expect(outcome).toMatchObject({ kind: 'later', why: 'unsafe', code: 'address-refused' });
    expect(line.heard).toEqual([]);
  });
});

test('no request of all these was signed wrongly', async () => {
  const state = await world.state();
  expect(state.signatureFailures).toBe(0);
  expect({ ...state.duplicates, messages: 0 }).toEqual({ sync: 0, trace: 0, messages: 0, bindings: 0, writeBacks: 0, captures: 0 });
});
