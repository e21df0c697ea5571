import { createHmac } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import type { Stage } from '../stage/stage.ts';
import { accountWith, credentialFor } from './credentials.ts';
import { countRefusal } from './refusals.ts';
import { HUAWEI_NUMBERS } from './settings.ts';

const KIND = 'huawei-axb';
const PATH = `/providers/${KIND}/rest/caas/relationnumber/partners/v1.0`;
/** Either side's clock may be this far off, ms. */
const SIGNED_FOR = 5 * 60_000;

type Answer = { readonly status: 200 | 400 | 401 | 403; readonly body: { readonly resultcode: string; readonly resultdesc: string } & Readonly<Record<string, unknown>> };
const ok = (fields: Readonly<Record<string, unknown>>): Answer => ({ status: 200, body: { resultcode: '0', resultdesc: 'Success', ...fields } });
const no = (resultcode: string, resultdesc: string, status: 400 | 401 | 403 = 403): Answer => ({ status, body: { resultcode, resultdesc } });

const phone = z.string().regex(/^\+861[3-9]\d{9}$/);
const binding = z.object({ relationNum: z.string(), callerNum: phone, calleeNum: phone, duration: z.int().min(60).max(7_776_000), userData: z.string().max(256).default('') });
type Row = { readonly binding_id: number; readonly x: string; readonly a: string; readonly b: string; readonly customer_data: string; readonly until: number; readonly at: number };

/**
 * 华为云隐私保护通话, AXB: bind, query, unbind at one address. On one X a phone is in one binding only. A refusal is a 4xx with
 * a result code. Written from the vendor's description of X-AKSK, apart from the client's code.
 */
export function huaweiAxb(app: Hono, stage: Stage): void {
  app.on(['POST', 'GET', 'DELETE'], PATH, async (c) => {
    const text = c.req.method === 'POST' ? await c.req.text() : '';
    const { status, body } = checked(stage, c, (accountId) => {
      if (c.req.method === 'POST') return bind(stage, accountId, parse(text));
      return c.req.method === 'GET' ? query(stage, accountId, c.req.query()) : unbind(stage, accountId, c.req.query('subscriptionId'));
    });
    if (body.resultcode !== '0') countRefusal(stage, KIND, body.resultcode);
    return c.json(body, status);
  });
}

function checked(stage: Stage, c: Context, then: (accountId: string) => Answer): Answer {
  if (c.req.header('authorization') !== 'AKSK realm="SDP",profile="UsernameToken",type="Appkey"') return no('1023006', 'Authorization not contained in the HTTP header.', 400);
  const token = c.req.header('x-aksk') ?? '';
  const part = (name: string): string => new RegExp(`(?:^UsernameToken |, ?)${name}="([^"]+)"`).exec(token)?.[1] ?? '';
  const [user, digest, nonce, created] = [part('Username'), part('PasswordDigest'), part('Nonce'), part('Created')];
  if (user === '' || digest === '' || nonce === '' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(created)) return no('1023026', 'X-AKSK not contained in the HTTP header.', 400);
  const accountId = accountWith(stage, KIND, 'appKey', user);
  if (!accountId) return no('1010003', 'Invalid app_key.');
  if (Math.abs(stage.now() - Date.parse(created)) > SIGNED_FOR) return no('1010013', 'Time out limit.', 401);
  const wanted = createHmac('sha256', credentialFor(stage, KIND, accountId)['appSecret'] ?? '').update(nonce + created).digest('base64');
  return digest === wanted ? then(accountId) : no('1023033', 'The digest does not match.', 401);
}

const LIVE = "SELECT * FROM bindings NATURAL JOIN cloud_bindings WHERE provider = 'huawei-axb' AND account_id = ? AND unbound = 0 AND until > ?";
const subscription = (bindingId: number): string => `hw-${bindingId}`;

function bind(stage: Stage, accountId: string, fields: unknown): Answer {
  const read = binding.safeParse(fields);
  if (!read.success) return no('1010002', `Invalid request: ${String(read.error.issues[0]?.path[0] ?? '')}`);
  const { relationNum: x, callerNum: a, calleeNum: b, duration, userData } = read.data;
  if (!HUAWEI_NUMBERS.includes(x)) return no('1012001', 'Resource of number is not to be applied.');
  if (a === b) return no('1010002', 'Invalid request: calleeNum');
  return stage.atomically(() => {
    const now = stage.now();
    const live = stage.sql<Row>(`${LIVE} AND x = ?`).all(accountId, now, x);
    if (live.some((row) => [row.a, row.b].some((bound) => bound === a || bound === b))) return no('1012010', 'The relation number has been bound.');
    const row = stage.sql<{ binding_id: number }>('INSERT INTO bindings (account_id, x, a, b, customer_data, until, at) VALUES (?,?,?,?,?,?,?) RETURNING binding_id').get(accountId, x, a, b, userData, now + duration * 1000, now);
    stage.sql('INSERT INTO cloud_bindings (binding_id, provider) VALUES (?,?)').run(row?.binding_id, KIND);
    return ok({ subscriptionId: subscription(row?.binding_id ?? 0), relationNum: x, callDirection: 0, duration });
  });
}

function query(stage: Stage, accountId: string, { relationNum, callerNum, calleeNum, subscriptionId }: Readonly<Record<string, string>>): Answer {
  if (!relationNum && !subscriptionId) return no('1010002', 'Invalid request: relationNum');
  const rows = stage.sql<Row>(`${LIVE} ORDER BY binding_id`).all(accountId, stage.now()).filter((row) =>
    subscriptionId ? subscription(row.binding_id) === subscriptionId : row.x === relationNum && row.a === (callerNum ?? row.a) && row.b === (calleeNum ?? row.b));
  if (rows.length === 0) return no('1012007', 'The record does not exist');
  return ok({
    totalCount: rows.length, pageIndex: 1,
    relationNumList: rows.map(({ binding_id, x, a, b, customer_data, until, at }) => ({ subscriptionId: subscription(binding_id), relationNum: x, callerNum: a, calleeNum: b, duration: (until - at) / 1000, userData: customer_data })),
  });
}

function unbind(stage: Stage, accountId: string, id: string | undefined): Answer {
  const found = stage.sql<Row>(LIVE).all(accountId, stage.now()).find(({ binding_id }) => subscription(binding_id) === id);
  if (!found) return no('1012007', 'The record does not exist');
  stage.sql('UPDATE bindings SET unbound = 1 WHERE binding_id = ?').run(found.binding_id);
  return ok({});
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
