import type { RulesTried } from '../../src-shared/bridge/batch-views.ts';
import type { AnswerOf } from '../../src-shared/contract/calls.ts';
import type { ConversionRule, StoreTerms } from '../../src-shared/contract/stores.ts';
import { isDoubled } from '../../src-shared/domain/conversion-rules.ts';
import { StationError } from '../../src-shared/errors/codes.ts';
import { CallFailed } from '../account/call-failed.ts';
import type { AccountClient } from '../account/client.ts';
import { rulesTried } from '../flow/screen/rules-tried.ts';
import type { Steps } from '../flow/steps.ts';

export type StoresParts = {
  readonly flow: Steps;
  readonly client: AccountClient;
  /** A store's authorisation is on record: its conversions may go on. */
  readonly authorised: (storeId: string) => void;
  /** What of them this version can't read. */
  readonly unreadable: (unread: AnswerOf<'stores'>['unread']) => void;
  readonly log: (event: string, about: string) => void;
};

/** 店铺授权 and 转换规则: whose conversions may be asked for, and which. The account API keeps both, for all stations. */
export function stationStores({ flow, client, authorised, unreadable, log }: StoresParts) {
  /** The account API tells all of them, as far as they can be read. True the first time. */
  function hear({ version, stores: all, unread }: AnswerOf<'stores'>): boolean {
    if (all === null) return false;
    const first = flow.stores.version() === null;
    const before = new Set(flow.stores.all().filter((store) => store.authorised).map(({ storeId }) => storeId));
    flow.stores.replace(version, all);
    unreadable(unread);
    for (const store of all) if (store.authorised && !before.has(store.storeId)) authorised(store.storeId);
    return first;
  }

  return {
    all: (): StoreTerms[] => flow.stores.all(),
    hear,
    /** Records a merchant's authorisation, there and here. Throws CallFailed. */
    async authorise(storeId: string): Promise<void> {
      const terms = await client.call('authoriseStore', {}, { params: { storeId } });
      flow.store.transaction(() => flow.stores.put(terms));
      log('store-authorised', storeId);
      authorised(storeId);
    },
    /** All rules of a store anew, there and here. Throws CallFailed; `rules-changed` where they are others than `instead` there by now: then those are here. */
    async setRules(storeId: string, rules: readonly ConversionRule[], instead: readonly ConversionRule[]): Promise<void> {
      if (isDoubled(rules)) throw new StationError('rule-doubled');
      try {
        const terms = await client.call('setStoreRules', { rules: [...rules], instead: [...instead] }, { params: { storeId } });
        flow.store.transaction(() => flow.stores.put(terms));
        log('rules-set', storeId);
      } catch (error) {
        if (error instanceof CallFailed && error.code === 'rules-changed') hear(await client.call('stores', {}));
        throw error;
      }
    },
    tryRules: (storeId: string, rules: readonly ConversionRule[]): RulesTried => rulesTried(flow, storeId, rules),
  };
}
