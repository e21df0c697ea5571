import type { Service } from '../../../src-shared/domain/work.ts';

export const PROVIDER_KINDS = ['yunguanlian', 'danhaobao', 'yunxinliuke-sms', 'aliyun-sms', 'yunxinliuke-voice', 'aliyun-pls'] as const;
export type ProviderKind = (typeof PROVIDER_KINDS)[number];

/** Who can do which service in the practice world; the first one does until `swap-provider`. */
export const KINDS_OF: Readonly<Record<Service, readonly [ProviderKind, ...ProviderKind[]]>> = {
  sync: ['yunguanlian'],
  trace: ['danhaobao'],
  sms: ['yunxinliuke-sms', 'aliyun-sms'],
  privacy: ['yunxinliuke-voice', 'aliyun-pls'],
};
