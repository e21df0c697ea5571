import type { Provider } from '../../../src-shared/contract/parcels.ts';
import type { Service } from '../../../src-shared/domain/work.ts';

export type ProviderKind = Provider['kind'];

/** Who does which service in the practice world. */
export const PROVIDER_KINDS: Readonly<Record<Service, ProviderKind>> = {
  sync: 'yunguanlian',
  trace: 'danhaobao',
  sms: 'yunxinliuke-sms',
  privacy: 'yunxinliuke-voice',
};
