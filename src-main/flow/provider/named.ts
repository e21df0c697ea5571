import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Provider } from '../../../src-shared/contract/parcels.ts';
import type { Service } from '../../../src-shared/domain/work.ts';
import { originOf } from '../../egress/egress.ts';
import { keptJson } from '../../store/kept-json.ts';
import type { SecretPlace } from '../../store/secret-place.ts';
import type { Store } from '../../store/store.ts';
import { identityOf } from './identity.ts';

type Row = { id: number; kind: string; name: string; endpoint: string; settings: string };
const kept = z.record(z.string(), z.record(z.string(), z.string()));
const named = z.record(z.string(), z.unknown());

/**
 * Every provider that the account API has named for a service here, so that what was sent to one is asked about there,
 * whoever does the service by then. Their credentials are in no database: a provider whose credential is lost can't be asked.
 */
export function namedProviders({ sql, transaction, undone }: Store, place: SecretPlace) {
  /** Those that something unsettled was sent to (of what waits, those that may have done it), or that have a number to end; others are named again when they are needed. */
  const neededNow = (): ReadonlySet<number> => new Set(sql<{ provider: number }>(`SELECT DISTINCT provider FROM jobs INDEXED BY jobs_open CROSS JOIN attempts ON job_id = jobs.id
      WHERE jobs.state IN ('waiting', 'calling', 'unknown', 'parked') AND provider IS NOT NULL AND (jobs.state <> 'waiting' OR outcome IS NULL OR outcome IN ('unknown', 'done'))
    UNION SELECT id FROM providers WHERE EXISTS (SELECT 1 FROM bindings WHERE provider = providers.id AND own = 1)`).all().map(({ provider }) => provider));
  const needed = neededNow();
  let credentials: ReadonlyMap<number, Provider['credential']> = new Map<number, Provider['credential']>(
    Object.entries(read(place.get())).flatMap(([id, credential]) => (needed.has(Number(id)) ? [[Number(id), credential]] : [])),
  );
  /** A place that could not write it yet tries again by itself. */
  function keep(next: typeof credentials): void {
    place.put(JSON.stringify(Object.fromEntries(next)));
    credentials = next;
  }
  /** Asked for thrice a job, and never another one. */
  const ids = new WeakMap<Provider, { readonly service: Service; readonly undone: number; readonly id: number }>();
  function idOf(service: Service, provider: Provider): number | undefined {
    const known = ids.get(provider);
    if (known?.service === service && known.undone === undone()) return known.id;
    const id = sql<{ id: number }>('SELECT id FROM providers WHERE service = ? AND kind = ? AND name = ?').get(service, provider.kind, identityOf(provider))?.id;
    if (id !== undefined) ids.set(provider, { service, undone: undone(), id });
    return id;
  }

  function numberOf(service: Service, provider: Provider): number {
    const { kind, endpoint, settings } = provider;
    const identity = identityOf(provider);
    transaction(() => {
      // An earlier version knew one without a name by its endpoint alone.
      if (provider.name === undefined) sql('UPDATE OR IGNORE providers SET name = ? WHERE service = ? AND kind = ? AND name = ?').run(identity, service, kind, endpoint);
      sql('INSERT INTO providers (service, kind, name, endpoint, settings) VALUES (?,?,?,?,?) ON CONFLICT DO UPDATE SET endpoint = excluded.endpoint, settings = excluded.settings')
        .run(service, kind, identity, endpoint, JSON.stringify(settings ?? {}));
    });
    return idOf(service, provider) as number;
  }

  return {
    /** The account API has named them: from here on each has a number, and is where it was last said to be. Their credentials are kept all at once, for that is slow. */
    note(told: readonly (readonly [Service, Provider])[]): number[] {
      const next = new Map(credentials);
      const numbers = told.map(([service, provider]) => {
        const id = numberOf(service, provider);
        if (Object.keys(provider.credential).length > 0) next.set(id, provider.credential);
        return id;
      });
      if (!isDeepStrictEqual(next, credentials)) keep(next);
      return numbers;
    },
    idOf,
    /** Nobody is signed in any more: credentials are forgotten, but for those of `former` providers that something can still be asked of there and nowhere else. */
    forget(isFormer: (id: number) => boolean): void {
      const asked = neededNow();
      keep(new Map([...credentials].filter(([id]) => asked.has(id) && isFormer(id))));
    },
    /** Null where it was never named here, its credential is lost, or its settings can't be read. */
    find(id: number, limits: Provider['limits']): Provider | null {
      const row = sql<Row>('SELECT * FROM providers WHERE id = ?').get(id);
      const credential = credentials.get(id);
      const settings = row ? keptJson(named, row.settings) : null;
      return row && settings && credential ? { kind: row.kind, name: row.name, endpoint: row.endpoint, settings, credential, limits } : null;
    },
    /** Where something may have to be asked or called. */
    origins: (): string[] => [...credentials.keys()].flatMap((id) => originOf(sql<Row>('SELECT * FROM providers WHERE id = ?').get(id)?.endpoint ?? '') ?? []),
  };
}
export type NamedProviders = ReturnType<typeof namedProviders>;

function read(text: string | null): z.infer<typeof kept> {
  try {
    return kept.safeParse(JSON.parse(text ?? '{}')).data ?? {};
  } catch {
    return {};
  }
}
