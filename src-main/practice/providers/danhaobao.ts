import { createHash } from 'node:crypto';
import type { Hono } from 'hono';
import type { Stage } from '../stage/stage.ts';
import { convert, find, isStale, refuse, type ConversionAnswer } from './conversions.ts';
import { accountWith, credentialFor } from './credentials.ts';
import { countRefusal } from './refusals.ts';

const KIND = 'danhaobao';

/** 单号宝, waybill trace: a form, signed with upper hex md5 over its other fields sorted by name. */
export function danhaobao(app: Hono, stage: Stage): void {
  app.post(`/providers/${KIND}/:what{convert|find}`, async (c) => {
    const fields = Object.fromEntries(new URLSearchParams(await c.req.text()));
    const answer = checked(stage, fields, (accountId) =>
      c.req.param('what') === 'convert' ? convert(stage, 'trace', accountId, fields) : find(stage, 'trace', accountId, fields),
    );
    if (answer.code !== '0') countRefusal(stage, KIND, answer.code);
    return c.json(answer);
  });
}

function checked(stage: Stage, fields: Readonly<Record<string, string>>, then: (accountId: string) => ConversionAnswer): ConversionAnswer {
  const { sign, ...others } = fields;
  const accountId = accountWith(stage, KIND, 'appKey', others['appKey']);
  if (!accountId) return refuse('BAD_APP', '应用不存在');
  if (isStale(stage, others['timestamp'])) return refuse('STALE', '时间戳超出五分钟');
  const secret = credentialFor(stage, KIND, accountId)['secret'] ?? '';
  const text = Object.keys(others)
    .sort()
    .map((name) => `${name}${others[name]}`)
    .join('');
  const wanted = createHash('md5').update(`${secret}${text}${secret}`).digest('hex').toUpperCase();
  return sign === wanted ? then(accountId) : refuse('BAD_SIGNATURE', '签名错误');
}
