import { businessKey } from '../../src-shared/domain/business-key.ts';
import { maskPhone, redactPhones } from '../../src-shared/domain/phone.ts';
import { SENT_VERDICTS } from '../../src-shared/domain/verdict.ts';
import type { Grams, WeighingRules } from '../../src-shared/domain/weight.ts';
import { StationError, type ErrorCode } from '../../src-shared/errors/codes.ts';
import { mayHaveOrder } from '../../src-shared/domain/unknown-number.ts';
import { LONGEST_NUMBER, readWaybillNumber, type NotANumber, type Reading } from '../../src-shared/domain/waybill-number.ts';
import { JOB_KINDS, conversionAmong, type JobKind } from '../../src-shared/domain/work.ts';
import type { Target } from '../../src-shared/contract/parcels.ts';
import { FIRST_RULES, type DeskRules } from '../../src-shared/domain/desk-rules.ts';
import { decide, type Decision, type Facts, type ServiceTerms } from './decide/decide.ts';
import { targetOf } from './decide/target-of.ts';
import type { JobRow, NewJob } from './queue/job-rows.ts';
import { orderOf } from './queue/kept.ts';
import { readLabel, sentBefore, type Label } from './scan/label.ts';
import type { KnownParcel } from './scan/parcel-rows.ts';
import type { Operator, ScanRow, ScanSource } from './scan/scan-rows.ts';
import { callFrom, cameToNothing, giveUpWith, isServiceOn, release, unpark, type Steps } from './steps.ts';

export type Desk = { readonly accountId: string; readonly operator: Operator; readonly station: string; readonly rules?: DeskRules };

/** A row of a list: what it says of the parcel beyond its number. */
export type Listed = { readonly target: Target | null };
/** What lay on the scale. `missing`: why a parcel that may leave is not recorded, where the station's rule asks for a weight and there is none. */
export type CapturedWeight = { readonly grams: Grams | null; readonly missing: ErrorCode | null; readonly rules: WeighingRules };
/** What the station knows of a scan beyond its text. `device`: the serial scanner that made it, null for a keyboard's; `typed`: a person did. */
export type Captured = { readonly device: string | null; readonly typed: boolean; readonly weight: CapturedWeight | null };
const NOTHING_CAPTURED: Captured = { device: null, typed: false, weight: null };
export type Scanned = { readonly scanId: number; readonly decision: Decision };

/**
 * scan -> decide -> queue -> ledger, in one SQLite transaction: when this returns, the scan, its verdict, its jobs and
 * their holds are on the disk. Any text gets a verdict; throws StationError for a failure of the disk, and where a weight is
 * required and missing.
 * `listed`: it is a row of a list, whose work comes after that of the desk.
 */
export function oneScan(flow: Steps, desk: Desk, text: string, listed: Listed | null = null, captured: Captured = NOTHING_CAPTURED): Scanned {
  const reading = readWaybillNumber(text);
  return flow.store.transaction(() => {
    const at = flow.now();
    const judged = judge(flow, desk, reading, listed, at);
    const { label, found, decision } = judged;
    if (captured.weight?.missing && SENT_VERDICTS.includes(decision.verdict)) throw new StationError(captured.weight.missing);
    const shown = reading.kind === 'number' ? text : withoutPhones(text, reading.why);
    const scanId = flow.scans.add({
      at,
      text: visible(shown, 200),
      number: label?.number ?? visible(shown, LONGEST_NUMBER),
      suffix: reading.kind === 'number' ? reading.suffix : null,
      verdict: decision.verdict,
      reason: decision.reason,
      operator: desk.operator,
      station: desk.station,
      cost: decision.cost,
      source: found.source,
      piece: label?.piece ?? null,
      label: label?.other ?? null,
      device: captured.device,
      typed: captured.typed,
    });
    if (label && captured.weight && captured.weight.grams !== null) flow.weighings.add(scanId, label.number, captured.weight.grams, captured.weight.rules, at);
    setToWork(flow, desk, scanId, judged);
    if (label && found.source === 'desk') noteUnknown(flow, desk, scanId, label, judged);
    return { scanId, decision };
  });
}

/**
 * The order of a number that had none has come: its scan is decided as if it were made now, under who made it, in the
 * caller's transaction.
 */
export function decideAgain(flow: Steps, desk: Desk, scan: ScanRow): Decision {
  const by: Desk = { ...desk, operator: scan.operator, station: scan.station };
  const judged = judge(flow, by, readWaybillNumber(scan.text), null, flow.now());
  const { label, decision } = judged;
  flow.scans.decideAgain(scan, { verdict: decision.verdict, reason: decision.reason, cost: decision.cost, number: label?.number ?? scan.number, piece: label?.piece ?? null, label: label?.other ?? null });
  setToWork(flow, by, scan.id, judged);
  return decision;
}

type Judged = { readonly at: number; readonly label: Label | null; readonly found: Facts; readonly standing: ReadonlyMap<JobKind, JobRow>; readonly decision: Decision };

function judge(flow: Steps, desk: Desk, reading: Reading, listed: Listed | null, at: number): Judged {
  const label = labelOf(flow, reading, listed);
  const standing = label?.parcel ? standingWork(flow, desk, label.parcel, at) : new Map<JobKind, JobRow>();
  const found = facts(flow, desk, reading, label, standing, listed, at);
  return { at, label, found, standing, decision: decide(found) };
}

function setToWork(flow: Steps, desk: Desk, scanId: number, { at, label, found, standing, decision }: Judged): void {
  if (label?.parcel && !found.inHand) enqueue(flow, desk, { scanId, at, parcel: label.parcel, decision, target: found.target, standing, source: found.source });
}

/** 待查: a number without an order is put down; one that was, and is decided now, waits no more. In no courier's format it stays here, whatever the station's rule. */
function noteUnknown(flow: Steps, desk: Desk, scanId: number, { number, other }: Label, { at, found, decision: { verdict, reason } }: Judged): void {
  const odd = reason.kind === 'unreadable' && reason.why === 'no-format' && mayHaveOrder(found.reading);
  if (reason.kind === 'no-order' || odd) flow.unknowns.note({ number, scanId, at, operator: desk.operator, station: desk.station, stopped: odd || (reason.kind === 'no-order' && reason.stop === true) });
  else if (verdict !== 'invalid' && !(other === null && isStillKept(flow, number))) flow.unknowns.end(other ?? number, 'done', at);
}

/** Another piece of it waits here to be scanned. */
function isStillKept({ unknowns, scans }: Steps, number: string): boolean {
  const unknown = unknowns.find(number);
  return unknown !== null && (unknown.state === 'open' || unknown.state === 'arrived') && scans.isStillKept(number, unknown.scan_id);
}

/** A row of a list names a parcel by its own number. */
function labelOf(flow: Steps, reading: Reading, listed: Listed | null): Label | null {
  if (reading.kind !== 'number') return null;
  if (!listed) return readLabel(flow, reading);
  return { number: reading.number, other: null, parcel: flow.parcels.find(reading.number), piece: null, trouble: null, sent: flow.scans.sentAll(reading.number) };
}

/** Jobs of this parcel that will be done, or are. One that was given up, and of which nothing has happened, stands for nothing. */
function standingWork(flow: Steps, desk: Desk, parcel: KnownParcel, at: number): Map<JobKind, JobRow> {
  const jobs = JOB_KINDS.flatMap((kind) => flow.jobs.byKey(businessKey(desk.accountId, parcel.number, kind)) ?? []);
  return new Map(jobs.filter((job) => !flow.jobs.isUntouched(job, at)).map((job) => [job.kind, job]));
}

/** A parcel is converted once: what its conversion was to be holds, whatever order, rules and list say by now. One that was refused was provably not made. */
const standingConversion = (standing: ReadonlyMap<JobKind, JobRow>): JobRow | null => conversionAmong([...standing.values()].filter(({ state }) => state !== 'refused'));

function facts(flow: Steps, desk: Desk, reading: Reading, label: Label | null, standing: ReadonlyMap<JobKind, JobRow>, listed: Listed | null, at: number): Facts {
  const source = listed ? 'batch' : 'desk';
  const rules = desk.rules ?? FIRST_RULES;
  if (!label) return { reading, parcel: null, interception: null, before: null, inHand: false, trouble: null, at, rules, terms: null, target: null, converts: null, elsewhere: null, standing: NOTHING, source, leases: [] };
  const { parcel } = label;
  const before = listed ? (label.sent[0] ?? null) : sentBefore(label);
  const conversion = standingConversion(standing);
  return {
    reading,
    parcel,
    interception: flow.parcels.interception(label.number) ?? (label.other === null ? null : flow.parcels.interception(label.other)),
    inHand: !listed && label.sent.length > 0,
    trouble: label.trouble,
    at,
    rules,
    before: before && { at: before.at, operator: before.operator.name, station: before.station },
    terms: termsNow(flow),
    target: conversion ? (orderOf(conversion)?.target ?? null) : parcel && targetOf(parcel, flow.stores.find(parcel.store.id)?.rules ?? [], listed?.target),
    converts: conversion && conversion.kind,
    elsewhere: flow.numbers.elsewhere(label.number) ?? labelElsewhere(flow, label),
    standing: new Set(standing.keys()),
    source,
    leases: flow.ledger.spendable(at).map((lease) => lease.left),
  };
}

/** Of a piece's own number: another live order that it is on. A number that the parcel was converted to is the parcel's. */
const labelElsewhere = ({ numbers }: Steps, { number, other }: Label): string | null => (other === null || numbers.originalOf(other) === number ? null : numbers.elsewhere(other));

const NOTHING: ReadonlySet<JobKind> = new Set();

function termsNow(flow: Steps): ServiceTerms {
  return flow.entitlements()?.services ?? null;
}

type ToDo = {
  readonly scanId: number; readonly at: number; readonly parcel: KnownParcel; readonly decision: Decision; readonly target: Target | null;
  readonly standing: ReadonlyMap<JobKind, JobRow>; readonly source: ScanSource;
};

function enqueue(flow: Steps, desk: Desk, { scanId, at, parcel, decision, target, standing, source }: ToDo): void {
  const added = new Map<JobKind, number>();
  const lane = source === 'desk' ? 0 : 1;
  if (source === 'desk' && SENT_VERDICTS.includes(decision.verdict)) {
    for (const job of standing.values()) {
      flow.jobs.adopt(job.id, scanId);
      // A paused list does not keep a packer waiting.
      if (job.waits === 'paused') release(flow, job);
    }
  }
  for (const work of decision.work) {
    const job: NewJob = {
      scan_id: scanId,
      key: businessKey(desk.accountId, parcel.number, work.kind),
      kind: work.kind,
      number: parcel.number,
      courier: parcel.courier,
      platform: parcel.platform,
      operator: desk.operator.name,
      depends_on: (work.after && (added.get(work.after) ?? standing.get(work.after)?.id)) ?? null,
      task: JSON.stringify({ storeId: parcel.store.id, orderNumber: parcel.orderNumber, target }),
      price: work.price,
      created_at: at,
    };
    const id = flow.jobs.add(job, lane);
    if (id !== null) added.set(work.kind, id);
    else {
      const untouched = flow.jobs.byKey(job.key);
      if (!untouched || !flow.jobs.isUntouched(untouched, at)) continue;
      flow.jobs.revive(untouched.id, job, lane);
      flow.messages.anew(untouched.id);
      added.set(work.kind, untouched.id);
    }
  }
  goesWith(flow, standing.get('write-back'), added.get('sync') ?? added.get('trace'));
  // All of a scan's work is held or none of it: half a parcel helps nobody.
  const paid = decision.work.filter((work) => work.on && work.price > 0 && added.has(work.kind));
  const jobs = paid.map((work) => ({ id: added.get(work.kind) as number, key: businessKey(desk.accountId, parcel.number, work.kind), price: work.price }));
  const held = decision.verdict === 'pass' && flow.ledger.hold(jobs, at);
  if (!held) for (const job of jobs) flow.ledger.noteWaiting(job, at);
  for (const work of decision.work) {
    const id = added.get(work.kind);
    if (id === undefined) continue;
    const earlier = work.after === null ? null : standing.get(work.after);
    if (earlier && cameToNothing(earlier)) {
      giveUpWith(flow, flow.jobs.find(id) as JobRow, earlier, at);
      continue;
    }
    const waits = !isServiceOn(flow, work.kind) ? 'service-off' : !held && work.price > 0 ? 'funds' : earlier !== null && earlier?.state !== 'done' ? 'depends' : null;
    if (waits === null) callFrom(flow, id, earlier ?? null, at);
    else flow.jobs.wait(id, waits, null);
  }
}

/** 回传 that is left of a conversion which came to nothing tells of the one that is made now, and lies with nobody for want of a number. To call it again is to ask about it. */
function goesWith(flow: Steps, left: JobRow | undefined, conversion: number | undefined): void {
  if (!left || conversion === undefined) return;
  flow.jobs.dependOn(left.id, conversion);
  if (left.state === 'parked') unpark(flow, { ...left, depends_on: conversion });
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
