import { createHmac, randomBytes } from 'node:crypto';
import { messageRules, type MessageRules } from '../../src-shared/contract/templates.ts';
import { readMobile } from '../../src-shared/domain/sms.ts';
import type { SecretPlace } from '../flow/provider/named.ts';
import type { Messaging, Steps } from '../flow/steps.ts';
import { phoneOf } from '../flow/message-check.ts';
import type { Store } from '../store/store.ts';

const RULES = 'messageRules';
const HEARD = 'optOutsHeard';
/** Of the key that the fingerprints here were made with: tells whether it is still the same, and nothing else. */
const CHECK = 'recipientKey';
/** Older messages count for no limit. */
const STILL_COUNTS = 2 * 86_400_000;

/**
 * Templates, limits and opt-outs as last heard, kept so that they hold offline and after a restart. Recipients are known by
 * HMAC-SHA256 of their phone under a key that is in no database. A machine that can't keep the key has another one at its next
 * start: then the opt-outs are heard again from their beginning before anything is sent.
 */
export function openMessaging(store: Store, place: SecretPlace): Messaging & { readonly hear: (heard: MessageRules) => boolean; readonly optOutsRead: () => boolean; readonly begin: (flow: Steps) => void } {
  const { meta, transaction } = store;
  let rules = readRules(meta.get(RULES));
  const key = keyAt(place);
  const check = createHmac('sha256', key).update('check').digest('hex').slice(0, 16);
  const sameKey = meta.get(CHECK) === check;
  if (!sameKey) {
    transaction(() => {
      store.sql('DELETE FROM opt_outs').run();
      meta.set('feed.optOuts', null);
      meta.set(HEARD, null);
    });
  }
  let optOutsHeard = meta.get(HEARD) === 'yes';
  return {
    rules: () => rules,
    optOutsHeard: () => optOutsHeard,
    fingerprint: (phone) => createHmac('sha256', key).update(readMobile(phone) ?? phone).digest('hex'),
    /** True where they are other than before. */
    hear(heard) {
      if (JSON.stringify(heard) === JSON.stringify(rules)) return false;
      rules = heard;
      meta.set(RULES, JSON.stringify(heard));
      return true;
    },
    /** True the first time. */
    optOutsRead() {
      if (optOutsHeard) return false;
      optOutsHeard = true;
      meta.set(HEARD, 'yes');
      return true;
    },
    /** Under a new key the last days' recipients are made out again from their phones, so that their limits go on. */
    begin(flow) {
      if (sameKey) return;
      transaction(() => {
        const recent = store.sql<{ job_id: number }>('SELECT job_id FROM messages WHERE at > ?').all(flow.now() - STILL_COUNTS);
        for (const { job_id } of recent) {
          const job = flow.jobs.find(job_id);
          const phone = job ? phoneOf(flow, job) : '';
          if (phone !== '') store.sql('UPDATE messages SET recipient = ? WHERE job_id = ?').run(this.fingerprint(phone), job_id);
        }
        meta.set(CHECK, check);
      });
    },
  };
}

function keyAt(place: SecretPlace): Buffer {
  const kept = place.get();
  if (kept !== null && /^[0-9a-f]{64}$/.test(kept)) return Buffer.from(kept, 'hex');
  const fresh = randomBytes(32);
  place.put(fresh.toString('hex'));
  return fresh;
}

/** Unreadable ones are asked for again. */
function readRules(text: string | null): MessageRules | null {
  try {
    return messageRules.safeParse(JSON.parse(text ?? 'null')).data ?? null;
  } catch {
    return null;
  }
}
