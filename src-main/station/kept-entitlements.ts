import { entitlements as schema, type Entitlements, type Provider } from '../../src-shared/contract/parcels.ts';
import { withoutCredential } from '../flow/provider/identity.ts';
import type { Store } from '../store/store.ts';

const KEY = 'entitlements';

/** The last entitlements heard, so that a station that starts offline knows its prices. Unreadable ones are asked for again. */
export function keptEntitlements({ meta }: Pick<Store, 'meta'>): Entitlements | null {
  try {
    return schema.safeParse(JSON.parse(meta.get(KEY) ?? 'null')).data ?? null;
  } catch {
    return null;
  }
}

/** All that is told of them but the credentials, which are renewed and in no database. */
export function withoutCredentials({ services, tracking, ...rest }: Entitlements): Entitlements {
  const service = <T extends { provider: Provider }>(term: T): T => ({ ...term, provider: withoutCredential(term.provider) });
  return {
    ...rest,
    ...(tracking ? { tracking: { ...tracking, credential: {} } } : {}),
    services: { sync: service(services.sync), trace: service(services.trace), sms: service(services.sms), privacy: service(services.privacy) },
  };
}

export function keepEntitlements({ meta }: Pick<Store, 'meta'>, entitlements: Entitlements): void {
  meta.set(KEY, JSON.stringify(withoutCredentials(entitlements)));
}
