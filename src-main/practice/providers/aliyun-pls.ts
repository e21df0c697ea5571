import type { Hono } from 'hono';
import type { Stage } from '../stage/stage.ts';
import { aliyunGateway, fail, ok, type AliyunAnswer, type AliyunCall } from './aliyun-gateway.ts';
import { aliyunTime, fromAliyunTime } from './aliyun-time.ts';
import { poolOf } from './settings.ts';

const PHONE = /^1[3-9]\d{9}$/;
const A_MINUTE = 60_000;

type Binding = { readonly binding_id: number; readonly x: string; readonly a: string; readonly b: string; readonly until: number; readonly unbound: number; readonly at: number };

/**
 * Aliyun privacy number (PLS 2017-05-25), AXB: on one X a phone is in one binding only, or nobody could tell who calls
 * whom. `OutId` is echoed and does not de-duplicate; bindings are found by their X alone.
 */
export const aliyunPls = (app: Hono, stage: Stage): void =>
  aliyunGateway(app, stage, 'aliyun-pls', { BindAxb: bind, QuerySubsId: idsOn, QuerySubscriptionDetail: detail, UnbindSubscription: unbind });

const liveOn = ({ stage, accountId }: AliyunCall, x: string): Binding[] =>
  stage.sql<Binding>("SELECT * FROM bindings NATURAL JOIN cloud_bindings WHERE provider = 'aliyun-pls' AND account_id = ? AND x = ? AND unbound = 0 AND until > ? ORDER BY binding_id").all(accountId, x, stage.now());

function wrongPool({ stage, accountId, field }: AliyunCall, x: string): AliyunAnswer | null {
  const pool = poolOf(stage, accountId);
  if (field('PoolKey') !== pool.poolKey) return fail('isv.POOLKEY_NOT_EXISTS', '号池不存在');
  return x === '' || pool.numbers.includes(x) ? null : fail('isv.NO_NOT_EXIST', '号码不存在');
}

function bind(call: AliyunCall): AliyunAnswer {
  const { stage, accountId, field } = call;
  const [a, b, wanted, until] = [field('PhoneNoA'), field('PhoneNoB'), field('PhoneNoX'), fromAliyunTime(field('Expiration'))];
  const wrong = wrongPool(call, wanted);
  if (wrong) return wrong;
  if (!PHONE.test(a) || !PHONE.test(b) || a === b) return fail('isv.MOBILE_NUMBER_ILLEGAL', '号码格式非法');
  if (!(until > stage.now() + A_MINUTE)) return fail('isv.EXPIRE_DATE_ILLEGAL', '过期时间非法');
  return stage.atomically(() => {
    const isFree = (x: string): boolean => !liveOn(call, x).some((one) => [one.a, one.b].some((phone) => phone === a || phone === b));
    if (wanted !== '' && !isFree(wanted)) return fail('isv.BIND_CONFLICT', '绑定冲突');
    const x = wanted === '' ? poolOf(stage, accountId).numbers.find(isFree) : wanted;
    if (x === undefined) return fail('isv.NO_AVAILABLE_NUMBER', '无可用号码');
    const row = stage
      .sql<{ binding_id: number }>('INSERT INTO bindings (account_id, x, a, b, customer_data, until, at) VALUES (?,?,?,?,?,?,?) RETURNING binding_id')
      .get(accountId, x, a, b, field('OutId'), until, stage.now());
    stage.sql("INSERT INTO cloud_bindings (binding_id, provider) VALUES (?,'aliyun-pls')").run(row?.binding_id);
    return ok({ SecretBindDTO: { SecretNo: x, SubsId: subsId(row?.binding_id ?? 0) } });
  });
}

const FIRST_ID = 1_000_000_000_000;
const subsId = (bindingId: number): string => String(FIRST_ID + bindingId);

function idsOn(call: AliyunCall): AliyunAnswer {
  const x = call.field('PhoneNoX');
  return wrongPool(call, x) ?? ok({ SubsId: liveOn(call, x).map(({ binding_id }) => subsId(binding_id)).join(',') });
}

/** The binding that a call names by its id and its X. */
const named = ({ stage, accountId, field }: AliyunCall, x: string): Binding | undefined =>
  stage.sql<Binding>("SELECT * FROM bindings NATURAL JOIN cloud_bindings WHERE provider = 'aliyun-pls' AND account_id = ? AND x = ? AND binding_id = ?").get(accountId, x, Number(field('SubsId')) - FIRST_ID);

function detail(call: AliyunCall): AliyunAnswer {
  const x = call.field('PhoneNoX');
  const wrong = wrongPool(call, x);
  if (wrong) return wrong;
  const found = named(call, x);
  if (!found) return fail('isv.SUBS_NOT_EXIST', '绑定关系不存在');
  const isLive = found.unbound === 0 && found.until > call.stage.now();
  return ok({
    SecretBindDetailDTO: {
      SubsId: subsId(found.binding_id), PhoneNoX: x, PhoneNoA: found.a, PhoneNoB: found.b, Status: isLive ? 1 : 0,
      GmtCreate: aliyunTime(found.at), ExpireDate: aliyunTime(found.until), NeedRecord: false,
    },
  });
}

function unbind(call: AliyunCall): AliyunAnswer {
  const x = call.field('SecretNo');
  const wrong = wrongPool(call, x);
  if (wrong) return wrong;
  const found = named(call, x);
  if (!found || found.unbound !== 0 || found.until <= call.stage.now()) return fail('isv.SUBS_NOT_EXIST', '绑定关系不存在');
  call.stage.sql('UPDATE bindings SET unbound = 1 WHERE binding_id = ?').run(found.binding_id);
  return ok();
}
