import type { Stage } from '../stage/stage.ts';
import type { ProviderKind } from './kinds.ts';

/** Counts what a provider refused, by its own code, so that a wrong signature cannot go unseen. */
export function countRefusal(stage: Stage, provider: ProviderKind, code: string): void {
  stage.sql('INSERT INTO refusals (provider, code, times) VALUES (?,?,1) ON CONFLICT DO UPDATE SET times = times + 1').run(provider, code);
}
