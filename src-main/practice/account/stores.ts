import { isDeepStrictEqual } from 'node:util';
import { isDoubled } from '../../../src-shared/domain/conversion-rules.ts';
import type { ConversionRule, StoreTerms } from '../../../src-shared/contract/stores.ts';
import { PLATFORMS } from '../../../src-shared/domain/couriers.ts';
import type { Stage } from '../stage/stage.ts';
import type { Plays } from './call.ts';
import { Refusal } from './refusal.ts';

type Row = { store_id: string; name: string; authorised: number; at: number | null; authorised_by: string | null };
const VERSION = 'stores-version';
const ROWS = 'SELECT s.store_id, s.name, s.authorised, a.at, a.authorised_by FROM stores s LEFT JOIN store_authorisations a USING (store_id)';

/** Something about stores has changed: clients ask for all of them again. */
const storesChanged = (stage: Stage): void => stage.kept.put(VERSION, stage.kept.number(VERSION, 1) + 1);

export function putRules(stage: Stage, storeId: string, rules: readonly ConversionRule[]): void {
  stage.sql('DELETE FROM conversion_rules WHERE store_id = ?').run(storeId);
  for (const [position, rule] of rules.entries()) stage.sql('INSERT INTO conversion_rules (store_id, position, rule) VALUES (?,?,?)').run(storeId, position, JSON.stringify(rule));
  storesChanged(stage);
}

/** A store that is told of for the first time, or again. */
export function putStore(stage: Stage, store: { readonly id: string; readonly name: string }, authorised: boolean): void {
  stage.sql('INSERT INTO stores (store_id, name, authorised) VALUES (?,?,?) ON CONFLICT (store_id) DO UPDATE SET name = excluded.name, authorised = excluded.authorised').run(store.id, store.name, Number(authorised));
  storesChanged(stage);
}

const storeOf = (stage: Stage, storeId: string): Row | undefined => stage.sql<Row>(`${ROWS} WHERE s.store_id = ?`).get(storeId);

function termsOf(stage: Stage, { store_id, name, authorised, at, authorised_by }: Row): StoreTerms {
  const rules = stage.sql<{ rule: string }>('SELECT rule FROM conversion_rules WHERE store_id = ? ORDER BY position').all(store_id);
  return {
    storeId: store_id,
    name,
    platform: PLATFORMS.find((platform) => store_id.startsWith(`${platform}-`)) ?? null,
    authorised: authorised === 1 ? { at: at ?? stage.kept.number('day-start', 0), by: authorised_by ?? '平台' } : null,
    rules: rules.map(({ rule }) => JSON.parse(rule) as ConversionRule),
  };
}

/** Every store with its authorisation and rules; nothing where the client has this version. */
export const playStores: Plays<'stores'> = ({ stage, request }) => {
  const version = String(stage.kept.number(VERSION, 1));
  return { version, stores: request.known === version ? null : stage.sql<Row>(`${ROWS} ORDER BY s.store_id`).all().map((row) => termsOf(stage, row)) };
};

/** Recorded once: who and when. Throws a 404 `no-store`. */
export const playAuthoriseStore: Plays<'authoriseStore'> = ({ stage, param, caller }) => {
  const find = (): Row | undefined => storeOf(stage, param('storeId'));
  const store = find();
  if (!store) throw new Refusal(404, 'no-store');
  if (store.authorised !== 1) {
    const by = stage.sql<{ name: string }>('SELECT name FROM users WHERE user_id = ?').get(caller.userId)?.name ?? '';
    stage.sql('UPDATE stores SET authorised = 1 WHERE store_id = ?').run(store.store_id);
    stage.sql('INSERT INTO store_authorisations (store_id, at, authorised_by) VALUES (?,?,?) ON CONFLICT (store_id) DO UPDATE SET at = excluded.at, authorised_by = excluded.authorised_by').run(store.store_id, stage.now(), by);
    storesChanged(stage);
  }
  return termsOf(stage, find() ?? store);
};

/** Throws a 404 `no-store`, a 409 `rules-changed` or a 422 `rule-doubled`. */
export const playSetStoreRules: Plays<'setStoreRules'> = ({ stage, param, request: { rules, instead } }) => {
  const store = storeOf(stage, param('storeId'));
  if (!store) throw new Refusal(404, 'no-store');
  if (isDoubled(rules)) throw new Refusal(422, 'rule-doubled');
  if (!isDeepStrictEqual(termsOf(stage, store).rules, instead)) throw new Refusal(409, 'rules-changed');
  putRules(stage, store.store_id, rules);
  return termsOf(stage, store);
};
