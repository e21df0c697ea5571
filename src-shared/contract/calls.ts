import { z } from 'zod';
import * as gateway from './gateway.ts';
import * as messages from './messages.ts';
import * as money from './money.ts';
import * as parcels from './parcels.ts';
import * as session from './session.ts';
import * as stores from './stores.ts';
import * as templates from './templates.ts';
import { cursor, nothing, pageByRow, pageOf } from './values.ts';

/**
 * One row a call of the account API: the client checks answers with it, the practice world checks requests with it,
 * and both take their types from it. `:name` in a path is a parameter; a GET's request is its query.
 * Source: the account API contract of the platform.
 */
const call = <Q extends z.ZodType, A extends z.ZodType>(method: 'GET' | 'POST', path: string, request: Q, answer: A, open = false) => ({ method, path, request, answer, open });

export const CALLS = {
  signIn: call('POST', '/v1/session', session.signIn, session.session, true),
  refresh: call('POST', '/v1/session/refresh', session.refresh, session.tokens, true),
  signOut: call('POST', '/v1/session/end', nothing, nothing),
  changePassword: call('POST', '/v1/session/password', session.newPassword, nothing),
  agreement: call('GET', '/v1/agreement', nothing, session.agreement),
  acceptAgreement: call('POST', '/v1/agreement/acceptance', session.acceptance, session.accepted),
  entitlements: call('GET', '/v1/entitlements', nothing, parcels.entitlements),
  registerStation: call('POST', '/v1/stations', money.registerStation, money.station),
  openStation: call('POST', '/v1/stations/:stationId/open', money.openStation, money.openedStation),
  operators: call('GET', '/v1/operators', nothing, money.operators),
  orders: call('GET', '/v1/orders', cursor, pageOf(parcels.parcel)),
  order: call('GET', '/v1/orders/:number', nothing, parcels.parcel),
  interceptions: call('GET', '/v1/interceptions', cursor, pageOf(parcels.interception)),
  deliveryReports: call('GET', '/v1/delivery-reports', cursor, pageOf(messages.deliveryReport)),
  stores: call('GET', '/v1/stores', stores.storesQuery, stores.stores),
  /** The merchant's authorisation for conversions of a store, recorded with who and when before the first one; a repeat changes nothing. */
  authoriseStore: call('POST', '/v1/stores/:storeId/authorisation', nothing, stores.storeTerms),
  /** A merchant's or a supervisor's change of a store's conversion rules. */
  setStoreRules: call('POST', '/v1/stores/:storeId/rules', stores.newRules, stores.storeTerms),
  messageRules: call('GET', '/v1/messages/rules', nothing, templates.messageRules),
  optOuts: call('GET', '/v1/messages/opt-outs', cursor, pageOf(templates.optOut)),
  arrivals: call('GET', '/v1/stations/:stationId/arrivals', cursor, pageOf(templates.arrival)),
  writeBack: call('POST', '/v1/write-backs', parcels.writeBack, parcels.writtenBack),
  gatewayJob: call('POST', '/v1/gateway/jobs', gateway.gatewayJob, gateway.gatewayAnswer),
  findGatewayJob: call('GET', '/v1/gateway/jobs/:key', nothing, gateway.gatewayAnswer),
  endGatewayBinding: call('POST', '/v1/gateway/bindings/:reference/end', nothing, gateway.endedBinding),
  balance: call('GET', '/v1/balance', nothing, money.balance),
  grantLease: call('POST', '/v1/leases', money.leaseRequest, money.lease),
  writeOffLease: call('POST', '/v1/leases/:leaseId/write-off', nothing, money.writtenOff),
  journal: call('POST', '/v1/stations/:stationId/journal', money.journalBatch, money.journalAnswer),
  stationJournal: call('GET', '/v1/stations/:stationId/journal', money.stationJournalQuery, money.stationJournal),
  ledger: call('GET', '/v1/ledger', cursor, pageOf(money.ledgerRow)),
  prices: call('GET', '/v1/prices', nothing, money.prices),
  createTopUp: call('POST', '/v1/top-ups', money.createTopUp, money.topUp),
  topUp: call('GET', '/v1/top-ups/:topUpId', nothing, money.topUp),
  closeTopUp: call('POST', '/v1/top-ups/:topUpId/close', nothing, money.topUp),
  counts: call('GET', '/v1/counts', parcels.dayQuery, parcels.dayCounts),
} as const;

export type CallName = keyof typeof CALLS;
export type RequestOf<N extends CallName> = z.input<(typeof CALLS)[N]['request']>;

/** Answers that the client reads row by row. What a server may answer is the call's own `answer`. */
export const READ_BY_ROW = {
  orders: pageByRow(parcels.parcel, parcels.stopWords),
  interceptions: pageByRow(parcels.interception, parcels.interceptionWords),
  deliveryReports: pageByRow(messages.deliveryReport, z.null()),
  arrivals: pageByRow(templates.arrival, z.null()),
  stores: stores.storesByRow,
  authoriseStore: stores.storeTermsByRow,
  setStoreRules: stores.storeTermsByRow,
  messageRules: templates.messageRulesByRow,
} as const;
export type AnswerOf<N extends CallName> = z.output<N extends keyof typeof READ_BY_ROW ? (typeof READ_BY_ROW)[N] : (typeof CALLS)[N]['answer']>;
