import type { Service } from '../../../src-shared/domain/work.ts';

export type ProviderKind = 'yunguanlian' | 'danhaobao' | 'yunxinliuke-sms' | 'yunxinliuke-voice';

/** Who does which service in the practice world. */
export const PROVIDER_KINDS: Readonly<Record<Service, ProviderKind>> = {
  sync: 'yunguanlian',
  trace: 'danhaobao',
  sms: 'yunxinliuke-sms',
  privacy: 'yunxinliuke-voice',
};
