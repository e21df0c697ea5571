import { businessKey } from '../../src-shared/domain/business-key.ts';
import { maskPhone, redactPhones } from '../../src-shared/domain/phone.ts';
import { LONGEST_NUMBER, readWaybillNumber, type NotANumber, type Reading } from '../../src-shared/domain/waybill-number.ts';
import type { JobKind } from '../../src-shared/domain/work.ts';
import type { Parcel } from '../../src-shared/contract/parcels.ts';
import { decide, type Decision, type ServiceTerms } from './decide/decide.ts';
import type { Operator } from './scan/scan-rows.ts';
import { isServiceOn, type Steps } from './steps.ts';

export type Desk = { readonly accountId: string; readonly operator: Operator; readonly station: string };

/**
 * scan -> decide -> queue -> ledger, in one SQLite transaction: when this returns, the scan, its verdict, its jobs and
 * their holds are on the disk. Throws StationError for a failure of the disk only; any text gets a verdict.
 */
export function oneScan(flow: Steps, desk: Desk, text: string): { readonly scanId: number; readonly decision: Decision } {
  const reading = readWaybillNumber(text);
  return flow.store.transaction(() => {
    const at = flow.now();
    const parcel = reading.kind === 'number' ? flow.parcels.find(reading.number) : null;
    const decision = decide(facts(flow, reading, parcel, at));
    const shown = reading.kind === 'number' ? text : withoutPhones(text, reading.why);
    const scanId = flow.scans.add({
      at,
      text: visible(shown, 200),
      number: reading.kind === 'number' ? reading.number : visible(shown, LONGEST_NUMBER),
      suffix: reading.kind === 'number' ? reading.suffix : null,
      verdict: decision.verdict,
      reason: decision.reason,
      operator: desk.operator,
      station: desk.station,
      cost: decision.cost,
    });
    if (parcel) enqueue(flow, desk, { scanId, at, parcel, decision });
    return { scanId, decision };
  });
}

function facts(flow: Steps, reading: Reading, parcel: Parcel | null, at: number) {
  if (reading.kind !== 'number') return { reading, parcel: null, interception: null, before: null, terms: null, leases: [] };
  const before = flow.scans.sentBefore(reading.number);
  return {
    reading,
    parcel,
    interception: flow.parcels.interception(reading.number),
    before: before && { at: before.at, operator: before.operator.name, station: before.station },
    terms: termsNow(flow),
    leases: flow.ledger.spendable(at).map((lease) => lease.left),
  };
}

function termsNow(flow: Steps): ServiceTerms {
  return flow.entitlements()?.services ?? null;
}

function enqueue(flow: Steps, desk: Desk, scanned: { scanId: number; at: number; parcel: Parcel; decision: Decision }): void {
  const { scanId, at, parcel, decision } = scanned;
  const added = new Map<JobKind, number>();
  for (const work of decision.work) {
    const id = flow.jobs.add({
      scan_id: scanId,
      key: businessKey(desk.accountId, parcel.number, work.kind),
      kind: work.kind,
      number: parcel.number,
      courier: parcel.courier,
      platform: parcel.platform,
      operator: desk.operator.name,
      depends_on: (work.after && added.get(work.after)) ?? null,
      task: JSON.stringify({ storeId: parcel.store.id, orderNumber: parcel.orderNumber, target: parcel.target }),
      price: work.price,
      created_at: at,
    });
    if (id !== null) added.set(work.kind, id);
  }
  // All of a scan's work is held or none of it: half a parcel helps nobody.
  const paid = decision.work.filter((work) => work.on && work.price > 0 && added.has(work.kind));
  const jobs = paid.map((work) => ({ id: added.get(work.kind) as number, key: businessKey(desk.accountId, parcel.number, work.kind), price: work.price }));
  const held = decision.verdict === 'pass' && flow.ledger.hold(jobs, at);
  if (!held) for (const job of jobs) flow.ledger.noteWaiting(job, at);
  for (const work of decision.work) {
    const id = added.get(work.kind);
    if (id === undefined) continue;
    const waits = !isServiceOn(flow, work.kind) ? 'service-off' : !held && work.price > 0 ? 'funds' : work.after ? 'depends' : null;
    flow.jobs.wait(id, waits, waits === null ? at : null);
  }
}

/** A scanned phone, or the structured text of a label with a recipient in it: the record of what could not be read does not need the person. */
function withoutPhones(text: string, why: NotANumber): string {
  const folded = text.normalize('NFKC');
  return why === 'phone' ? maskPhone(folded.replace(/\D/g, '').slice(-11)) : redactPhones(folded);
}

/** What can be shown of any scanned text: no control characters, cut. */
function visible(text: string, length: number): string {
  return [...text.slice(0, length * 4).replace(/\p{C}/gu, ' ').trim()].slice(0, length).join('');
}
