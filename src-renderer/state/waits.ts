import type { StatusView } from '../../src-shared/bridge/views.ts';
import { WAIT_REASONS, type JobKind, type JobState, type WaitReason } from '../../src-shared/domain/work.ts';

type Waiting = { readonly kind: JobKind; readonly state: JobState; readonly waits: WaitReason | null };

/** Why a job waits. One that is ready waits for what all of its kind wait for; null where its turn comes in a moment, or it does not wait. */
export function waitReason({ kind, state, waits }: Waiting, standsStill: StatusView['standsStill']): WaitReason | null {
  return waits ?? (state === 'waiting' ? (standsStill[kind] ?? null) : null);
}

/** Why the queue waits, what matters most first. `count`: jobs that were put off for it; with `more` it holds up others, which are ready, as well. */
export function waitReasons({ queue, waitReasons: counts, standsStill }: Pick<StatusView, 'queue' | 'waitReasons' | 'standsStill'>): { readonly reason: WaitReason; readonly count: number; readonly more: boolean }[] {
  const putOff = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const still = new Set<WaitReason>(queue.waiting > putOff ? Object.values(standsStill) : []);
  return WAIT_REASONS.map((reason) => ({ reason, count: counts[reason] ?? 0, more: still.has(reason) }))
    .filter(({ count, more }) => count > 0 || more)
    .sort((a, b) => Number(b.more) - Number(a.more) || b.count - a.count);
}
