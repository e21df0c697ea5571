import type { Outcome } from '../../queue/task.ts';
import { refused, refusedOfAll, rests, retries, type ErrorTable } from '../aliyun/error-table.ts';
import type { Answered } from '../aliyun/rpc.ts';

const AN_HOUR = 3_600_000;

/**
 * Errors of SendSms and QuerySendDetails. Source: help.aliyun.com/document_detail/101346.html, "API错误码". A limit of the
 * recipient is one message's matter; money and the account's daily and monthly caps are the service's.
 */
export const SMS_ERRORS: ErrorTable = new Map([
  ['isv.BUSINESS_LIMIT_CONTROL', recipientLimit],
  ...retries('isp.SYSTEM_ERROR'),
  ...rests(60_000, 'isv.OUT_OF_SERVICE', 'isv.AMOUNT_NOT_ENOUGH'),
  ...rests(AN_HOUR, 'isv.DAY_LIMIT_CONTROL', 'isv.MONTH_LIMIT_CONTROL'),
  ...refusedOfAll('isp.RAM_PERMISSION_DENY', 'isv.PRODUCT_UN_SUBSCRIPT', 'isv.PRODUCT_UNSUBSCRIBE', 'isv.ACCOUNT_NOT_EXISTS', 'isv.ACCOUNT_ABNORMAL', 'isv.DENY_IP_RANGE'),
  // Of one template, one signature or one recipient: what has another one may go out.
  ...refused(
    'platform', 'isv.SMS_SIGNATURE_ILLEGAL', 'isv.SMS_SIGNATURE_SCENE_ILLEGAL', 'isv.SMS_SIGN_ILLEGAL', 'isv.SIGN_STATE_ILLEGAL', 'isv.SMS_TEMPLATE_ILLEGAL', 'isv.EXTEND_CODE_ERROR',
    'isv.DOMESTIC_NUMBER_NOT_SUPPORTED', 'isv.TEMPLATE_MISSING_PARAMETERS', 'isv.TEMPLATE_PARAMS_ILLEGAL', 'isv.INVALID_PARAMETERS', 'isv.INVALID_JSON_PARAM',
    'isv.PARAM_LENGTH_LIMIT', 'isv.PARAM_NOT_SUPPORT_URL', 'isv.MOBILE_COUNT_OVER_LIMIT', 'isv.SMS_TEST_NUMBER_LIMIT',
  ),
  ...refused('person', 'isv.SMS_CONTENT_ILLEGAL', 'isv.BLACK_KEY_CONTROL_LIMIT'),
  ...refused('nobody', 'isv.MOBILE_NUMBER_ILLEGAL'),
]);

/**
 * Too many to this phone: 触发分钟级流控, 触发小时级流控 or 触发天级流控 in the message. Windows roll, and what fails in one counts as
 * well (docs of the vendor, "短信发送频率限制"), so it is left alone for the whole of it.
 */
function recipientLimit({ code, message }: Answered): Outcome {
  const after = message.includes('分钟') ? 60_000 : message.includes('天') ? 24 * AN_HOUR : AN_HOUR;
  return { kind: 'later', why: 'retry', after, about: code };
}
