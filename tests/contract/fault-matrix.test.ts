import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createEgress, type Send } from '../../src-main/egress/egress.ts';
import type { Adapter } from '../../src-main/flow/provider/adapter.ts';
import { ADAPTERS } from '../../src-main/flow/provider/adapters.ts';
import type { Outcome, Task } from '../../src-main/flow/queue/task.ts';
import type { Parcel, Provider } from '../../src-shared/contract/parcels.ts';
import { authority, type Authority } from '../support/certificates.ts';
import { startPractice, type Practice } from '../support/practice.ts';
import { skipBecause } from '../support/skip.ts';
import { signedIn } from './caller.ts';
import { ENTRIES, type Entry, type Fresh } from './fault-matrix/entries.ts';
import { FAULTS, REDIRECTS } from './fault-matrix/faults.ts';
import { openLine, passes, type Fate, type Line } from './fault-matrix/line.ts';

// Every adapter, through everything that can happen to a request, against the practice world over real HTTP: what the
// station believes afterwards must be what it can know, and a question must find out what happened.

/** So long, ms, is waited for an answer that never comes. All other waiting is patient. */
const IMPATIENT = 400;

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
  const open = new Set([line.origin, elsewhere.origin]);
  [send, hasty] = [createEgress(() => open, 20_000), createEgress(() => open, IMPATIENT)];
  const caller = await signedIn(world);
  parcels = (await caller.call('orders', { limit: 1000 })).items;
  providers = new Map();
  for (const [kind, { service }] of Object.entries(ENTRIES)) {
    await world.control('swap-provider', { service, kind });
    const { provider } = (await caller.call('entitlements', {})).services[service];
    providers.set(kind, { ...provider, endpoint: provider.endpoint.replace(world.ready().origin, line.origin) });
  }
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

test('every adapter is in the matrix', () => {
  expect(Object.keys(ENTRIES).sort()).toEqual(Object.keys(ADAPTERS).sort());
});

const FRESH: Fresh = {
  phone: () => `1990${String((made += 1)).padStart(7, '0')}`,
  key: () => `matrix:${(made += 1)}`,
  parcel: (target) => parcels.splice(parcels.findIndex((one) => one.target?.kind === target), 1)[0] as Parcel,
};

describe.each(Object.entries(ENTRIES))('%s', (kind, entry: Entry) => {
  const provider = (): Provider => providers.get(kind) as Provider;
  /** Asks the adapter over the line, and looks at what it tells: never a secret, never a phone. */
  async function ask(purpose: 'call' | 'lookUp', task: Task, fate: Fate, over: { readonly send?: Send; readonly endpoint?: string } = {}): Promise<Outcome> {
    line.meets = fate;
    const asked = { ...provider(), ...(over.endpoint ? { endpoint: over.endpoint } : {}) };
    const outcome = await (ADAPTERS[kind] as Adapter)[purpose](task, { provider: asked, send: over.send ?? send, now: Date.now });
    const about = 'about' in outcome ? outcome.about : '';
    for (const secret of [task.phone, ...Object.values(provider().credential).filter((value) => value.length > 3)]) expect(about).not.toContain(secret);
    return outcome;
  }
  const happened = async (): Promise<number> => (await world.state()).effects[entry.effect];
  const effects = (expected: number): Promise<void> => expect.poll(happened, { timeout: 10_000 }).toBe(expected);

  test.each(FAULTS)('$name', async ({ fate, ends, happens, silent }) => {
    const task = entry.task(FRESH);
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
    const before = await happened();
    const says: Fate = ({ response }) => void response.writeHead(status, { 'content-type': 'application/json' }).end(text);
    expect(await ask('call', entry.task(FRESH), says)).toMatchObject(ends);
    expect(await happened()).toBe(before);
  });

  test('the request arrives twice', async () => {
    const task = entry.task(FRESH);
    const before = await happened();
    const twice: Fate = async (way) => void (await way.forward(), await passes(way));
    expect(await ask('call', task, twice)).toMatchObject({ kind: entry.twice.ends });
    expect(await happened()).toBe(before + entry.twice.effects);
    expect(await ask('lookUp', task, passes)).toMatchObject({ kind: 'done' });
    expect(await happened()).toBe(before + entry.twice.effects);
  });

  test.each(REDIRECTS)('a redirect (%i) to another host is refused, and nobody goes there', async (status) => {
    const task = entry.task(FRESH);
    const away: Fate = ({ asked, response }) => void response.writeHead(status, { location: `${elsewhere.origin}${asked.path}` }).end();
    for (const purpose of ['call', 'lookUp'] as const) expect(await ask(purpose, task, away)).toMatchObject({ kind: 'refused', act: 'platform', about: `HTTP ${status}` });
    expect(elsewhere.heard).toEqual([]);
  });

  test.each([200, 400, 500])('an answer (%i) that tells everything it was asked is not told on', async (status) => {
    const echo: Fate = ({ asked, response }) => void response.writeHead(status, { 'content-type': 'text/plain' }).end(JSON.stringify([asked.path, asked.headers, asked.body]));
    const task = entry.task(FRESH);
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
    const before = await happened();
    for (const purpose of ['call', 'lookUp'] as const) {
      const outcome = await ask(purpose, entry.task(FRESH), passes, { send: careful, endpoint: provider().endpoint.replace(line.origin, expired.origin) });
      expect(outcome).toMatchObject({ kind: 'later', why: 'unsafe', code: 'server-untrusted', about: 'CERT_HAS_EXPIRED' });
    }
    expect(expired.heard).toEqual([]);
    expect(await happened()).toBe(before);
  });

  test('a place that the account API did not name is not asked', async () => {
    const outcome = await ask('call', entry.task(FRESH), passes, { endpoint: 'http://127.0.0.2:9/providers' });
    expect(outcome).toMatchObject({ kind: 'later', why: 'unsafe', code: 'address-refused' });
    expect(line.heard).toEqual([]);
  });
});

test('no request of all these was signed wrongly', async () => {
  const state = await world.state();
  expect(state.signatureFailures).toBe(0);
  expect({ ...state.duplicates, messages: 0 }).toEqual({ sync: 0, trace: 0, messages: 0, bindings: 0, writeBacks: 0, captures: 0 });
});
