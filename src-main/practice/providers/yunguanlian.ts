import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Hono } from 'hono';
import type { Stage } from '../stage/stage.ts';
import { convert, find, isStale, refuse, type ConversionAnswer } from './conversions.ts';
import { accountWith, credentialFor } from './credentials.ts';
import { countRefusal } from './refusals.ts';

const KIND = 'yunguanlian';

/** 云关联, waybill sync: JSON, signed over the very text of the body in three headers. */
export function yunguanlian(app: Hono, stage: Stage): void {
  app.post(`/providers/${KIND}/:what{convert|find}`, async (c) => {
    const body = await c.req.text();
    const header = (name: string): string | undefined => c.req.header(name);
    const answer = checked(stage, header('x-app-id'), header('x-timestamp'), header('x-signature'), body, (accountId, fields) =>
      c.req.param('what') === 'convert' ? convert(stage, 'sync', accountId, fields) : find(stage, 'sync', accountId, fields),
    );
    if (answer.code !== '0') countRefusal(stage, KIND, answer.code);
    return c.json(answer);
  });
}

function checked(
  stage: Stage, appId: string | undefined, timestamp: string | undefined, signature: string | undefined, body: string,
  then: (accountId: string, fields: unknown) => ConversionAnswer,
): ConversionAnswer {
  const accountId = accountWith(stage, KIND, 'appId', appId);
  if (!accountId) return refuse('BAD_APP', '应用不存在');
  if (isStale(stage, timestamp)) return refuse('STALE', '时间戳超出五分钟');
  const secret = credentialFor(stage, KIND, accountId)['secret'] ?? '';
  const wanted = createHmac('sha256', secret).update(`${timestamp}\n${body}`).digest();
  const given = Buffer.from(/^[0-9a-f]{64}$/.test(signature ?? '') ? (signature ?? '') : '', 'hex');
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return refuse('BAD_SIGNATURE', '签名错误');
  try {
    return then(accountId, JSON.parse(body));
  } catch (error) {
    if (error instanceof SyntaxError) return refuse('MALFORMED', '不是 JSON');
    throw error;
  }
}
