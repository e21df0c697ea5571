import type { Entitlements } from '../../src-shared/contract/parcels.ts';
import type { Li } from '../../src-shared/domain/money.ts';
import { JOB_KINDS, SERVICES, SERVICE_OF, type JobKind } from '../../src-shared/domain/work.ts';
import { originOf } from '../egress/egress.ts';
import { ADAPTERS } from '../flow/provider/adapters.ts';
import { identityOf } from '../flow/provider/identity.ts';
import { namedProviders } from '../flow/provider/named.ts';
import { TRACKERS } from '../flow/provider/trackers.ts';
import type { SecretPlace } from '../store/secret-place.ts';
import type { Store } from '../store/store.ts';
import { keepEntitlements, keptEntitlements } from './kept-entitlements.ts';
import type { Problems } from './problems.ts';

/** Kinds of work that another provider does from here on (`swapped`); with those, all whose provider is called otherwise than before (`setUp`): what it had refused for that may go on. */
export type Change = { readonly swapped: readonly JobKind[]; readonly setUp: readonly JobKind[]; readonly first: boolean };

/** What the account may use and who does it, as the account API said last: over a restart without the providers' credentials. */
export function entitled(store: Store, place: SecretPlace, problems: Problems) {
  const providers = namedProviders(store, place);
  let entitlements = keptEntitlements(store);
  let complete = false;

  function tellStrangers(heard: Entitlements): void {
    const kinds = Object.values(heard.services).map(({ provider }) => provider.kind).filter((kind) => !ADAPTERS.has(kind));
    if (heard.tracking && !TRACKERS.has(heard.tracking.kind)) kinds.push(heard.tracking.kind);
    if (kinds.length > 0) problems.add({ code: 'provider-config', about: kinds.join(' ') });
    else problems.cure('provider-config');
  }

  return {
    providers,
    now: (): Entitlements | null => entitlements,
    /** The API has told them in this run, with their credentials. */
    isComplete: (): boolean => complete,
    /**
     * Returns what is another from here on, and whether they are complete for the first time. `follow` writes what
     * comes of that, in the transaction that keeps them: what could not be kept with it counts for nothing, and is heard again.
     */
    hear(heard: Entitlements, follow: (change: Change) => void): Change {
      tellStrangers(heard);
      providers.note(SERVICES.map((service) => [service, heard.services[service].provider]));
      const differs = (by: typeof whoDoes): JobKind[] => JOB_KINDS.filter((kind) => SERVICE_OF[kind] !== null && by(entitlements, kind) !== by(heard, kind));
      const change = { swapped: differs(whoDoes), setUp: differs(howItIsCalled), first: !complete };
      store.transaction(() => {
        keepEntitlements(store, heard);
        follow(change);
      });
      complete = true;
      entitlements = heard;
      return change;
    },
    /** The account's suspension: what was known, all of it off. That is nothing heard, and of an earlier run it has no credentials. */
    suspended(off: Entitlements): void {
      keepEntitlements(store, off);
      entitlements = off;
    },
    /** The price of the cheapest service, in 厘; at least 1, which is also the price of what nobody has told yet. */
    cheapest: (): Li => (entitlements && Math.min(...Object.values(entitlements.services).map(({ price }) => price))) || 1,
    /** Origins of providers that may have to be asked or called. */
    origins: (): string[] => [...providers.origins(), ...[originOf(entitlements?.tracking?.endpoint ?? '')].filter((origin) => origin !== null)],
    /** Whoever does a service now is named again to whoever signs in next; one who did it before is not. */
    forgetCredentials(): void {
      const now = new Set(SERVICES.map((service) => (entitlements ? providers.idOf(service, entitlements.services[service].provider) : undefined)));
      providers.forget((id) => !now.has(id));
    },
  };
}

/** All that makes a provider another one: of its limits and a credential of the same account none is known to have been the reason for a failure, and a token may be another one in each answer. */
function whoDoes(entitlements: Entitlements | null, kind: JobKind): string | null {
  const service = SERVICE_OF[kind];
  const provider = service === null ? undefined : entitlements?.services[service].provider;
  return provider ? JSON.stringify([identityOf(provider), provider.kind, provider.endpoint, provider.settings ?? {}]) : null;
}

/** The same with its credential: what is kept over a restart has none, so the first answer of a run always differs. One that is another in each answer by its nature is no reason. */
function howItIsCalled(entitlements: Entitlements | null, kind: JobKind): string | null {
  const service = SERVICE_OF[kind];
  const provider = service === null ? undefined : entitlements?.services[service].provider;
  return provider ? JSON.stringify([whoDoes(entitlements, kind), ADAPTERS.get(provider.kind)?.renewsCredential ? {} : provider.credential]) : null;
}
