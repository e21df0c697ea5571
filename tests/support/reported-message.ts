import { keepReports } from '../../src-main/flow/deliveries.ts';
import type { Claim } from '../../src-main/flow/queue/claim.ts';
import type { Outcome } from '../../src-main/flow/queue/task.ts';
import type { DeliveryReport } from '../../src-shared/contract/messages.ts';
import type { SecondCapture } from '../../src-shared/contract/money.ts';
import { aForwardedParcel, entitlementsWith } from './samples.ts';
import { bench, works, type Bench } from './station.ts';

export const NUMBER = aForwardedParcel().number;
export const KEY = `acct:${NUMBER}:forwarding-sms`;
/** trace and SMS */
export const COST = 345;
let ids = 0;
export const report = (state: DeliveryReport['state'], over: Partial<DeliveryReport> = {}): DeliveryReport => ({ reportId: `report-${(ids += 1)}`, key: KEY, state, code: state === 'failed' ? 'UNDELIV' : 'DELIVRD', at: 1, ...over });

/** A forwarded parcel, scanned and paid, at a station whose price list refunds failed messages. */
export function scanned(): Bench {
  const b = bench();
  b.setEntitlements(entitlementsWith({ refunds: ['sms'] }));
  b.flow().parcels.put(aForwardedParcel());
  b.lend(1_000);
  b.scan(NUMBER);
  return b;
}
/** The account API takes all that is reported; `second`: captures that it had been told of by another station. */
export function acknowledge(b: Bench, second: readonly Pick<SecondCapture, 'standing'>[] = []): void {
  const epoch = b.flow().ledger.epoch();
  const entries = b.flow().ledger.journal.unreported(epoch, 1_000);
  const holdId = b.store().sql<{ hold_id: string }>("SELECT hold_id FROM holds WHERE job_id = ? AND state = 'captured'").get(b.job('forwarding-sms').id)?.hold_id ?? '';
  b.flow().ledger.acknowledge(epoch, entries, { lastSequence: entries.at(-1)?.sequence ?? 0, secondCaptures: second.map(({ standing }) => ({ holdId, amount: 45, standing })) }, b.time.now);
}
export const hear = (b: Bench, ...reports: readonly DeliveryReport[]) => b.store().transaction(() => keepReports(b.flow(), 'acct', reports));
export const refunds = (b: Bench) => b.store().sql<{ body: string }>("SELECT body FROM journal WHERE body ->> '$.kind' = 'refund' ORDER BY epoch, sequence").all().map(({ body }) => JSON.parse(body) as { holdId: string; amount: number; key: string });
export const became = (b: Bench): readonly (string | null)[] => b.store().sql<{ became: string | null }>('SELECT became FROM delivery_reports ORDER BY id').all().map((row) => row.became);
export const holdOf = (b: Bench): string => b.store().sql<{ hold_id: string }>('SELECT hold_id FROM holds WHERE job_id = ?').get(b.job('forwarding-sms').id)?.hold_id ?? '';
export const messageIs = (outcome: Outcome) => (claim: Claim): Outcome => (claim.job.kind === 'forwarding-sms' ? outcome : works(claim));
