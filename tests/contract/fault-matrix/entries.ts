import { numbersFor } from '../../../src-main/flow/provider/pool.ts';
import type { Task } from '../../../src-main/flow/queue/task.ts';
import { HUAWEI_NUMBERS } from '../../../src-main/practice/providers/settings.ts';
import type { Service } from '../../../src-shared/domain/work.ts';
import { aTask } from '../../support/samples.ts';
import type { Expected } from './faults.ts';
import { byAdapter, ending, questioning, writingBack, type Fresh, type Work } from './work.ts';

/** An answer of the kind's own that says no, and how the call must end. */
type Refusal = { readonly name: string; readonly status?: number; readonly text: string; readonly ends: Expected };

/** What is one kind's own in the matrix. A new adapter needs one of these, and to be played by the practice world. */
export type Entry = {
  /** Of ADAPTERS or of whom the entitlements name for tracking; null for the account API, which does it itself. */
  readonly kind: string | null;
  /** Whose service it is; null where it is none that is paid for. */
  readonly service: Service | null;
  /** The practice world counts its effects under this name; null for a question, which has none. */
  readonly effect: 'sync' | 'trace' | 'messages' | 'bindings' | 'unbound' | 'writeBacks' | null;
  /** Work that was never done before. */
  readonly work: (fresh: Fresh) => Promise<Work>;
  /** A question about work that never reached the provider. `done` where asking is doing. */
  readonly unheard: 'absent' | 'unknown' | 'done';
  /** A request that arrives twice, of which the second answer is heard. */
  readonly twice: { readonly ends: 'done' | 'unknown'; readonly effects: 1 | 2 };
  /** One of each class of its error table, and a code that no document has. */
  readonly refusals: readonly Refusal[];
};

const LATER = { kind: 'later', why: 'retry' } as const;
const STALE = { kind: 'later', why: 'clock', after: 60_000 } as const;
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
  refusals: ([['BAD_SIGNATURE', PLATFORM], ['BAD_APP', PLATFORM], ['STALE', STALE], ['STORE_NOT_AUTHORISED', { kind: 'refused', act: 'merchant' }], ['NUMBER_REFUSED', PERSON], ['BALANCE', RESTS], ['LIMIT', RESTS], ['BUSY', LATER], ['OF_TOMORROW', UNKNOWN]] as const).map(
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

/** One X for each: one that another binding has taken answers that it is bound, and what is lost of that has done nothing. */
const firstChoices = new Set<string>();
function onANumberOfItsOwn(fresh: Fresh): Task {
  const task = binding(fresh);
  const [first = ''] = numbersFor(task.key, HUAWEI_NUMBERS, 1);
  if (firstChoices.has(first)) return onANumberOfItsOwn(fresh);
  firstChoices.add(first);
  return task;
}

const xml = (code: number, ends: Expected): Refusal => ({ name: String(code), text: `<?xml version="1.0"?><string xmlns="http://tempuri.org/">${code}</string>`, ends });
const aliyun = (Code: string, ends: Expected, status = 200, Message = '说明'): Refusal => named(Code, ends, { Code, Message, RequestId: 'A-1' }, status);
/** Those of the gateway that stands before both of Aliyun's. */
const ALIYUN_GATEWAY = [
  aliyun('SignatureDoesNotMatch', PLATFORM, 400), aliyun('InvalidAccessKeyId.NotFound', PLATFORM, 404), aliyun('InvalidTimeStamp.Expired', STALE, 400),
  aliyun('Throttling.User', RESTS, 400), aliyun('SignatureNonceUsed', UNKNOWN, 400), aliyun('isv.OF_TOMORROW', UNKNOWN),
];

const tencent = (Code: string, ends: Expected): Refusal => named(Code, ends, { Response: { SendStatusSet: [{ SerialNo: '', PhoneNumber: '', Fee: 0, SessionContext: '', Code, Message: '说明', IsoCode: 'CN' }], RequestId: 'T-1' } });
const tencentAll = (Code: string, ends: Expected): Refusal => named(`${Code} to all`, ends, { Response: { Error: { Code, Message: '说明' }, RequestId: 'T-1' } });
const huawei = (resultcode: string, ends: Expected, status = 403): Refusal => named(resultcode, ends, { resultcode, resultdesc: '说明' }, status);
const told = (code: string, ends: Expected, status: number): Refusal => named(code, ends, { type: 'about:blank', title: code, status, code }, status);

/** By the account API itself, whichever service it is. */
const byGateway = (service: Service, effect: Entry['effect'], taskOf: (fresh: Fresh) => Task): Entry => ({
  kind: 'gateway', service, effect, work: byAdapter('gateway', taskOf), unheard: 'absent', twice: { ends: 'done', effects: 1 },
  refusals: [
    told('gateway-token-expired', { kind: 'later', why: 'refused' }, 401), told('service-disabled', { kind: 'later', why: 'stopped' }, 403), told('store-not-authorised', { kind: 'refused', act: 'merchant' }, 403),
    told('number-refused', PERSON, 409), told('schema', PLATFORM, 422), told('idempotency-conflict', UNKNOWN, 409), named('pending', UNKNOWN, { state: 'pending' }), named('refused later on', NOBODY, { state: 'refused', act: 'nobody', code: 'X' }),
  ],
});
/** The end of a privacy number; twice is once. */
const unbinding = (kind: string, refusals: readonly Refusal[], twice: Entry['twice'] = { ends: 'done', effects: 1 }): Entry => ({
  kind, service: 'privacy', effect: 'unbound', work: ending(kind, binding), unheard: 'done', twice, refusals,
});

export const ENTRIES: Readonly<Record<string, Entry>> = {
  yunguanlian: { kind: 'yunguanlian', service: 'sync', effect: 'sync', work: byAdapter('yunguanlian', converting('sync', 'segment')), ...conversion },
  danhaobao: { kind: 'danhaobao', service: 'trace', effect: 'trace', work: byAdapter('danhaobao', converting('trace', 'courier')), ...conversion },
  'yunxinliuke-sms': {
    kind: 'yunxinliuke-sms', service: 'sms', effect: 'messages', work: byAdapter('yunxinliuke-sms', message), unheard: 'unknown',
    // Nothing of a message tells that it was heard before; only the network could send one twice.
    twice: { ends: 'done', effects: 2 },
    refusals: [xml(-1, LATER), xml(-3, PLATFORM), xml(-6, PERSON), xml(-7, RESTS), xml(-9, NOBODY), xml(-12, NOBODY), xml(-16, { ...RESTS, after: 5_000 }), xml(-99, UNKNOWN)],
  },
  'yunxinliuke-voice': {
    kind: 'yunxinliuke-voice', service: 'privacy', effect: 'bindings', work: byAdapter('yunxinliuke-voice', binding), unheard: 'done', twice: { ends: 'done', effects: 1 },
    refusals: [named('000002', PLATFORM, { result: '000002' }), named('000004', PERSON, { result: '000004' }), named('000099', UNKNOWN, { result: '000099' }), named('without its number', UNKNOWN, { result: '000000' })],
  },
  'aliyun-sms': {
    kind: 'aliyun-sms', service: 'sms', effect: 'messages', work: byAdapter('aliyun-sms', message), unheard: 'unknown', twice: { ends: 'unknown', effects: 1 },
    refusals: [
      ...ALIYUN_GATEWAY, aliyun('isv.BUSINESS_LIMIT_CONTROL', { ...LATER, after: 3_600_000 }, 200, '触发小时级流控Permits:5'), aliyun('isp.SYSTEM_ERROR', LATER), aliyun('isv.OUT_OF_SERVICE', RESTS),
      aliyun('isv.DAY_LIMIT_CONTROL', RESTS), aliyun('isv.SMS_TEMPLATE_ILLEGAL', PLATFORM), aliyun('isp.RAM_PERMISSION_DENY', PLATFORM), aliyun('isv.SMS_CONTENT_ILLEGAL', PERSON),
      aliyun('isv.MOBILE_NUMBER_ILLEGAL', NOBODY), named('OK without its receipt', UNKNOWN, { Code: 'OK', Message: 'OK' }),
    ],
  },
  'aliyun-pls': {
    kind: 'aliyun-pls', service: 'privacy', effect: 'bindings', work: byAdapter('aliyun-pls', binding), unheard: 'absent', twice: { ends: 'unknown', effects: 1 },
    refusals: [
      ...ALIYUN_GATEWAY, aliyun('isv.VENDOR_BIND_FAILED', LATER), aliyun('isv.NO_AVAILABLE_NUMBER', RESTS), aliyun('isv.FLOW_LIMIT', RESTS), aliyun('isv.POOLKEY_NOT_EXISTS', PLATFORM),
      aliyun('isv.MOBILE_NUMBER_ILLEGAL', PERSON), aliyun('isp.SYSTEM_ERROR', UNKNOWN), aliyun('isp.DAO_EXCEPTION', UNKNOWN), named('OK without its number', UNKNOWN, { Code: 'OK', Message: 'OK' }),
    ],
  },
  'tencent-sms': {
    kind: 'tencent-sms', service: 'sms', effect: 'messages', work: byAdapter('tencent-sms', message), unheard: 'unknown', twice: { ends: 'done', effects: 2 },
    refusals: [
      tencentAll('AuthFailure.SignatureFailure', PLATFORM), tencentAll('AuthFailure.SignatureExpire', STALE), tencentAll('RequestLimitExceeded', RESTS), tencentAll('InternalError', UNKNOWN), tencent('InternalError.Timeout', UNKNOWN), tencent('Of.Tomorrow', UNKNOWN),
      tencent('LimitExceeded.DeliveryFrequencyLimit', { ...LATER, after: 60_000 }), tencent('FailedOperation.InsufficientBalanceInSmsPackage', RESTS), tencent('FailedOperation.TemplateIncorrectOrUnapproved', PLATFORM),
      tencent('FailedOperation.ContainSensitiveWord', PERSON), tencent('FailedOperation.PhoneNumberInBlacklist', NOBODY), tencent('Ok', UNKNOWN),
    ],
  },
  'huawei-axb': {
    // The second one is told that it is bound, and finds that it was itself.
    kind: 'huawei-axb', service: 'privacy', effect: 'bindings', work: byAdapter('huawei-axb', onANumberOfItsOwn), unheard: 'absent', twice: { ends: 'done', effects: 1 },
    refusals: [
      huawei('1023033', PLATFORM, 401), huawei('1010003', PLATFORM), huawei('1010013', STALE), huawei('1010010', { ...RESTS, after: 60_000 }), huawei('1020176', LATER), huawei('1012009', LATER), huawei('1010001', UNKNOWN, 500),
      huawei('1023002', UNKNOWN, 500), huawei('1999999', UNKNOWN), huawei('0', UNKNOWN, 200),
    ],
  },
  'gateway, sync': byGateway('sync', 'sync', converting('sync', 'segment')),
  'gateway, trace': byGateway('trace', 'trace', converting('trace', 'courier')),
  'gateway, sms': byGateway('sms', 'messages', message),
  'gateway, privacy': byGateway('privacy', 'bindings', binding),
  'yunxinliuke-voice, unbind': unbinding('yunxinliuke-voice', [named('000002', PLATFORM, { result: '000002' }), named('000099', UNKNOWN, { result: '000099' })]),
  // The second one is refused for a nonce that was used: then nobody knows what became of the first.
  'aliyun-pls, unbind': unbinding('aliyun-pls', [...ALIYUN_GATEWAY, aliyun('isv.POOLKEY_NOT_EXISTS', PLATFORM), aliyun('isp.SYSTEM_ERROR', UNKNOWN)], { ends: 'unknown', effects: 1 }),
  'huawei-axb, unbind': unbinding('huawei-axb', [huawei('1023033', PLATFORM, 401), huawei('1010010', { ...RESTS, after: 60_000 }), huawei('1010001', UNKNOWN, 500), huawei('1012010', UNKNOWN), huawei('1999999', UNKNOWN)]),
  'gateway, unbind': unbinding('gateway', [
    told('gateway-token-expired', { kind: 'later', why: 'refused' }, 401), told('account-suspended', { kind: 'later', why: 'stopped' }, 403), told('schema', PLATFORM, 422),
    named('another shape', UNKNOWN, { state: 'done' }),
  ]),
  'write-back': {
    kind: null, service: null, effect: 'writeBacks', work: writingBack, unheard: 'done', twice: { ends: 'done', effects: 1 },
    refusals: [
      told('write-back-conflict', PERSON, 409), told('no-order', PERSON, 404), told('account-suspended', { kind: 'later', why: 'stopped' }, 403), told('unauthenticated', { kind: 'later', why: 'offline' }, 401),
      told('internal', UNKNOWN, 500), named('another shape', UNKNOWN, { state: 'done' }),
    ],
  },
  kuaidi100: {
    kind: 'kuaidi100', service: null, effect: null, work: questioning('kuaidi100'), unheard: 'done', twice: { ends: 'done', effects: 1 },
    refusals: ([['400', PLATFORM], ['501', { ...RESTS, after: 60_000 }], ['503', PLATFORM], ['601', PLATFORM], ['999', UNKNOWN]] as const).map(([returnCode, ends]) => named(returnCode, ends, { result: false, returnCode, message: '说明' })),
  },
};
