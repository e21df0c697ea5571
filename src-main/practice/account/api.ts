import type { Context, Hono } from 'hono';
import type { z } from 'zod';
import { CALLS, type CallName } from '../../../src-shared/contract/calls.ts';
import type { Stage } from '../stage/stage.ts';
import { playAcceptAgreement, playAgreement } from './agreement.ts';
import { answerOnce } from './answer-once.ts';
import type { Caller, Given, Plays } from './call.ts';
import { playCounts } from './counts.ts';
import { playEntitlements } from './entitlements.ts';
import { playDeliveryReports } from './delivery-reports.ts';
import { gatewayCaller, playEndGatewayBinding, playFindGatewayJob, playGatewayJob } from './gateway.ts';
import { checkGate } from './gate.ts';
import { playInterceptions } from './interceptions.ts';
import { playJournal } from './journal.ts';
import { playStationJournal } from './station-journal.ts';
import { playGrantLease, playWriteOffLease } from './leases.ts';
import { playOrder, playOrders } from './orders.ts';
import { playPrices } from './prices.ts';
import { Refusal, problemText } from './refusal.ts';
import { callerOf, playChangePassword, playRefresh, playSignIn, playSignOut } from './sessions.ts';
import { playOpenStation, playRegisterStation } from './stations.ts';
import { playAuthoriseStore, playSetStoreRules, playStores } from './stores.ts';
import { playCloseTopUp, playCreateTopUp, playTopUp } from './top-ups.ts';
import { playOperators } from './users.ts';
import { playArrivals } from './arrivals.ts';
import { playMessageRules, playOptOuts } from './messages.ts';
import { playBalance, playLedger } from './wallet.ts';
import { playWriteBack } from './write-backs.ts';

/** Every call of the contract and who plays it. */
const PLAYS: { readonly [N in CallName]: Plays<N> } = {
  signIn: playSignIn,
  refresh: playRefresh,
  signOut: playSignOut,
  changePassword: playChangePassword,
  agreement: playAgreement,
  acceptAgreement: playAcceptAgreement,
  entitlements: playEntitlements,
  registerStation: playRegisterStation,
  openStation: playOpenStation,
  operators: playOperators,
  orders: playOrders,
  order: playOrder,
  interceptions: playInterceptions,
  deliveryReports: playDeliveryReports,
  stores: playStores,
  authoriseStore: playAuthoriseStore,
  setStoreRules: playSetStoreRules,
  messageRules: playMessageRules,
  optOuts: playOptOuts,
  arrivals: playArrivals,
  writeBack: playWriteBack,
  gatewayJob: playGatewayJob,
  findGatewayJob: playFindGatewayJob,
  endGatewayBinding: playEndGatewayBinding,
  balance: playBalance,
  grantLease: playGrantLease,
  writeOffLease: playWriteOffLease,
  journal: playJournal,
  stationJournal: playStationJournal,
  ledger: playLedger,
  prices: playPrices,
  createTopUp: playCreateTopUp,
  topUp: playTopUp,
  closeTopUp: playCloseTopUp,
  counts: playCounts,
};

/** Longer than any id; a key is kept for ever. */
/** A job's key may be 300 characters, and one that is not ASCII comes as nine. */
const LONGEST_KEY = 2_700;

/** Puts the whole account API on the app. */
export function accountApi(app: Hono, stage: Stage): void {
  for (const name of Object.keys(CALLS) as CallName[]) {
    const { method, path } = CALLS[name];
    app.on(method, path, async (c) => {
      try {
        const { status, body } = await answer(stage, name, c);
        return problemOrJson(c, status, body);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return problemOrJson(c, error.status, problemText(error));
      }
    });
  }
  app.all('/v1/*', (c) => problemOrJson(c, 404, problemText(new Refusal(404, 'no-such-call'))));
}

async function answer<N extends CallName>(stage: Stage, name: N, c: Context): Promise<{ status: number; body: string }> {
  const call = CALLS[name];
  const text = call.method === 'POST' ? await bodyText(c) : '';
  const caller = call.open ? null : (gatewayCaller(stage, name, c.req.header('authorization')) ?? callerOf(stage, c.req.header('authorization')));
  const key = c.req.header('idempotency-key') ?? '';
  if (caller) checkGate(name, caller);
  const request = read(name, call.request, call.method === 'POST' ? parse(text) : c.req.query());
  const param = (part: string): string => c.req.param(part) ?? '';
  const given = { stage, request, param, key, get caller(): Caller { return present(caller); } } as Given<N>;
  // What leaves has the contract's very shape, or it does not leave.
  const run = (): unknown => {
    const played = PLAYS[name](given);
    return played instanceof Refusal ? played : call.answer.parse(played);
  };
  if (call.method === 'GET') return { status: 200, body: JSON.stringify(stage.atomically(run)) };
  if (key === '' || key.length > LONGEST_KEY) throw new Refusal(400, 'idempotency-key-missing');
  return answerOnce(stage, caller?.accountId ?? 'anyone', key, `${c.req.path}\n${text}`, run, name === 'gatewayJob' ? isDone : undefined);
}

/** A refused job may be given again once it is cured (contract/gateway.ts). */
const isDone = (status: number): boolean => status === 200;

function present(caller: Caller | null): Caller {
  if (!caller) throw new Error('an open call has no caller');
  return caller;
}

async function bodyText(c: Context): Promise<string> {
  const type = c.req.header('content-type') ?? '';
  if (!/^application\/json\b/i.test(type)) throw new Refusal(415, 'json-expected');
  return c.req.text();
}

function parse(text: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    throw new Refusal(400, 'json-malformed');
  }
}

/** Throws a 422 `schema` whose detail is the path of the first mismatch; too short a password has a code of its own. */
function read(name: CallName, schema: z.ZodType, value: unknown): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = issue?.path.join('.') || '(root)';
  if (name === 'changePassword' && path === 'newPassword' && issue?.code === 'too_small') throw new Refusal(422, 'weak-password', 'at least 8 characters');
  throw new Refusal(422, 'schema', `${path}: ${issue?.code ?? 'mismatch'}`);
}

function problemOrJson(c: Context, status: number, body: string): Response {
  return c.body(body, status as 200, { 'content-type': status < 400 ? 'application/json' : 'application/problem+json' });
}
