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

/** Keeps them without their credentials: those are in no database. */
export function keepEntitlements({ meta }: Pick<Store, 'meta'>, { services, tracking, ...rest }: Entitlements): void {
  const service = <T extends { provider: Provider }>(term: T): T => ({ ...term, provider: withoutCredential(term.provider) });
  meta.set(
    KEY,
    JSON.stringify({
      ...rest,
      ...(tracking ? { tracking: { ...tracking, credential: {} } } : {}),
      services: { sync: service(services.sync), trace: service(services.trace), sms: service(services.sms), privacy: service(services.privacy) },
    }),
  );
}
