import type { Claim } from '../../src-main/flow/queue/claim.ts';
import type { Outcome } from '../../src-main/flow/queue/task.ts';
import { aForwardedParcel, aParcel } from './samples.ts';
import { bench, type Bench } from './station.ts';

export const NUMBER = aParcel().number;
export const refused = (act: 'platform' | 'merchant' | 'person' | 'nobody'): Outcome => ({ kind: 'refused', act, about: 'X-1' });

/** A forwarded parcel, scanned and paid: trace 300, write-back, forwarding SMS 45. */
export function scanned(): Bench {
  const b = bench();
  b.flow().parcels.put(aForwardedParcel());
  b.lend(1_000);
  b.scan(NUMBER);
  return b;
}
export const states = (b: Bench): readonly string[] => b.flow().jobs.ofScan(1).map(({ kind, state }) => `${kind} ${state}`);
export const callsOf = (claims: readonly Claim[], kind: string): number => claims.filter(({ job, purpose }) => job.kind === kind && purpose === 'call').length;
export const act = (b: Bench, kind: 'trace' | 'forwarding-sms' | 'write-back', action: 'retry' | 'void' | 'done'): number => b.decide(b.job(kind).id, action);
