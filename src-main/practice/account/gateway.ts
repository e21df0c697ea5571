import type { CallName } from '../../../src-shared/contract/calls.ts';
import { gatewayAnswer, type GatewayJob } from '../../../src-shared/contract/gateway.ts';
import { SERVICE_OF } from '../../../src-shared/domain/work.ts';
import { convert } from '../providers/conversions.ts';
import { accountOfToken } from '../providers/gateway-token.ts';
import type { Stage } from '../stage/stage.ts';
import { CURRENT_AGREEMENT } from './agreement-text.ts';
import type { Caller, Plays } from './call.ts';
import { planDelivery } from './delivery-reports.ts';
import { isOn } from './entitlements.ts';
import { Refusal } from './refusal.ts';

const PHONE = /^1[3-9]\d{9}$/;
const BINDING = 30 * 86_400_000;
const FIRST_NUMBER = 17_020_000_000;
const CALLS_OF_THE_GATEWAY: readonly CallName[] = ['gatewayJob', 'findGatewayJob', 'endGatewayBinding'];

/** Whoever has the gateway's token of the entitlements may call the gateway and nothing else. Null for any other token. */
export function gatewayCaller(stage: Stage, name: CallName, authorization: string | undefined): Caller | null {
  const token = /^Bearer (gw-\S+)$/.exec(authorization ?? '')?.[1];
  if (!token || !CALLS_OF_THE_GATEWAY.includes(name)) return null;
  const accountId = accountOfToken(stage, token);
  if (!accountId) throw new Refusal(401, 'gateway-token-expired');
  const suspended = stage.sql<{ suspended: number }>('SELECT suspended FROM accounts WHERE account_id = ?').get(accountId)?.suspended === 1;
  return { sessionId: 'gateway', userId: 'gateway', accountId, roles: [], mustChange: false, accepted: CURRENT_AGREEMENT.version, suspended };
}

/** The account API does the service itself. The key makes it once: the answer under it is the record of it. */
export const playGatewayJob: Plays<'gatewayJob'> = ({ stage, request, caller: { accountId }, key }) => {
  const service = SERVICE_OF[request.kind];
  if (service === null) throw new Refusal(422, 'kind-not-done');
  if (!isOn(stage, service)) throw new Refusal(403, 'service-disabled');
  const given = { stage, accountId, key: decoded(key), request };
  return { state: 'done', result: service === 'sms' ? sent(given) : service === 'privacy' ? bound(given) : converted(given, service) };
};

/** A header has no Chinese, so a key comes as a URL would write it; one that is no such writing is taken as it is. */
function decoded(key: string): string {
  try {
    return decodeURI(key);
  } catch {
    return key;
  }
}

type Given = { readonly stage: Stage; readonly accountId: string; readonly key: string; readonly request: GatewayJob };

function converted({ stage, accountId, key, request: { number, courier, target, storeId } }: Given, kind: 'sync' | 'trace') {
  if (!target) throw new Refusal(422, 'target-missing');
  if (courier === null || storeId === null) throw new Refusal(422, 'order-missing');
  const answer = convert(stage, kind, accountId, {
    requestId: key, number, courier, targetKind: target.kind, target: target.kind === 'segment' ? target.segment : target.courier, storeId,
  });
  if (answer.code === '0') return { kind: 'conversion' as const, number: answer.number, courier: answer.courier, reference: answer.reference };
  throw answer.code === 'STORE_NOT_AUTHORISED' ? new Refusal(403, 'store-not-authorised') : new Refusal(409, 'number-refused');
}

function sent({ stage, accountId, key, request: { phone, message } }: Given) {
  if (!message) throw new Refusal(422, 'message-missing');
  if (!PHONE.test(phone ?? '')) throw new Refusal(422, 'phone-invalid');
  const { text } = message;
  const messageId = stage.sql<{ message_id: number }>('INSERT INTO messages (account_id, phone, text, at) VALUES (?,?,?,?) RETURNING message_id').get(accountId, phone, text, stage.now())?.message_id ?? 0;
  planDelivery(stage, { messageId, accountId, phone: phone ?? '', text, key });
  const reference = `gw-sms-${messageId}`;
  stage.sql("INSERT INTO cloud_messages (message_id, provider, receipt, out_id, template_code) VALUES (?,'gateway',?,?,?)").run(messageId, reference, key, message.template);
  return { kind: 'reference' as const, reference };
}

function bound({ stage, accountId, key, request: { phone } }: Given) {
  if (!PHONE.test(phone ?? '')) throw new Refusal(422, 'phone-invalid');
  const until = stage.now() + BINDING;
  const number = String(FIRST_NUMBER + (stage.sql<{ n: number }>('SELECT count(*) AS n FROM bindings').get()?.n ?? 0));
  const row = stage
    .sql<{ binding_id: number }>('INSERT INTO bindings (account_id, x, a, b, customer_data, until, at) VALUES (?,?,?,?,?,?,?) RETURNING binding_id')
    .get(accountId, number, phone, '19900010000', key, until, stage.now());
  stage.sql("INSERT INTO cloud_bindings (binding_id, provider) VALUES (?,'gateway')").run(row?.binding_id);
  return { kind: 'binding' as const, number, until, reference: `gw-bind-${row?.binding_id}` };
}

/** Throws a 404 `no-such-binding` where this account has none of that reference, or it has ended. What ends something goes on while its service is off. */
export const playEndGatewayBinding: Plays<'endGatewayBinding'> = ({ stage, caller, param }) => {
  const reference = param('reference');
  const ended = stage
    .sql("UPDATE bindings SET unbound = 1 WHERE binding_id = ? AND account_id = ? AND unbound = 0 AND until > ? AND binding_id IN (SELECT binding_id FROM cloud_bindings WHERE provider = 'gateway')")
    .run(Number(/^gw-bind-(\d{1,15})$/.exec(reference)?.[1] ?? 0), caller.accountId, stage.now());
  if (ended.changes === 0) throw new Refusal(404, 'no-such-binding');
  return { reference };
};

/** What was answered under a key. Throws a 404 `no-such-job`: nothing was done under it. */
export const playFindGatewayJob: Plays<'findGatewayJob'> = ({ stage, caller, param }) => {
  const row = stage.sql<{ body: string }>('SELECT body FROM answers WHERE scope = ? AND key = ? AND status = 200').get(caller.accountId, encodeURI(param('key')));
  const read = gatewayAnswer.safeParse(row ? JSON.parse(row.body) : null);
  if (!read.success) throw new Refusal(404, 'no-such-job');
  return read.data;
};
