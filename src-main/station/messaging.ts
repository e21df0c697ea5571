import { messageRules, type MessageRules } from '../../src-shared/contract/templates.ts';
import type { Messaging } from '../flow/steps.ts';
import type { Store } from '../store/store.ts';

const RULES = 'messageRules';
const HEARD = 'optOutsHeard';
/** What the fingerprints here were made with: tells whether it is still the same, and nothing else. */
const CHECK = 'recipientKey';

type Hearing = {
  readonly hear: (heard: MessageRules, follow: () => void) => boolean;
  readonly optOutsRead: (follow: () => void) => boolean;
  readonly begin: (fingerprint: (phone: string) => string) => void;
};

/**
 * Templates, limits and opt-outs as last heard, kept so that they hold offline and after a restart. Recipients are known by
 * a keyed fingerprint of their phone. Where its key is another one, for a keyring was lost, the opt-outs are heard again from their
 * beginning before anything is sent. `follow` writes what comes of a change, in the transaction that keeps it: what could not be kept with it is
 * heard again, as new.
 */
export function openMessaging(store: Store): Messaging & Hearing {
  const { meta, transaction } = store;
  let rules = readRules(meta.get(RULES));
  let optOutsHeard = meta.get(HEARD) === 'yes';
  return {
    rules: () => rules,
    optOutsHeard: () => optOutsHeard,
    /** True where they are other than before. */
    hear(heard, follow) {
      if (JSON.stringify(heard) === JSON.stringify(rules)) return false;
      transaction(() => {
        meta.set(RULES, JSON.stringify(heard));
        follow();
      });
      rules = heard;
      return true;
    },
    /** True the first time. */
    optOutsRead(follow) {
      if (optOutsHeard) return false;
      transaction(() => {
        meta.set(HEARD, 'yes');
        follow();
      });
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
