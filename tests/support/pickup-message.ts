import { enterArrival, type Entry } from '../../src-main/flow/arrivals.ts';
import type { Arrival, MessageTemplate } from '../../src-shared/contract/templates.ts';
import { PHONE, messageRulesWith } from './samples.ts';
import { NOON, bench, type Bench } from './station.ts';

export const HOUR = 3_600_000;
export const DESK = { accountId: 'acct', operator: { id: 'op-1', name: '李四' }, station: '03' };
export const entry = (over: Partial<Entry> = {}): Entry => ({ code: '1-2-3004', place: '东门驿站', phone: PHONE, template: 'pickup-code', number: null, ...over });
export const told = (over: Partial<Arrival> = {}): Arrival => ({ arrivalId: 'a-1', code: '1-2-3004', place: '东门驿站', phone: PHONE, template: 'pickup-code', number: null, corrects: null, at: NOON, ...over });

/** Money is lent and the account API has spoken. */
export function ready(): Bench {
  const b = bench();
  b.lend(100_000);
  return b;
}
export const enter = (b: Bench, over: Partial<Entry> = {}) => enterArrival(b.flow(), DESK, entry(over));
/** The usual rules with one template changed. */
export function withTemplate(template: string, change: Partial<MessageTemplate>) {
  const { templates } = messageRulesWith();
  return messageRulesWith({}, [...templates.filter((one) => one.template !== template), { ...(templates.find((one) => one.template === template) as MessageTemplate), ...change }]);
}
export const jobOf = (b: Bench, jobId: number) => b.flow().jobs.find(jobId);
export const sentRows = (b: Bench) => b.store().sql<Record<string, string | number>>('SELECT * FROM sent_messages ORDER BY job_id').all();
