import type { Verdict } from '../../../../src-shared/domain/verdict.ts';

/** What has become of a parcel whose order has come after its scan; null: it lies aside, and its next scan decides. */
export function orderArrived(verdict: Verdict | null): 'stopped' | 'funds' | 'done' {
  if (verdict === null) return 'stopped';
  return verdict === 'no-funds' ? 'funds' : 'done';
}
