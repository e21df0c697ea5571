import { createHash } from 'node:crypto';
import { expect, onTestFinished } from 'vitest';
import { CallFailed } from '../../src-main/account/call-failed.ts';
import type { AccountClient } from '../../src-main/account/client.ts';
import { createClock } from '../../src-main/account/clock.ts';
import type { Outgoing, Sent } from '../../src-main/egress/egress.ts';
import type { SecretPlace } from '../../src-main/store/secret-place.ts';
import { createProblems } from '../../src-main/station/problems.ts';
import type { PrintingParts } from '../../src-main/station/printing.ts';
import type { WeighingParts } from '../../src-main/station/weighing.ts';
import { openStation, type Station } from '../../src-main/station/station.ts';
import type { Mark } from '../../src-main/store/mark-file.ts';
import { databaseOfAccount } from '../../src-main/store/database-of-account.ts';
import type { Announcement, Card } from '../../src-shared/bridge/views.ts';
import { READ_BY_ROW, type AnswerOf } from '../../src-shared/contract/calls.ts';
import type { DeliveryReport } from '../../src-shared/contract/messages.ts';
import { readJournalBody, type Balance } from '../../src-shared/contract/money.ts';
import type { Entitlements, Interception, Parcel } from '../../src-shared/contract/parcels.ts';
import type { StoreTerms } from '../../src-shared/contract/stores.ts';
import { fakeAccount, type Asked } from './fake-account.ts';
import { answered, fakeSend, json } from './fake-send.ts';
import { AUTHORISED, entitlementsWith, messageRulesWith } from './samples.ts';
import type { Arrival, OptOut } from '../../src-shared/contract/templates.ts';
import { tempDir } from './station.ts';

const DAY = 86_400_000;

/** What an account API and its providers are in a test: state that the test changes, and answers made of it. */
export function world() {
  const state = {
    entitlements: entitlementsWith() as Entitlements,
    orders: [] as Parcel[],
    /** Orders that the feed does not tell yet. */
    untold: [] as Parcel[],
    operators: [] as AnswerOf<'operators'>['operators'],
    interceptions: [] as Interception[],
    messageRules: messageRulesWith(),
    optOuts: [] as OptOut[],
    reports: [] as DeliveryReport[],
    arrivals: [] as Arrival[],
    balance: 10_000_000,
    leases: [] as Balance['leases'],
    epoch: 1,
    online: true,
    /** Its first answer has a time. */
    tellsTime: true,
    /** Entries of the journal as the API has them. */
    journal: [] as string[],
    /** Every charge is a second one of its key: it is given back at once. */
    chargedBefore: false,
    stores: [AUTHORISED] as StoreTerms[],
    writeBacks: [] as { original: string; replacement: string; key: string }[],
    /** Thrown instead of an answer, by call. */
    refusals: new Map<string, unknown>(),
  };
  /** What a test plays itself. */
  const play: { provider: (outgoing: Outgoing) => Sent; order?: () => Promise<Parcel> } = { provider: () => answered(500, '') };
  const page = <T>(items: readonly T[], cursor: string | undefined) => ({ items: items.slice(Number(cursor ?? 0)), next: String(items.length), more: false });
  const account = fakeAccount({
    registerStation: ({ name }) => ({ stationId: 'st-1', name }),
    openStation: () => ({ epoch: state.epoch, reason: 'same', lastSequence: state.journal.length }),
    entitlements: () => state.entitlements,
    prices: () => ({ version: 1, prices: [{ service: 'sync', price: 100 }] }),
    balance: () => ({ balance: state.balance, escrow: 0, toppedUp: 0, adjusted: 0, captured: 0, refunded: 0, leases: state.leases }),
    grantLease: ({ grantId, amount }) => {
      const [leaseId, spendUntil] = [`lease-${grantId}`, Date.now() + DAY];
      state.leases.push({ leaseId, stationId: 'st-1', stationName: '工位', amount, captured: 0, state: 'open', spendUntil });
      return { leaseId, grantId, amount, spendUntil, priceVersion: 1 };
    },
    journal: ({ epoch, entries }) => {
      for (const { sequence, body } of entries) if (sequence === state.journal.length + 1) state.journal.push(body);
      const captures = entries.flatMap(({ body }) => readJournalBody(body) ?? []).filter((body) => body.kind === 'capture');
      return { epoch, lastSequence: state.journal.length, secondCaptures: state.chargedBefore ? captures.map(({ holdId, amount }) => ({ holdId, amount, standing: null })) : [] };
    },
    interceptions: ({ cursor }) => READ_BY_ROW.interceptions.parse(page(state.interceptions, cursor)),
    deliveryReports: ({ cursor }) => READ_BY_ROW.deliveryReports.parse(page(state.reports, cursor)),
    orders: ({ cursor }) => READ_BY_ROW.orders.parse(page(state.orders, cursor)),
    stores: ({ known }) => {
      const version = createHash('sha256').update(JSON.stringify(state.stores)).digest('hex');
      return READ_BY_ROW.stores.parse({ version, stores: known === version ? null : state.stores });
    },
    authoriseStore: (_request, { params }) => {
      const store = { ...(state.stores.find(({ storeId }) => storeId === params?.['storeId']) ?? AUTHORISED), authorised: { at: 7, by: '周老板' } };
      state.stores = [...state.stores.filter(({ storeId }) => storeId !== store.storeId), store];
      return store;
    },
    setStoreRules: ({ rules, instead }, { params }) => {
      const store = state.stores.find(({ storeId }) => storeId === params?.['storeId']) ?? AUTHORISED;
      if (JSON.stringify(store.rules) !== JSON.stringify(instead)) throw new CallFailed('rules-changed', 'setStoreRules', { effect: 'none', problem: 'rules-changed' });
      const changed = { ...store, rules };
      state.stores = [...state.stores.filter(({ storeId }) => storeId !== store.storeId), changed];
      return changed;
    },
    order: (_, { params }) => {
      if (play.order) return play.order();
      const order = [...state.orders, ...state.untold].find(({ number }) => number === params?.['number']);
      if (!order) throw new CallFailed('api-refused', 'no-order', { effect: 'none', problem: 'no-order' });
      return order;
    },
    operators: () => ({ operators: state.operators }),
    messageRules: () => READ_BY_ROW.messageRules.parse(state.messageRules),
    optOuts: ({ cursor }) => page(state.optOuts, cursor),
    arrivals: ({ cursor }) => READ_BY_ROW.arrivals.parse(page(state.arrivals, cursor)),
    writeBack: ({ original, replacement }, { key = '' }) => {
      state.writeBacks.push({ original, replacement, key });
      return { writeBackId: `wb-${key}`, at: 1 };
    },
  });
  const client: AccountClient = {
    async call(name, request, options) {
      const refusal = state.refusals.get(name) ?? state.refusals.get('*');
      if (refusal !== undefined) throw refusal;
      return account.client.call(name, request, options);
    },
  };

  /** To whom the number of a conversion is given: what the call names, and of one that is only asked about the order. */
  const courierFor = (body: string): string | undefined => {
    const { requestId = '', courier, targetKind, target } = (body.startsWith('{') ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body))) as Record<string, string>;
    const order = state.orders.find(({ number }) => requestId.includes(number));
    return (targetKind === 'courier' ? target : courier) ?? (order?.target?.kind === 'courier' ? order.target.courier : order?.courier);
  };
  let converted = 0;
  /** Every provider does its work; a test can play one itself. */
  const provider = (outgoing: Outgoing): Sent => {
    const { url, body } = outgoing;
    if (url.endsWith('/convert') || url.endsWith('/find')) {
      converted += 1;
      return json({ code: '0', number: `YT9${String(converted).padStart(12, '0')}`, courier: courierFor(body ?? ''), validFrom: 1, reference: `ref-${converted}` });
    }
    if (url.includes('/middleNumberAXB/')) return json({ result: '000000', message: '', middleNumber: '17000000001' });
    return answered(200, '<string xmlns="http://tempuri.org/">77</string>');
  };
  play.provider = provider;
  const network = fakeSend((outgoing) => (state.online ? play.provider(outgoing) : { kind: 'not-sent', about: 'ECONNREFUSED' }));
  return { state, client, send: network.send, out: network.out, asked: account.asked as readonly Asked[], play, provider };
}
export type World = ReturnType<typeof world>;

/** A whole station over a real database, with its background running, in front of such a world. Gone with the test. */
export function wholeStation(given: { readonly world: World; readonly dir?: string; readonly credentials?: SecretPlace; readonly phoneKeys?: SecretPlace; readonly mark?: Mark; readonly weighing?: WeighingParts; readonly printing?: PrintingParts; readonly version?: string }) {
  const dir = given.dir ?? tempDir();
  const cards = new Map<number, Card>();
  const lines: string[] = [];
  const announcements: Announcement[] = [];
  const operatorChanges: true[] = [];
  const problems = createProblems(() => undefined);
  const store = databaseOfAccount(dir, 'acct');
  const clock = createClock(Date.now, 0);
  const client: AccountClient = {
    async call(name, request, options) {
      const answer = await given.world.client.call(name, request, options);
      // Afterwards the test says what time it is.
      if (given.world.state.tellsTime && clock.followed() === null) clock.heard(Date.now());
      return answer;
    },
  };
  const station: Station = openStation({
    store, credentials: given.credentials, phoneKeys: given.phoneKeys, mark: given.mark, weighing: given.weighing, printing: given.printing, client, signedIn: () => true, send: given.world.send, clock, problems, version: given.version, device: { id: 'device-1', name: '工位' },
    desk: () => ({ accountId: 'acct', operator: { id: 'op-1', name: '李四' }, station: '03' }),
    announce: (news) => void announcements.push(news),
    cardChanged: (card) => void cards.set(card.scanId, card),
    operatorChanged: () => void operatorChanges.push(true),
    statusChanged: () => undefined,
    log: (event, about) => void lines.push(`${event} ${about}`),
  });
  let stopped = false;
  const stop = async (): Promise<void> => {
    if (stopped) return;
    stopped = true;
    await station.stop();
  };
  onTestFinished(stop);
  return {
    dir, station, store, problems, cards, announcements, operatorChanges, lines, clock, stop,
    /** Waits until what the station has told of a scan is so. */
    until: (scanId: number, is: (card: Card) => boolean) => expect.poll(() => is(cards.get(scanId) ?? station.card(scanId)), { interval: 10 }).toBe(true),
  };
}

export const isSettled = (card: Card): boolean => card.jobs.length > 0 && card.jobs.every(({ state }) => state === 'done');
