import type { Arrival, MessageTemplate } from '../../src-shared/contract/templates.ts';
import { businessKey, ownOfKey } from '../../src-shared/domain/business-key.ts';
import type { Courier, Platform } from '../../src-shared/domain/couriers.ts';
import { maskPhone, redactPhones } from '../../src-shared/domain/phone.ts';
import { readMobile } from '../../src-shared/domain/sms.ts';
import { readWaybillNumber } from '../../src-shared/domain/waybill-number.ts';
import { StationError, type ErrorCode } from '../../src-shared/errors/codes.ts';
import type { ArrivalRow } from './message/arrival-rows.ts';
import { namesPhone } from './message/wording.ts';
import { prepare } from './message-check.ts';
import type { Desk } from './one-scan.ts';
import { arrivalOf } from './phone-of.ts';
import type { JobRow } from './queue/job-rows.ts';
import { dayOf } from './scan/day.ts';
import { giveUp } from './settle.ts';
import { release, type Steps } from './steps.ts';

/** A code's shelf is free again after this long; until then the same code at the same place is the same message. */
const CODE_LIVES = 30 * 86_400_000;
/** The account API's names of the templates that a person's entry uses. */
export const PICKUP = 'pickup-code';
export const CORRECTION = 'pickup-correction';

export type Entry = { readonly code: string; readonly place: string; readonly phone: string; readonly template: string; readonly number: string | null };
type Made = { readonly arrivalId: number; readonly scanId: number; readonly jobId: number };

/** What a person typed or scanned, as it is kept: under the parcel's own number, but a piece's stays, for each may lie elsewhere. Throws StationError for what can be no code, place or phone. */
export function readEntry(flow: Steps, { code, place, phone, template, number }: Entry): Entry {
  const kept = { code: tidy(code), place: tidy(place), phone: readMobile(phone) ?? '', template, number: number === null || tidy(number) === '' ? null : ownNumber(flow, number) };
  if (!/^[\p{L}\p{N}][\p{L}\p{N} #-]{0,39}$/u.test(kept.code) || readMobile(kept.code) !== null) throw new StationError('pickup-code-invalid');
  if (kept.place === '' || kept.place.length > 60) throw new StationError('pickup-place-invalid');
  if (kept.phone === '') throw new StationError('message-phone-invalid');
  if (kept.number !== null && (!/^[A-Z0-9]{8,40}$/.test(kept.number) || readMobile(kept.number) !== null)) throw new StationError('pickup-number-invalid');
  if ([kept.code, kept.place, kept.number ?? ''].some((text) => namesPhone(text, kept.phone))) throw new StationError('message-names-recipient');
  return kept;
}

/** The same where a person who names a parcel has left its recipient's phone out: it is the parcel's own. */
export function readTyped(flow: Steps, typed: Entry): Entry {
  const opened = typed.phone.trim() === '' && typed.number !== null ? flow.phones.open(ownNumber(flow, typed.number)) : null;
  return readEntry(flow, opened?.kind === 'phone' ? { ...typed, phone: opened.phone } : typed);
}

/** The parcel's own number, also where somebody has read it off the label of a piece that carries it. */
function ownNumber(flow: Steps, typed: string): string {
  const read = readWaybillNumber(typed);
  return flow.numbers.own(read.kind === 'number' && read.suffix !== null ? read.number : tidy(typed).toUpperCase());
}

/** What is kept of an arrival that can be no message: as it was told, but for phones, which have no place in it. */
function withoutPhones({ code, place, number, phone }: Pick<Arrival, 'code' | 'place' | 'number' | 'phone'>): Pick<Arrival, 'code' | 'place' | 'number'> {
  const own = readMobile(phone);
  const text = (told: string): string => (own !== null && namesPhone(told, own) ? maskPhone(own) : redactPhones(told));
  return { code: text(code), place: text(place), number: number === null ? null : text(number) };
}

/** As codes and places are kept. */
export const tidy = (text: string): string => text.normalize('NFKC').replace(/[\p{C}\s]+/gu, ' ').trim();

/** This code or this parcel has its message already; of an arrival as it was told, too. A code that was corrected since is whose it really is, be it another piece's of the same parcel. */
export function isUsed(flow: Steps, { place, code, number }: Pick<Entry, 'place' | 'code' | 'number'>): boolean {
  const own = number === null ? null : ownNumber(flow, number);
  const stands = (told: ArrivalRow): boolean => !isSuperseded(flow, told);
  const ofCode = flow.arrivals.ofCode(tidy(place), tidy(code), flow.now() - CODE_LIVES).filter(stands);
  const ofParcel = own === null ? [] : toldOf(flow, own, tidy(code)).filter((told) => !sharesNumber(flow, own) || stands(told));
  return [...ofCode, ...ofParcel].some((told) => !cameToNothing(flow, told));
}

/** What its parcel was told after an arrival of which no message could be made would be told again, or taken back, by that one. */
export const isToldSince = (flow: Steps, { id, number, code }: Pick<ArrivalRow, 'id' | 'number' | 'code'>): boolean => number !== null && toldOf(flow, ownNumber(flow, number), tidy(code)).some((told) => told.id > id);

/** Throws StationError `pickup-code-used`. */
export function checkUnused(flow: Steps, entry: Entry): void {
  if (isUsed(flow, entry)) throw new StationError('pickup-code-used');
}

/** What the recipient of a parcel was told that a message with this code would tell again or take back, the newest first. */
export const toldOf = (flow: Steps, number: string, code: string): ArrivalRow[] => flow.arrivals.ofNumber(number).filter((told) => told.code === code || !sharesNumber(flow, number));

/** All pieces of its order carry this number: each may lie elsewhere, and nobody can tell whose another code is. */
function sharesNumber({ parcels, scans }: Steps, number: string): boolean {
  const pieces = parcels.find(number)?.pieces ?? null;
  return pieces === null ? scans.sentAll(number).some(({ piece }) => piece !== null) : !pieces.ownNumbers;
}

/** Its message was given up, and nothing of it has happened, here or by a lost copy of this database. */
function cameToNothing({ jobs, now }: Steps, { job_id }: ArrivalRow): boolean {
  const job = job_id === null ? null : jobs.find(job_id);
  return job !== null && jobs.isUntouched(job, now()) && !jobs.isOfEarlierEpoch(job.id);
}

/** A person has entered a pickup code: recorded, paid for and queued in one transaction. Throws StationError. */
export function enterArrival(flow: Steps, desk: Desk, typed: Entry): Made {
  const entry = readTyped(flow, typed);
  return flow.store.transaction(() => {
    checkUnused(flow, entry);
    return made(queue(flow, desk, entry, null, null));
  });
}

/**
 * Replaces what an arrival said by a message that is marked as a correction 更正. One that has not been sent is given up; one that has, or may
 * have been, stands. Throws StationError `pickup-gone` where there is no such arrival.
 */
export function correctArrival(flow: Steps, desk: Desk, jobId: number, typed: Pick<Entry, 'code' | 'place' | 'phone'>): Made {
  return flow.store.transaction(() => {
    const wrong = flow.arrivals.ofJob(jobId);
    if (!wrong) throw new StationError('pickup-gone');
    const phone = typed.phone.trim() === '' ? phoneOfArrival(flow, wrong) : typed.phone;
    return made(correct(flow, desk, wrong, readEntry(flow, { ...typed, phone, template: CORRECTION, number: wrong.number }), null));
  });
}

/** For a correction to the same person. Empty where it is erased or sealed for good: then it has to be typed. */
export function phoneOfArrival(flow: Steps, arrival: ArrivalRow): string {
  const opened = flow.arrivals.open(arrival);
  return opened.kind === 'phone' ? opened.phone : '';
}

/** A page of the feed, in the transaction of the caller, who keeps the cursor. What can't be a message is kept with its reason. Returns the scans it made. */
export function takeArrivals(flow: Steps, desk: Desk, told: readonly Arrival[]): number[] {
  return told.flatMap((item) => takeArrival(flow, desk, item, item.corrects === null ? null : flow.arrivals.told(item.corrects)));
}

/** One arrival that was told, once by its id; `wrong` is the one that it corrects. In the transaction of the caller. */
export function takeArrival(flow: Steps, desk: Desk, item: Arrival, wrong: ArrivalRow | null): number[] {
  if (flow.arrivals.told(item.arrivalId)) return [];
  let problem: ErrorCode;
  try {
    const entry = readEntry(flow, { ...item, template: item.corrects === null && wrong === null ? item.template : CORRECTION });
    if (wrong === null) checkUnused(flow, entry);
    const queued = wrong === null ? queue(flow, desk, entry, item.arrivalId, null) : correct(flow, desk, wrong, entry, item.arrivalId);
    if (queued) return [queued.scanId];
    problem = 'pickup-code-used';
  } catch (error) {
    if (!(error instanceof StationError)) throw error;
    problem = error.code;
  }
  const { arrivalId, phone, template } = item;
  flow.arrivals.add({ arrival_id: arrivalId, ...withoutPhones(item), phone, template, corrects: wrong?.id ?? null, job_id: null, problem, at: flow.now() });
  return [];
}

function correct(flow: Steps, desk: Desk, wrong: ArrivalRow, entry: Entry, arrivalId: string | null): Made | null {
  const first = firstOf(flow, wrong);
  for (const { job_id } of [first, ...correctionsOf(flow, first)]) {
    const before = job_id === null ? null : flow.jobs.find(job_id);
    // What waits is provably not on its way, nor is what a person would have to repair first.
    if (before && (before.state === 'waiting' || flow.jobs.isUnsent(before, flow.now()))) giveUp(flow, before, flow.now(), 'pickup-corrected');
  }
  return queue(flow, desk, entry, arrivalId, wrong);
}

/** Its recipient is told something else by now: sent after its own correction, what it says would be believed. */
export function isCorrected(flow: Steps, job: JobRow): boolean {
  const arrival = arrivalOf(flow, job);
  return arrival !== null && isSuperseded(flow, arrival);
}
const isSuperseded = (flow: Steps, arrival: ArrivalRow): boolean => correctionsOf(flow, firstOf(flow, arrival)).some(({ id }) => id > arrival.id);

/** account:parcel-or-code:pickup-sms, and the nth correction of it: one message each at this station (docs/messages.md). */
const keyOf = (accountId: string, own: string, corrections = 0): string => businessKey(accountId, corrections === 0 ? own : `${own}~${corrections}`, 'pickup-sms');

/** What a message is about: its parcel, with the code where several pieces carry its number, or the code at its place. Parts of a key are free of colons. */
function ownOf(flow: Steps, { number, place, code }: Pick<Entry, 'number' | 'place' | 'code'>): string {
  const own = number === null ? `${place}/${code}` : sharesNumber(flow, number) ? `${number}/${code}` : number;
  return own.replaceAll(':', ' ');
}

/** The key of a message that is unused: with the day, and a count, where another one has it, of the shelf's other life for one. */
function freeKey(flow: Steps, accountId: string, entry: Entry): string {
  const own = ownOf(flow, entry);
  const again = `${own}@${dayOf(flow.now())}`;
  for (let n = 0; ; n += 1) {
    const key = keyOf(accountId, n === 0 ? own : n === 1 ? again : `${again}.${n}`);
    if (flow.jobs.byKey(key) === null) return key;
  }
}

/** What a row of corrections is about. */
function ownOfFirst(flow: Steps, first: ArrivalRow): string {
  const job = first.job_id === null ? null : flow.jobs.find(first.job_id);
  return (job && ownOfKey(job.key)) ?? ownOf(flow, first);
}

/** An arrival is recorded like a scan, so that its job has the same beginning as every other; null where the key of a correction exists already. */
function queue(flow: Steps, desk: Desk, entry: Entry, arrivalId: string | null, wrong: ArrivalRow | null): Made | null {
  const at = flow.now();
  const first = wrong && firstOf(flow, wrong);
  const key = first ? keyOf(desk.accountId, ownOfFirst(flow, first), correctionsOf(flow, first).length + 1) : freeKey(flow, desk.accountId, entry);
  if (flow.jobs.byKey(key)) return null;
  const label = entry.number ?? entry.code;
  const parcel = entry.number === null ? null : flow.parcels.find(entry.number);
  const scanId = flow.scans.addArrival({ at, number: label, operator: desk.operator, station: desk.station });
  const jobId = flow.jobs.add({
    scan_id: scanId, key, kind: 'pickup-sms', number: label, courier: parcel?.courier ?? ('' as Courier), platform: parcel?.platform ?? ('' as Platform), operator: desk.operator.name,
    depends_on: null, task: JSON.stringify({ storeId: '', orderNumber: '', target: null }), price: flow.entitlements()?.services.sms.price ?? 0, created_at: at,
  }) as number;
  const { code, place, phone, template, number } = entry;
  const id = flow.arrivals.add({ arrival_id: arrivalId, code, place, phone, template, number, corrects: wrong?.id ?? null, job_id: jobId, problem: null, at });
  prepare(flow, made(flow.jobs.find(jobId)));
  // Priced by its segments, held and made ready like any other waiting job.
  release(flow, made(flow.jobs.find(jobId)));
  return { arrivalId: id, scanId, jobId };
}

/** The arrival at the beginning of a row of corrections, and the messages of those that there are of it by now. One that could not be read may be corrected in turn. */
function firstOf(flow: Steps, arrival: ArrivalRow): ArrivalRow {
  const before = arrival.corrects === null ? null : flow.arrivals.find(arrival.corrects);
  return before ? firstOf(flow, before) : arrival;
}
function correctionsOf(flow: Steps, arrival: ArrivalRow): ArrivalRow[] {
  return flow.arrivals.correctionsOf(arrival.id).flatMap((later) => (later.job_id === null ? [] : [later]).concat(correctionsOf(flow, later)));
}

/** A template that a person can fill in here: its variables are those of an arrival. */
export const canBeFilled = ({ body }: MessageTemplate): boolean => [...body.matchAll(/\{(\w+)\}/g)].every((variable) => variable[1] === 'code' || variable[1] === 'place');

function made<T>(value: T | null): T {
  if (value === null) throw new StationError('pickup-code-used');
  return value;
}
