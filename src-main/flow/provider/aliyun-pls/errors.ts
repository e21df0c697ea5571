import { refused, refusedOfAll, rests, retries, type ErrorTable } from '../aliyun/error-table.ts';

/**
 * Errors of the privacy number API. Source: help.aliyun.com/document_detail/109196.htm, "API错误码". What Aliyun calls a
 * fault of its own system, database or gateway is not in here: it may come after the binding, so nobody knows.
 * `isv.BIND_CONFLICT` is not either: what it means depends on who is bound.
 */
export const PLS_ERRORS: ErrorTable = new Map([
  ...retries('isv.VENDOR_BIND_FAILED', 'isp.VENDOR_UNAVAILABLE'),
  ...rests(null, 'isv.FLOW_LIMIT'),
  ...rests(60_000, 'isv.OUT_OF_SERVICE', 'isv.NO_AVAILABLE_NUMBER'),
  ...refusedOfAll(
    'isp.RAM_PERMISSION_DENY', 'isv.PRODUCT_UN_SUBSCRIPT', 'isv.PRODUCT_UNSUBSCRIBE', 'isv.ACCOUNT_NOT_EXISTS', 'isv.ACCOUNT_ABNORMAL', 'isv.PARTNER_NOT_EXIST', 'isv.PARTNER_IS_CLOSED',
    'isv.FORBIDDEN_ACTION', 'isv.POOLKEY_NOT_EXISTS', 'POOLKEY_NOT_EXIST',
  ),
  // Of one number or one binding.
  ...refused('platform', 'isv.NO_NOT_EXIST', 'isv.NO_USED_BY_OTHERS', 'isv.EXPIRE_DATE_ILLEGAL', 'isv.INVALID_PARAMETERS', 'isv.ILLEGAL_ARGUMENT', 'isv.SUBS_NOT_BELONG'),
  ...refused('person', 'isv.MOBILE_NUMBER_ILLEGAL'),
]);
