import type { Task } from '../../../src-main/flow/queue/task.ts';
import type { Parcel } from '../../../src-shared/contract/parcels.ts';
import type { Service } from '../../../src-shared/domain/work.ts';
import { aTask } from '../../support/samples.ts';
import type { Expected } from './faults.ts';

/** An answer of the kind's own that says no, and how the call must end. */
type Refusal = { readonly name: string; readonly status?: number; readonly text: string; readonly ends: Expected };

/** What is one kind's own in the matrix. A new adapter needs one of these, and to be played by the practice world. */
export type Entry = {
  readonly service: Service;
  /** The practice world counts its effects under this name. */
  readonly effect: 'sync' | 'trace' | 'messages' | 'bindings';
  /** Work that was never done before. */
  readonly task: (fresh: Fresh) => Task;
  /** A question about work that never reached the provider. `done` where asking is doing. */
  readonly unheard: 'absent' | 'unknown' | 'done';
  /** A request that arrives twice, of which the second answer is heard. */
  readonly twice: { readonly ends: 'done' | 'unknown'; readonly effects: 1 | 2 };
  /** One of each class of its error table, and a code that no document has. */
  readonly refusals: readonly Refusal[];
};
export type Fresh = { readonly phone: () => string; readonly key: () => string; readonly parcel: (target: 'segment' | 'courier') => Parcel };

const LATER = { kind: 'later', why: 'retry' } as const;
const RESTS = { kind: 'later', why: 'limited' } as const;
const PLATFORM = { kind: 'refused', act: 'platform' } as const;
const PERSON = { kind: 'refused', act: 'person' } as const;
const NOBODY = { kind: 'refused', act: 'nobody' } as const;
const UNKNOWN = { kind: 'unknown' } as const;

const named = (name: string, ends: Expected, answer: object, status = 200): Refusal => ({ name, status, text: JSON.stringify(answer), ends });

const converting = (kind: 'sync' | 'trace', target: 'segment' | 'courier') => ({ parcel, key }: Fresh): Task => {
  const { number, courier, platform, orderNumber, store, target: wanted, recipient } = parcel(target);
  return aTask({ kind, key: key(), number, courier, platform, orderNumber, storeId: store.id, target: wanted, phone: recipient.phone });
};
const conversion = {
  unheard: 'absent', twice: { ends: 'done', effects: 1 },
  refusals: ([['BAD_SIGNATURE', PLATFORM], ['BAD_APP', PLATFORM], ['STALE', PLATFORM], ['STORE_NOT_AUTHORISED', { kind: 'refused', act: 'merchant' }], ['NUMBER_REFUSED', PERSON], ['BALANCE', RESTS], ['LIMIT', RESTS], ['BUSY', LATER], ['OF_TOMORROW', UNKNOWN]] as const).map(
    ([code, ends]) => named(code, ends, { code, message: '说明' }),
  ),
} as const;

/** 转寄短信, as it is filed everywhere. */
const FORWARDING = {
  template: 'forwarding', signature: '京巴士', values: [{ name: 'courier', value: '中通快递' }, { name: 'number', value: '751234567890' }],
  text: '【京巴士】您的包裹已转由中通快递承运,新运单号751234567890,请留意查收。',
};
const message = ({ phone, key }: Fresh): Task => aTask({ kind: 'forwarding-sms', key: key(), phone: phone(), message: FORWARDING, firstCalledAt: Date.now() });
const binding = ({ phone, key }: Fresh): Task => aTask({ kind: 'privacy', key: key(), phone: phone() });

const xml = (code: number, ends: Expected): Refusal => ({ name: String(code), text: `<?xml version="1.0"?><string xmlns="http://tempuri.org/">${code}</string>`, ends });
const aliyun = (Code: string, ends: Expected, status = 200, Message = '说明'): Refusal => named(Code, ends, { Code, Message, RequestId: 'A-1' }, status);
/** Those of the gateway that stands before both of Aliyun's. */
const ALIYUN_GATEWAY = [
  aliyun('SignatureDoesNotMatch', PLATFORM, 400), aliyun('InvalidAccessKeyId.NotFound', PLATFORM, 404), aliyun('InvalidTimeStamp.Expired', PLATFORM, 400),
  aliyun('Throttling.User', RESTS, 400), aliyun('SignatureNonceUsed', UNKNOWN, 400), aliyun('isv.OF_TOMORROW', UNKNOWN),
];

const tencent = (Code: string, ends: Expected): Refusal => named(Code, ends, { Response: { SendStatusSet: [{ SerialNo: '', PhoneNumber: '', Fee: 0, SessionContext: '', Code, Message: '说明', IsoCode: 'CN' }], RequestId: 'T-1' } });
const tencentAll = (Code: string, ends: Expected): Refusal => named(`${Code} to all`, ends, { Response: { Error: { Code, Message: '说明' }, RequestId: 'T-1' } });
const huawei = (resultcode: string, ends: Expected, status = 403): Refusal => named(resultcode, ends, { resultcode, resultdesc: '说明' }, status);
const gateway = (code: string, ends: Expected, status: number): Refusal => named(code, ends, { type: 'about:blank', title: code, status, code }, status);

export const ENTRIES: Readonly<Record<string, Entry>> = {
  yunguanlian: { service: 'sync', effect: 'sync', task: converting('sync', 'segment'), ...conversion },
  danhaobao: { service: 'trace', effect: 'trace', task: converting('trace', 'courier'), ...conversion },
  'yunxinliuke-sms': {
    service: 'sms', effect: 'messages', task: message, unheard: 'unknown',
    // Nothing of a message tells that it was heard before; only the network could send one twice.
    twice: { ends: 'done', effects: 2 },
    refusals: [xml(-1, LATER), xml(-3, PLATFORM), xml(-6, PERSON), xml(-7, RESTS), xml(-9, NOBODY), xml(-12, NOBODY), xml(-16, { ...RESTS, after: 5_000 }), xml(-99, UNKNOWN)],
  },
  'yunxinliuke-voice': {
    service: 'privacy', effect: 'bindings', task: binding, unheard: 'done', twice: { ends: 'done', effects: 1 },
    refusals: [named('000002', PLATFORM, { result: '000002' }), named('000004', PERSON, { result: '000004' }), named('000099', UNKNOWN, { result: '000099' }), named('without its number', UNKNOWN, { result: '000000' })],
  },
  'aliyun-sms': {
    service: 'sms', effect: 'messages', task: message, unheard: 'unknown', twice: { ends: 'unknown', effects: 1 },
    refusals: [
      ...ALIYUN_GATEWAY, aliyun('isv.BUSINESS_LIMIT_CONTROL', { ...LATER, after: 3_600_000 }, 200, '触发小时级流控Permits:5'), aliyun('isp.SYSTEM_ERROR', LATER), aliyun('isv.OUT_OF_SERVICE', RESTS),
      aliyun('isv.DAY_LIMIT_CONTROL', RESTS), aliyun('isv.SMS_TEMPLATE_ILLEGAL', PLATFORM), aliyun('isp.RAM_PERMISSION_DENY', PLATFORM), aliyun('isv.SMS_CONTENT_ILLEGAL', PERSON),
      aliyun('isv.MOBILE_NUMBER_ILLEGAL', NOBODY), named('OK without its receipt', UNKNOWN, { Code: 'OK', Message: 'OK' }),
    ],
  },
  'aliyun-pls': {
    service: 'privacy', effect: 'bindings', task: binding, unheard: 'absent', twice: { ends: 'unknown', effects: 1 },
    refusals: [
      ...ALIYUN_GATEWAY, aliyun('isv.VENDOR_BIND_FAILED', LATER), aliyun('isv.NO_AVAILABLE_NUMBER', RESTS), aliyun('isv.FLOW_LIMIT', RESTS), aliyun('isv.POOLKEY_NOT_EXISTS', PLATFORM),
      aliyun('isv.MOBILE_NUMBER_ILLEGAL', PERSON), aliyun('isp.SYSTEM_ERROR', UNKNOWN), aliyun('isp.DAO_EXCEPTION', UNKNOWN), named('OK without its number', UNKNOWN, { Code: 'OK', Message: 'OK' }),
    ],
  },
  'tencent-sms': {
    service: 'sms', effect: 'messages', task: message, unheard: 'unknown', twice: { ends: 'done', effects: 2 },
    refusals: [
      tencentAll('AuthFailure.SignatureFailure', PLATFORM), tencentAll('RequestLimitExceeded', RESTS), tencentAll('InternalError', UNKNOWN), tencent('InternalError.Timeout', UNKNOWN), tencent('Of.Tomorrow', UNKNOWN),
      tencent('LimitExceeded.DeliveryFrequencyLimit', { ...LATER, after: 60_000 }), tencent('FailedOperation.InsufficientBalanceInSmsPackage', RESTS), tencent('FailedOperation.TemplateIncorrectOrUnapproved', PLATFORM),
      tencent('FailedOperation.ContainSensitiveWord', PERSON), tencent('FailedOperation.PhoneNumberInBlacklist', NOBODY), tencent('Ok', UNKNOWN),
    ],
  },
  'huawei-axb': {
    // The second one is told that it is bound, and finds that it was itself.
    service: 'privacy', effect: 'bindings', task: binding, unheard: 'absent', twice: { ends: 'done', effects: 1 },
    refusals: [
      huawei('1023033', PLATFORM, 401), huawei('1010003', PLATFORM), huawei('1010010', { ...RESTS, after: 60_000 }), huawei('1020176', LATER), huawei('1012009', LATER), huawei('1010001', UNKNOWN, 500),
      huawei('1023002', UNKNOWN, 500), huawei('1999999', UNKNOWN), huawei('0', UNKNOWN, 200),
    ],
  },
  gateway: {
    service: 'sync', effect: 'sync', task: converting('sync', 'segment'), unheard: 'absent', twice: { ends: 'done', effects: 1 },
    refusals: [
      gateway('gateway-token-expired', { kind: 'later', why: 'retry' }, 401), gateway('service-disabled', { kind: 'later', why: 'paused' }, 403), gateway('store-not-authorised', { kind: 'refused', act: 'merchant' }, 403),
      gateway('number-refused', PERSON, 409), gateway('schema', PLATFORM, 422), gateway('idempotency-conflict', UNKNOWN, 409), named('pending', UNKNOWN, { state: 'pending' }), named('refused later on', NOBODY, { state: 'refused', act: 'nobody', code: 'X' }),
    ],
  },
};
