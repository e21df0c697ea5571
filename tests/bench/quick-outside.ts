// The account API and every provider in a process of its own, on loopback: answers at once. quick-outside.ts CONCURRENCY
import { Hono } from 'hono';
import { openDoor } from '../../src-main/practice/network.ts';
import { CALLS, type AnswerOf, type CallName, type RequestOf } from '../../src-shared/contract/calls.ts';
import type { Balance } from '../../src-shared/contract/money.ts';
import { AUTHORISED } from '../support/samples.ts';
import { ENOUGH, unlimited } from './station-flow.ts';

const A_DAY = 86_400_000;
const concurrency = Number(process.argv[2]);
const app = new Hono();
const door = await openDoor(app, 0);
const origin = `http://127.0.0.1:${door.port()}`;

/** All that is remembered, for a lease that its API does not tell is lost to a station. The first is that of stationFlow. */
const leases: Balance['leases'] = [{ leaseId: 'bench', stationId: 'bench', stationName: '', amount: ENOUGH, captured: 0, state: 'open', spendUntil: Date.now() + A_DAY }];
const nothing = { items: [], next: '0', more: false };
const plays: { readonly [N in CallName]?: (request: RequestOf<N>) => AnswerOf<N> } = {
  registerStation: ({ name }) => ({ stationId: 'bench', name }),
  openStation: ({ epoch }) => ({ epoch, reason: 'same', lastSequence: 0 }),
  entitlements: () => unlimited(concurrency, origin),
  balance: () => ({ balance: 1_000_000_000, escrow: 0, toppedUp: 0, adjusted: 0, captured: 0, refunded: 0, leases }),
  grantLease: ({ grantId, amount }) => {
    const lease = { leaseId: `lease-${grantId}`, amount, spendUntil: Date.now() + A_DAY };
    leases.push({ ...lease, stationId: 'bench', stationName: '', captured: 0, state: 'open' });
    return { ...lease, grantId, priceVersion: 1 };
  },
  journal: ({ epoch, entries }) => ({ epoch, lastSequence: entries.at(-1)?.sequence ?? 0 }),
  orders: () => nothing,
  interceptions: () => nothing,
  stores: () => ({ version: '1', stores: [AUTHORISED] }),
  writeBack: ({ requestId }) => ({ writeBackId: requestId, at: Date.now() }),
};
for (const [name, play] of Object.entries(plays)) {
  const { method, path } = CALLS[name as CallName];
  app.on(method, path, async (c) => c.json((play as (request: unknown) => object)(method === 'POST' ? await c.req.json() : c.req.query())));
}
let converted = 0;
app.post('/convert', async (c) => {
  const { courier } = await c.req.json<{ readonly courier: string }>();
  return c.json({ code: '0', number: `YT9${String((converted += 1)).padStart(12, '0')}`, courier, validFrom: 1, reference: `ref-${converted}` });
});
app.post('/voice/*', (c) => c.json({ result: '000000', message: '', middleNumber: '17000000001' }));
/** For what a POST itself costs: takes the bytes. */
app.post('/bare', async (c) => c.json({ bytes: (await c.req.arrayBuffer()).byteLength }));

// The bench is gone: nobody is left to answer.
process.once('disconnect', () => process.exit(0));
process.send?.(origin);
