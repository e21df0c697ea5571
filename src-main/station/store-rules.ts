import type { RulesTried } from '../../src-shared/bridge/batch-views.ts';
import type { ConversionRule } from '../../src-shared/contract/stores.ts';
import { isDoubled } from '../../src-shared/domain/conversion-rules.ts';
import { StationError } from '../../src-shared/errors/codes.ts';
import { CallFailed } from '../account/call-failed.ts';
import type { AccountClient } from '../account/client.ts';
import { rulesTried } from '../flow/screen/rules-tried.ts';
import type { Steps } from '../flow/steps.ts';

/** 转换规则 of a store: the account API keeps them, for all stations. */
export function storeRules(flow: Steps, client: AccountClient, log: (event: string, about: string) => void) {
  return {
    /** All of them anew, there and here. Throws CallFailed; `rules-changed` where they are others than `instead` there by now: then those are here. */
    async set(storeId: string, rules: readonly ConversionRule[], instead: readonly ConversionRule[]): Promise<void> {
      if (isDoubled(rules)) throw new StationError('rule-doubled');
      try {
        const terms = await client.call('setStoreRules', { rules: [...rules], instead: [...instead] }, { params: { storeId } });
        flow.store.transaction(() => flow.stores.put(terms));
        log('rules-set', storeId);
      } catch (error) {
        if (error instanceof CallFailed && error.code === 'rules-changed') {
          const { version, stores } = await client.call('stores', {});
          if (stores !== null) flow.stores.replace(version, stores);
        }
        throw error;
      }
    },
    try: (storeId: string, rules: readonly ConversionRule[]): RulesTried => rulesTried(flow, storeId, rules),
  };
}
