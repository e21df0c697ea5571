import { createHash } from 'node:crypto';
import type { Hono } from 'hono';
import { z } from 'zod';
import type { Stage } from '../stage/stage.ts';
import { isStale } from './conversions.ts';
import { accountWith, credentialFor } from './credentials.ts';
import { countRefusal } from './refusals.ts';

const KIND = 'yunxinliuke-voice';

/**
 * Result codes. Only 000000 is known from integrators; the others are this world's own:
 * 000001 unknown app, 000002 wrong signature, 000003 timestamp more than 5 minutes off, 000004 invalid number,
 * 000005 invalid parameter (a binding time of 0 or none would mean for ever), 000012 the pair is bound already
 * (the answer names its middleNumber), 000013 no such binding.
 */
export const VOICE_RESULTS = {
  '000001': 'platform', '000002': 'platform', '000003': 'clock', '000004': 'person', '000005': 'platform', '000012': 'bound', '000013': 'none',
} as const;
type Answer = { readonly result: string; readonly message: string; readonly middleNumber?: string; readonly customerData?: string };
const say = (result: string, message: string): Answer => ({ result, message });

const phone = z.string().regex(/^1[3-9]\d{9}$/);
const bindFields = z.object({
  middleNumber: z.string().optional(),
  bindNumberA: phone,
  bindNumberB: phone,
  maxBindingTime: z.coerce.number().int().min(1).max(365 * 24 * 3600),
  maxCallDuration: z.coerce.number().int().nonnegative().optional(),
  callRec: z.coerce.number().int().min(0).max(1).optional(),
  customerData: z.string().max(256).optional(),
});
const unbindFields = z.object({ middleNumber: z.string(), bindNumberA: phone, bindNumberB: phone });

/** 云信留客 privacy number: AXB. No idempotency key and no binding id: a binding is its (X, A, B). */
export function yunxinliukeVoice(app: Hono, stage: Stage): void {
  app.post(`/providers/${KIND}/voice/1.0.0/:what{middleNumberAXB|middleNumberUnbind}/:appId/:sig`, async (c) => {
    const { what, appId, sig } = c.req.param();
    const text = await c.req.text();
    const answer = checked(stage, appId, sig, c.req.header('authorization'), (accountId) =>
      what === 'middleNumberAXB' ? bind(stage, accountId, parse(text)) : unbind(stage, accountId, parse(text)),
    );
    if (answer.result !== '000000') countRefusal(stage, KIND, answer.result);
    return c.json(answer);
  });
}

function checked(stage: Stage, appId: string, sig: string, authorization: string | undefined, then: (accountId: string) => Answer): Answer {
  const accountId = accountWith(stage, KIND, 'appId', appId);
  if (!accountId) return say('000001', '应用不存在');
  const [app, timestamp] = Buffer.from(authorization ?? '', 'base64').toString('utf8').split(':');
  const token = credentialFor(stage, KIND, accountId)['token'] ?? '';
  const wanted = createHash('md5').update(`${appId}${token}${timestamp ?? ''}`).digest('hex');
  if (app !== appId || sig !== wanted) return say('000002', '签名错误');
  if (isStale(stage, timestamp)) return say('000003', '时间戳超出五分钟');
  return then(accountId);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function bind(stage: Stage, accountId: string, fields: unknown): Answer {
  const read = bindFields.safeParse(fields);
  if (!read.success) {
    const name = String(read.error.issues[0]?.path[0] ?? '');
    return name.startsWith('bindNumber') ? say('000004', `号码无效: ${name}`) : say('000005', `参数错误: ${name}`);
  }
  const { bindNumberA, bindNumberB, maxBindingTime, middleNumber, customerData = '' } = read.data;
  if (bindNumberA === bindNumberB) return say('000004', '号码相同');
  return stage.atomically(() => {
    const now = stage.now();
    const live = stage
      .sql<{ x: string; customer_data: string }>('SELECT x, customer_data FROM bindings WHERE account_id = ? AND a = ? AND b = ? AND unbound = 0 AND until > ? AND binding_id NOT IN (SELECT binding_id FROM cloud_bindings)')
      .get(accountId, bindNumberA, bindNumberB, now);
    if (live) return { ...say('000012', '号码已绑定'), middleNumber: live.x, customerData: live.customer_data };
    const x = middleNumber || nextX(stage);
    stage
      .sql('INSERT INTO bindings (account_id, x, a, b, customer_data, until, at) VALUES (?,?,?,?,?,?,?)')
      .run(accountId, x, bindNumberA, bindNumberB, customerData, now + maxBindingTime * 1000, now);
    return { ...say('000000', 'success'), middleNumber: x, customerData };
  });
}

/** Middle numbers that nobody can have, each given once: 1700000 and four digits, then on. */
const nextX = (stage: Stage): string => String(17_000_000_000 + (stage.sql<{ n: number }>('SELECT count(*) AS n FROM bindings').get()?.n ?? 0) + 1);

function unbind(stage: Stage, accountId: string, fields: unknown): Answer {
  const read = unbindFields.safeParse(fields);
  if (!read.success) return say('000005', '参数错误');
  const { middleNumber, bindNumberA, bindNumberB } = read.data;
  const ended = stage
    .sql('UPDATE bindings SET unbound = 1 WHERE account_id = ? AND x = ? AND a = ? AND b = ? AND unbound = 0 AND until > ?')
    .run(accountId, middleNumber, bindNumberA, bindNumberB, stage.now());
  return ended.changes > 0 ? say('000000', 'success') : say('000013', '绑定不存在');
}
