import { createHash } from 'node:crypto';
import type { Hono } from 'hono';
import { z } from 'zod';
import type { Parcel } from '../../../src-shared/contract/parcels.ts';
import { linesOf } from '../day/track.ts';
import type { Stage } from '../stage/stage.ts';
import { accountWith, credentialFor } from './credentials.ts';
import { countRefusal } from './refusals.ts';

const KIND = 'kuaidi100';
const asked = z.object({ com: z.string().min(1), num: z.string().min(6).max(32), phone: z.string().optional() });
const refused = (returnCode: string, message: string) => ({ result: false, returnCode, message }) as const;

/**
 * 快递100, poll/query.do: the track of a parcel of the day. The same one has the same track in every world of a seed: a
 * third is on its way, a third waits at a pickup place, a third is signed for. 顺丰 wants the recipient's phone.
 */
export function kuaidi100(app: Hono, stage: Stage): void {
  app.post(`/providers/${KIND}/poll/query.do`, async (c) => {
    const answer = track(stage, new URLSearchParams(await c.req.text()));
    if ('returnCode' in answer) countRefusal(stage, KIND, answer.returnCode);
    return c.json(answer);
  });
}

function track(stage: Stage, form: URLSearchParams) {
  const [customer, sign, param] = [form.get('customer') ?? '', form.get('sign') ?? '', form.get('param') ?? ''];
  const accountId = accountWith(stage, KIND, 'customer', customer);
  const key = accountId === null ? '' : credentialFor(stage, KIND, accountId)['key'];
  if (!key || createHash('md5').update(param + key + customer).digest('hex').toUpperCase() !== sign) return refused('503', '验证签名失败');
  const read = asked.safeParse(parse(param));
  if (!read.success) return refused('400', '找不到对应公司');
  const { com, num, phone } = read.data;
  const parcel = parcelOf(stage, num);
  if (!parcel) return refused('500', '查询无结果,请隔段时间再查');
  if (com === 'shunfeng' && (!phone || !parcel.recipient.phone.endsWith(phone.slice(-4)))) return refused('408', '快递公司参数异常:验证码错误');
  const lines = linesOf(stage, num);
  const state = lines[0]?.statusCode ?? '0';
  return { message: 'ok', nu: num, ischeck: state.startsWith('3') ? '1' : '0', com, status: '200', state, condition: '00', data: lines };
}

/** By its own number or by the one that it was converted to. */
function parcelOf(stage: Stage, number: string): Parcel | null {
  const row = stage
    .sql<{ parcel: string }>('SELECT parcel FROM orders WHERE number = @number UNION ALL SELECT parcel FROM orders WHERE number = (SELECT original FROM conversions WHERE number = @number) LIMIT 1')
    .get({ number });
  return row ? (JSON.parse(row.parcel) as Parcel) : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
