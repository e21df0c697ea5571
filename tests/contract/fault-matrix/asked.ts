import type { Provider } from '../../../src-shared/contract/parcels.ts';
import type { Practice } from '../../support/practice.ts';
import type { Caller } from '../caller.ts';
import type { Entry } from './entries.ts';

/** Whom a row asks, as the practice world names it: from here on it does the service. */
export async function askedBy({ kind, service }: Pick<Entry, 'kind' | 'service'>, world: Practice, caller: Caller): Promise<Provider> {
  if (kind === null) return { kind: 'account', endpoint: world.ready().origin, credential: { token: caller.token }, limits: { perSecond: 200, concurrency: 16 } };
  if (service !== null) await world.control('swap-provider', { service, kind });
  const { services, tracking } = await caller.call('entitlements', {});
  const named = service === null ? tracking : services[service].provider;
  if (named?.kind !== kind) throw new Error(`${kind} was not named`);
  return named;
}
