import type { Service } from '../../../src-shared/domain/work.ts';

export const PROVIDER_KINDS = [
  'yunguanlian', 'danhaobao', 'yunxinliuke-sms', 'aliyun-sms', 'tencent-sms', 'yunxinliuke-voice', 'aliyun-pls', 'huawei-axb', 'gateway', 'kuaidi100',
] as const;
export type ProviderKind = (typeof PROVIDER_KINDS)[number];

/** Who is asked where parcels are. */
export const TRACKER = 'kuaidi100' satisfies ProviderKind;

/** Who can do which service in the practice world; the first one does until `swap-provider`. */
export const KINDS_OF: Readonly<Record<Service, readonly [ProviderKind, ...ProviderKind[]]>> = {
  sync: ['yunguanlian', 'gateway'],
  trace: ['danhaobao', 'gateway'],
  sms: ['yunxinliuke-sms', 'aliyun-sms', 'tencent-sms', 'gateway'],
  privacy: ['yunxinliuke-voice', 'aliyun-pls', 'huawei-axb', 'gateway'],
};
