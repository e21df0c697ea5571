import { messageRules, type MessageRules } from '../../src-shared/contract/templates.ts';
import type { Messaging } from '../flow/steps.ts';
import type { Store } from '../store/store.ts';

const RULES = 'messageRules';
const HEARD = 'optOutsHeard';
/** What the fingerprints here were made with: tells whether it is still the same, and nothing else. */
const CHECK = 'recipientKey';

/**
 * Templates, limits and opt-outs as last heard, kept so that they hold offline and after a restart. Recipients are known by
 * a keyed fingerprint of their phone. Where its key is another one, for a keyring was lost, the opt-outs are heard again from their
 * beginning before anything is sent.
 */
export function openMessaging(store: Store): Messaging & { readonly hear: (heard: MessageRules) => boolean; readonly optOutsRead: () => boolean; readonly begin: (fingerprint: (phone: string) => string) => void } {
  const { meta, transaction } = store;
  let rules = readRules(meta.get(RULES));
  let optOutsHeard = meta.get(HEARD) === 'yes';
  return {
    rules: () => rules,
    optOutsHeard: () => optOutsHeard,
    /** True where they are other than before. */
    hear(heard) {
      if (JSON.stringify(heard) === JSON.stringify(rules)) return false;
      meta.set(RULES, JSON.stringify(heard));
      rules = heard;
      return true;
    },
    /** True the first time. */
    optOutsRead() {
      if (optOutsHeard) return false;
      meta.set(HEARD, 'yes');
      optOutsHeard = true;
      return true;
    },
    begin(fingerprint) {
      const check = fingerprint('0').slice(0, 16);
      if (meta.get(CHECK) === check) return;
      optOutsHeard = false;
      transaction(() => {
        store.sql('DELETE FROM opt_outs').run();
        meta.set('feed.optOuts', null);
        meta.set(HEARD, null);
        meta.set(CHECK, check);
      });
    },
  };
}

/** Unreadable ones are asked for again. */
function readRules(text: string | null): MessageRules | null {
  try {
    return messageRules.safeParse(JSON.parse(text ?? 'null')).data ?? null;
  } catch {
    return null;
  }
}
