import type { Hono } from 'hono';
import { messageStatus, planDelivery, tellDueDeliveries } from '../account/delivery-reports.ts';
import type { Stage } from '../stage/stage.ts';
import { aliyunGateway, fail, ok, type AliyunAnswer, type AliyunCall } from './aliyun-gateway.ts';
import { aliyunTime, fromAliyunTime } from './aliyun-time.ts';
import { ALIYUN_CODES, filedUnder, filledIn } from './filed.ts';

const SIGN_NAME = '京巴士';
const PHONE = /^1[3-9]\d{9}$/;
const A_DAY = 86_400_000;
/** Of one template to one phone within 24 hours. */
const NOTIFICATIONS_A_DAY = 50;

/** Aliyun SMS, 2017-05-25: SendSms, which sends whatever `OutId` it is given, and QuerySendDetails. */
export const aliyunSms = (app: Hono, stage: Stage): void => aliyunGateway(app, stage, 'aliyun-sms', { SendSms: send, QuerySendDetails: details });

function send({ stage, accountId, field }: AliyunCall): AliyunAnswer {
  const [phone, code, outId] = [field('PhoneNumbers'), field('TemplateCode'), field('OutId')];
  if (!PHONE.test(phone)) return fail('isv.MOBILE_NUMBER_ILLEGAL', '非法手机号');
  if (field('SignName') !== SIGN_NAME) return fail('isv.SMS_SIGNATURE_ILLEGAL', '该账号下找不到对应签名');
  const template = filedUnder(stage, ALIYUN_CODES, code);
  if (!template) return fail('isv.SMS_TEMPLATE_ILLEGAL', '该账号下找不到对应模板');
  const values = textsOf(field('TemplateParam'));
  if (!values) return fail('isv.INVALID_JSON_PARAM', '参数格式错误,请修改为字符串值');
  if (template.variables.some(({ name }) => !Object.hasOwn(values, name))) return fail('isv.TEMPLATE_MISSING_PARAMETERS', '模板变量中存在未赋值变量');
  if (template.variables.some(({ name, shape }) => !shape.test(values[name] ?? ''))) return fail('isv.TEMPLATE_PARAMS_ILLEGAL', '模板变量不符合规范');
  const content = `【${SIGN_NAME}】${filledIn(template, (name) => values[name] ?? '')}`;
  return stage.atomically(() => {
    const now = stage.now();
    const sent = stage
      .sql<{ n: number }>("SELECT count(*) AS n FROM messages NATURAL JOIN cloud_messages WHERE provider = 'aliyun-sms' AND account_id = ? AND phone = ? AND template_code = ? AND at > ?")
      .get(accountId, phone, code, now - A_DAY);
    if ((sent?.n ?? 0) >= NOTIFICATIONS_A_DAY) return fail('isv.BUSINESS_LIMIT_CONTROL', `触发天级流控Permits:${NOTIFICATIONS_A_DAY}`);
    const row = stage.sql<{ message_id: number }>('INSERT INTO messages (account_id, phone, text, at) VALUES (?,?,?,?) RETURNING message_id').get(accountId, phone, content, now);
    const messageId = row?.message_id ?? 0;
    const BizId = `${String(messageId).padStart(12, '9')}^0`;
    stage.sql("INSERT INTO cloud_messages (message_id, provider, receipt, out_id, template_code) VALUES (?,'aliyun-sms',?,?,?)").run(messageId, BizId, outId, code);
    planDelivery(stage, { messageId, accountId, phone, text: content, key: outId });
    return ok({ BizId });
  });
}

type Detail = { readonly message_id: number; readonly phone: string; readonly text: string; readonly at: number; readonly out_id: string; readonly template_code: string };

function details({ stage, accountId, field }: AliyunCall): AliyunAnswer {
  const [phone, day, size, page] = [field('PhoneNumber'), field('SendDate'), Number(field('PageSize')), Number(field('CurrentPage'))];
  const from = fromAliyunTime(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)} 00:00:00`);
  if (!PHONE.test(phone) || Number.isNaN(from) || !(size >= 1 && size <= 50) || !(page >= 1)) return fail('isv.INVALID_PARAMETERS', '参数异常');
  tellDueDeliveries(stage);
  const rows = stage
    .sql<Detail>("SELECT * FROM messages NATURAL JOIN cloud_messages WHERE provider = 'aliyun-sms' AND account_id = ? AND phone = ? AND at >= ? AND at < ? ORDER BY message_id")
    .all(accountId, phone, from, from + A_DAY);
  const shown = rows.slice((page - 1) * size, page * size).map(({ message_id, phone: PhoneNum, text, at, out_id, template_code }) => {
    const code = messageStatus(stage, message_id);
    const arrived = code === 'DELIVRD';
    return {
      PhoneNum, OutId: out_id, TemplateCode: template_code, Content: text, SendStatus: arrived ? 3 : 2, ErrCode: arrived ? 'DELIVERED' : code,
      SendDate: aliyunTime(at), ReceiveDate: aliyunTime(at + 1_000),
    };
  });
  return ok({ TotalCount: String(rows.length), SmsSendDetailDTOs: { SmsSendDetailDTO: shown } });
}

/** The variables of a template; null where they are no JSON object of texts. */
function textsOf(json: string): Readonly<Record<string, string>> | null {
  try {
    const value: unknown = JSON.parse(json);
    const isTexts = typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every((text) => typeof text === 'string');
    return isTexts ? (value as Record<string, string>) : null;
  } catch {
    return null;
  }
}
