import { z } from 'zod';
import { PLATFORMS } from '../../src-shared/domain/couriers.ts';
import { FIRST_RULES, type DeskRules } from '../../src-shared/domain/desk-rules.ts';
import type { Store } from '../store/store.ts';

const KEY = 'desk.rules';
const kept = z.object({ unknown: z.enum(['pass', 'stop']), platforms: z.array(z.enum(PLATFORMS)) });

/** What a supervisor has ruled for this station; in its database, beside the scans that it decides. Unreadable rules are the first ones. */
export function deskRules({ meta }: Pick<Store, 'meta'>) {
  let now = read(meta.get(KEY));
  return {
    now: (): DeskRules => now,
    set(rules: DeskRules): void {
      meta.set(KEY, JSON.stringify(rules));
      now = rules;
    },
  };
}

function read(text: string | null): DeskRules {
  try {
    return kept.safeParse(JSON.parse(text ?? 'null')).data ?? FIRST_RULES;
  } catch {
    return FIRST_RULES;
  }
}
