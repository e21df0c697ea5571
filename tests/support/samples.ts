import { forwardingValues } from '../../src-main/flow/message/forwarding.ts';
import type { Message } from '../../src-main/flow/message/message.ts';
import { render } from '../../src-main/flow/message/render.ts';
import { TEMPLATES } from '../../src-main/practice/account/messages.ts';
import { VOICE_RESULTS } from '../../src-main/practice/providers/yunxinliuke-voice.ts';
import { messageRules, type MessageRules } from '../../src-shared/contract/templates.ts';
import type { Courier } from '../../src-shared/domain/couriers.ts';
import type { Entitlements, Interception, Parcel, Provider } from '../../src-shared/contract/parcels.ts';
import type { StoreTerms } from '../../src-shared/contract/stores.ts';
import type { Service } from '../../src-shared/domain/work.ts';
import { readWaybillNumber } from '../../src-shared/domain/waybill-number.ts';
import type { Task } from '../../src-main/flow/queue/task.ts';

/** A recipient's phone that no test may find where it does not belong. */
export const PHONE = '13812345678';

/** A parcel of sf to another segment and behind a privacy number: sync, write-back and privacy. */
export function aParcel(over: Partial<Parcel> = {}): Parcel {
  return {
    number: 'SF1234567890123', courier: 'sf', platform: 'taobao', store: { id: 'store-1', name: '测试店' }, orderNumber: 'order-1',
    target: { kind: 'segment', segment: 'pdd-sf' }, privacy: true, recipient: { name: '张三', phone: PHONE, region: '上海市' },
    items: [{ name: '杯子', quantity: 1 }], refund: false, hold: false, ...over,
  };
}

/** To another courier: trace, write-back and a forwarding SMS. */
export const aForwardedParcel = (over: Partial<Parcel> = {}): Parcel => aParcel({ target: { kind: 'courier', courier: 'yto' }, privacy: false, ...over });

export const anInterception = (over: Partial<Interception> = {}): Interception => ({ number: 'SF1234567890123', reason: 'risk', at: 1, ...over });

const PRICES: Readonly<Record<Service, number>> = { sync: 100, trace: 300, sms: 45, privacy: 200 };

const KINDS: Readonly<Record<Service, Provider['kind']>> = { sync: 'yunguanlian', trace: 'danhaobao', sms: 'yunxinliuke-sms', privacy: 'yunxinliuke-voice' };
const CREDENTIALS: Readonly<Record<string, Provider['credential']>> = {
  yunguanlian: { appId: 'app-1', secret: 'secret-1' },
  danhaobao: { appKey: 'key-2', secret: 'secret-2' },
  'yunxinliuke-sms': { userCode: 'user-3', userPass: 'pass-3', channel: '101' },
  'yunxinliuke-voice': { appId: 'app-4', token: 'token-4', contact: '15900002222', areaCode: '021' },
  'aliyun-sms': { accessKeyId: 'LTAI-5', accessKeySecret: 'secret-5' },
  'aliyun-pls': { accessKeyId: 'LTAI-6', accessKeySecret: 'secret-6', contact: '15900002222' },
  'tencent-sms': { secretId: 'id-7', secretKey: 'key-7', sdkAppId: '1400000007' },
  'huawei-axb': { appKey: 'app-8', appSecret: 'secret-8', contact: '15900002222' },
  gateway: { token: 'token-9' },
  kuaidi100: { customer: 'customer-10', key: 'key-10' },
};
/** Without them these kinds can't be asked for anything, or not be understood. */
const SETTINGS: Readonly<Record<string, Provider['settings']>> = {
  'yunxinliuke-voice': { results: VOICE_RESULTS },
  'aliyun-sms': { templates: { forwarding: 'SMS_5' } },
  'aliyun-pls': { poolKey: 'FC6', numbers: ['17010000001', '17010000002', '17010000003'] },
  'tencent-sms': { templates: { forwarding: '1000001' } },
  'huawei-axb': { numbers: ['+8617000000001', '+8617000000002', '+8617000000003'] },
};

export function aProvider(kind: Provider['kind'], over: Partial<Provider> = {}): Provider {
  return { kind, endpoint: `https://${kind}.example`, credential: CREDENTIALS[kind] ?? {}, ...(SETTINGS[kind] ? { settings: SETTINGS[kind] } : {}), limits: { perSecond: 1_000, concurrency: 20 }, ...over };
}

export function entitlementsWith(over: { readonly prices?: Partial<Record<Service, number>>; readonly off?: readonly Service[]; readonly version?: number; readonly provider?: Partial<Provider>; readonly refunds?: readonly Service[] } = {}): Entitlements {
  const service = (name: Service) => ({ on: !over.off?.includes(name), price: over.prices?.[name] ?? PRICES[name], provider: aProvider(KINDS[name], over.provider), ...(over.refunds ? { refundsFailed: over.refunds.includes(name) } : {}) });
  return { version: over.version ?? 1, priceVersion: 1, services: { sync: service('sync'), trace: service('trace'), sms: service('sms'), privacy: service('privacy') } };
}

/** What the account API says of messages: the practice world's templates and the default limits, changed as the test says. */
export const messageRulesWith = (limits: object = {}, templates: MessageRules['templates'] = [...TEMPLATES]): MessageRules => messageRules.parse({ version: 1, templates, limits });

/** 转寄短信 as it goes out. */
export const forwarding = (conversion: { readonly courier: Courier; readonly number: string }): Message => render(messageRulesWith().templates[0] as MessageRules['templates'][number], forwardingValues(conversion)) as Message;

export function aTask(over: Partial<Task> = {}): Task {
  return {
    jobId: 1, key: 'acct:SF1234567890123:sync', kind: 'sync', number: 'SF1234567890123', courier: 'sf', platform: 'taobao', storeId: 'store-1', orderNumber: 'order-1',
    target: { kind: 'segment', segment: 'pdd-sf' }, phone: PHONE, conversion: null, message: over.conversion ? forwarding(over.conversion) : null, firstCalledAt: 1_700_000_000_000, ...over,
  };
}

/** The store of the sample parcels, authorised, without a rule. */
export const AUTHORISED: StoreTerms = { storeId: 'store-1', name: '测试店', platform: 'taobao', authorised: { at: 1, by: '周老板' }, rules: [] };

/** The nth waybill number of yto: as many different parcels as a test wants. */
export const numberOf = (n: number): string => `YT${String(n).padStart(13, '0')}`;

/** The reading of a text that is a number. */
export function readingOf(raw: string): Extract<ReturnType<typeof readWaybillNumber>, { kind: 'number' }> {
  const reading = readWaybillNumber(raw);
  if (reading.kind !== 'number') throw new Error(`not a number: ${raw}`);
  return reading;
}
