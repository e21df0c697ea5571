import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Invariant } from './view.ts';

/** A change of the real code: `from` stands there exactly once. */
export type Edit = { readonly file: string; readonly from: string; readonly to: string };
/** One mistake, caught by any of these invariants and by no other. `and`: what has to be changed as well, where two places hold the same promise. */
export type Mutation = Edit & { readonly name: string; readonly expects: readonly Invariant[]; readonly and?: Edit };

export const ROOT = join(import.meta.dirname, '../..');
export const editsOf = (mutation: Mutation): readonly Edit[] => (mutation.and ? [mutation, mutation.and] : [mutation]);
/** The source text with the change made; null where it does not fit the code any more. */
export function madeIn(source: string, { from, to }: Edit): string | null {
  const parts = source.split(from);
  return parts.length === 2 ? parts.join(to) : null;
}
export const fits = (mutation: Mutation): boolean => editsOf(mutation).every((edit) => madeIn(readFileSync(join(ROOT, edit.file), 'utf8'), edit) !== null);

/** Mistakes that somebody could make. npm run sim:mutants sees that every one of them is caught. */
export const MUTATIONS: readonly Mutation[] = [
  { name: 'after a crash a call is simply made again', expects: ['one effect'], file: 'src-main/flow/queue/claim.ts', from: "return allUnknown(store, ['calling'], at);", to: "return store.sql(\"UPDATE jobs SET state = 'waiting', claim = NULL, ready_at = ? WHERE state = 'calling'\").run(at).changes;" },
  { name: 'after a crash nobody asks about what was under way', expects: ['convergence'], file: 'src-main/station/station.ts', from: 'recoverClaims(store, flow.now());', to: '' },
  { name: 'a lost answer counts as not sent', expects: ['one effect'], file: 'src-main/flow/provider/adapter.ts', from: "if (sent.kind === 'lost') return { kind: 'unknown', about: sent.about };", to: "if (sent.kind === 'lost') return { kind: 'later', why: 'offline', after: null, about: sent.about };" },
  { name: 'a 500 counts as not done', expects: ['one effect'], file: 'src-main/flow/provider/adapter.ts', from: "if (status >= 500 || status === 408) return { kind: 'unknown', about: `HTTP ${status}` };", to: "if (status >= 500 || status === 408) return { kind: 'later', why: 'retry', after: null, about: `HTTP ${status}` };" },
  { name: 'no report of a message means that none was sent', expects: ['one effect'], file: 'src-main/flow/provider/yunxinliuke-sms/yunxinliuke-sms.ts', from: ": { kind: 'unknown', about: 'no report' };", to: ": { kind: 'absent' };" },
  { name: 'asking by repeating needs no hold', expects: ['money first'], file: 'src-main/flow/may-call.ts', from: 'if (!repeats) return true;', to: 'return true;' },
  { name: 'a hold is not in the journal', expects: ['money first'], file: 'src-main/flow/ledger/ledger.ts', from: "entries.append(epoch(), { kind: 'hold', at: now,", to: "if (now < 0) entries.append(epoch(), { kind: 'hold', at: now," },
  { name: 'a lease has no end', expects: ['time'], file: 'src-main/flow/ledger/ledger.ts', from: "WHERE state = 'open' AND spend_until > ? AND amount > held + captured", to: "WHERE state = 'open' AND ? > 0 AND amount > held + captured" },
  { name: 'what has ended stays lent', expects: ['convergence'], file: 'src-main/flow/ledger/renewal.ts', from: 'if (told !== null) store.transaction(() => ledger.closeUsedUp(told, parts.cheapest()));', to: '' },
  { name: 'what only has to wait for its service is given up', expects: ['nothing lost'], file: 'src-main/flow/may-call.ts', from: "flow.jobs.wait(job.id, 'service-off', null);", to: 'giveUp(flow, job, flow.now());' },
  { name: 'a conversion owes no write-back', expects: ['nothing lost'], file: 'src-main/flow/decide/decide.ts', from: "kinds.push([conversion, null], ['write-back', conversion]);", to: 'kinds.push([conversion, null]);' },
  { name: 'work costs twice its price', expects: ['one capture'], file: 'src-main/flow/decide/decide.ts', from: 'return { kind, price: term.price, on: term.on, after };', to: 'return { kind, price: term.price * 2, on: term.on, after };' },
  { name: 'what only has to wait is put before a person', expects: ['nothing lost'], file: 'src-main/flow/settle.ts', from: ": flow.jobs.wait(job.id, outcome.why, at + wait);", to: ": flow.jobs.isInDoubt(job.id) ? flow.jobs.wait(job.id, outcome.why, at + wait) : park(flow, job, 'provider-refused-parcel', outcome.about, at);" },
  { name: 'a lease is closed while something is held on it', expects: ['no overspend'], file: 'src-main/flow/ledger/ledger.ts', from: "WHERE state = 'open' AND held = 0 AND (spend_until", to: "WHERE state = 'open' AND (spend_until" },
  { name: 'a charge leaves the hold as it is', expects: ['one capture'], file: 'src-main/flow/ledger/ledger.ts', from: "settleHold(hold, hold.amount, 'captured', now);", to: '' },
  { name: 'each try asks for a lease under a new id', expects: ['convergence'], file: 'src-main/flow/ledger/renewal.ts', from: 'let grant = ledger.pendingGrant();', to: 'let grant: ReturnType<typeof ledger.pendingGrant> = null;' },
  { name: 'the journal skips an entry', expects: ['convergence'], file: 'src-main/flow/ledger/journal.ts', from: "'SELECT sequence, hash, body FROM journal WHERE epoch = ? AND sequence > ? ORDER BY sequence LIMIT ?'", to: "'SELECT sequence, hash, body FROM journal WHERE epoch = ? AND sequence > ? + 1 ORDER BY sequence LIMIT ?'" },
  { name: 'a database behind its mark is taken for the newest', expects: ['one effect'], file: 'src-main/station/station.ts', from: 'behind: water.isBehind,', to: 'behind: () => false,' },
  { name: 'a call does not wait for its mark', expects: ['fencing'], file: 'src-main/flow/work.ts', from: 'const trouble = await marks.keep();', to: 'const trouble = await Promise.race([marks.keep(), null]);' },
  { name: 'work goes on before the API has been asked', expects: ['nothing lost'], file: 'src-main/station/station.ts', from: "unheard: () => (isOpen() && account.isAbreast() && services.isComplete() ? null : online === false ? 'offline' : 'platform'),", to: 'unheard: () => null,' },
  { name: 'charges of an old epoch are forgotten', expects: ['one capture'], file: 'src-main/flow/ledger/epoch.ts', from: "['capture', 'refund', 'close']", to: "['refund', 'close']" },
  { name: 'after a restore the work that waits goes on as it was', expects: ['one effect'], file: 'src-main/flow/ledger/epoch.ts', from: "allUnknown(store, ['waiting', 'calling'], now);", to: "allUnknown(store, ['calling'], now);",
    // Either holds up a message alone.
    and: { file: 'src-main/flow/may-call.ts', from: 'return isMessage(job.kind) && flow.jobs.isOfEarlierEpoch(job.id)', to: 'return job.id < 0 && flow.jobs.isOfEarlierEpoch(job.id)' } },
  { name: 'what was lent to an old epoch is spent on', expects: ['fencing'], file: 'src-main/flow/ledger/epoch.ts', from: "store.sql(\"UPDATE leases SET state = 'frozen' WHERE state = 'open'\").run();", to: '' },
  { name: 'another number is written back than the conversion gave', expects: ['order'], file: 'src-main/flow/provider/write-back/write-back.ts', from: 'replacement: task.conversion.number,', to: "replacement: task.number.replace(/.$/, 'X')," },
  { name: 'an interception is not kept', expects: ['order'], file: 'src-main/flow/called-back.ts', from: 'flow.parcels.putInterception({ ...told, number });', to: 'void number;' },
  { name: 'a scan is not one transaction', expects: ['convergence'], file: 'src-main/flow/one-scan.ts', from: 'return flow.store.transaction(() => {', to: 'return ((work: () => Scanned) => work())(() => {',
    and: { file: 'src-main/station/scanning.ts', from: 'const { scanId, decision } = store.transaction(() => {', to: 'const { scanId, decision } = ((work: () => ReturnType<typeof oneScan>) => work())(() => {' } },
  { name: 'what depends on other work does not wait for it', expects: ['order'], file: 'src-main/flow/queue/waits.ts', from: "return dependencyDone ? null : 'depends';", to: 'return null;',
    // What a scan has just made waits by its own rule.
    and: { file: 'src-main/flow/one-scan.ts', from: "earlier !== null && earlier?.state !== 'done' ? 'depends' : null", to: 'null' } },
  { name: 'a message does not wait for its privacy number', expects: ['order'], file: 'src-main/flow/message-check.ts', from: 'if (awaitsPrivacyNumber(flow, job)) {', to: 'if (job.id < 0 && awaitsPrivacyNumber(flow, job)) {',
    // Without a number it would only lack a value.
    and: { file: 'src-main/flow/message-check.ts', from: "return result?.kind === 'binding' ? result.number : '';", to: "return result?.kind === 'binding' ? result.number : '17000000001';" } },
  { name: 'a held order is worked on', expects: ['order'], file: 'src-main/flow/may-call.ts', from: 'if (isHeld(flow, job)) {', to: 'if (isHeld(flow, job) && attempt < 0) {',
    // Both are looked at once more when the call begins.
    and: { file: 'src-main/flow/called-back.ts', from: 'isHeld(flow, job) || (isCalledBack(flow, job) &&', to: '(isCalledBack(flow, job) &&' } },
  { name: 'a parcel that was called back is worked on', expects: ['order'], file: 'src-main/flow/may-call.ts', from: '(undone || isCalledBack(flow, job))', to: 'undone',
    and: { file: 'src-main/flow/called-back.ts', from: ' || (isCalledBack(flow, job) && !flow.jobs.wasInDoubt(job.id, attempt))', to: '' } },
  { name: 'a machine clock that is set back sets time back', expects: ['time'], file: 'src-main/account/clock.ts', from: 'known = { at: Math.max(known.at + Math.max(0, at - known.ticks), wall() + offset), ticks: at };', to: 'known = { at: wall() + offset, ticks: at };' },
  { name: 'the time is what the machine says', expects: ['convergence'], file: 'src-main/station/station.ts', from: 'now: clock.now, told: clock.told', to: 'now: Date.now, told: clock.told' },
  { name: 'each station converts under an id of its own', expects: ['one effect'], file: 'src-main/flow/perform.ts', from: 'jobId: job.id, key: job.key, kind: job.kind,', to: "jobId: job.id, key: ['sync', 'trace'].includes(job.kind) ? `${job.key}:${flow.store.meta.get('stationId')}` : job.key, kind: job.kind," },
  { name: 'the API pays a second charge of the same work', expects: ['one capture'], file: 'src-main/practice/account/apply-entry.ts', from: "if (before) payBack(stage, station, body.holdId, body.amount, 'captured-before');", to: '' },
  { name: 'the API follows a journal of an old epoch', expects: ['fencing'], file: 'src-main/practice/account/journal.ts', from: 'if (request.epoch < station.epoch) return late(given, station);', to: '' },
  { name: 'the API lends to an old epoch', expects: ['fencing'], file: 'src-main/practice/account/leases.ts', from: "if (request.epoch !== station.epoch) throw new Refusal(409, 'stale-epoch');", to: '' },
  { name: 'the API lends without taking it from the balance', expects: ['conservation'], file: 'src-main/practice/account/leases.ts', from: "book(stage, caller.accountId, 'lend', -amount, 0, { stationName: station.name });", to: '' },
  { name: 'a charge that the API gave back itself is refunded again', expects: ['no overspend'], file: 'src-main/flow/ledger/refunds.ts', from: "if (isRefunded(hold.hold_id)) return 'done';", to: '' },
  { name: 'a refund does not wait for the word of the API', expects: ['no overspend'], file: 'src-main/flow/ledger/refunds.ts', from: "if (hold.standing === null) return 'early';", to: 'Object.assign(hold, { standing: hold.standing ?? hold.hold_id });' },
  { name: 'the last report decides', expects: ['one refund'], file: 'src-main/flow/deliveries.ts', from: 'WHERE key = ? ORDER BY id LIMIT 1', to: 'WHERE key = ? ORDER BY id DESC LIMIT 1' },
  { name: 'a report that comes before the outcome is forgotten', expects: ['one refund'], file: 'src-main/flow/deliveries.ts', from: "'SELECT 1 FROM jobs WHERE key = ?'", to: "\"SELECT 1 FROM jobs WHERE key = ? AND state = 'done'\"" },
  { name: 'refunds of an old epoch are forgotten', expects: ['one refund'], file: 'src-main/flow/ledger/epoch.ts', from: "'capture', 'refund', 'close'", to: "'capture', 'close'" },
  { name: 'the API refunds a capture as often as it is told', expects: ['conservation'], file: 'src-main/practice/account/apply-entry.ts', from: "if (paid.refund_reason !== null) return isToldAnew(at, body) ? undefined : review('refunded-twice');", to: '' },
  { name: 'a call leaves no record of its attempt', expects: ['money first'], file: 'src-main/flow/queue/claim.ts', from: "sql('INSERT INTO attempts (job_id, attempt, purpose, claim, started_at, provider) VALUES (?,?,?,?,?,?)').run(job.id, claim.attempt, purpose, claim.token, at, provider);", to: '' },
  { name: 'an unknown outcome is called again', expects: ['one effect'], file: 'src-main/flow/settle.ts', from: "move(flow.store, job.id, 'unknown', waits, readyAt, 1);", to: "move(flow.store, job.id, 'waiting', waits, readyAt, 1);" },
  { name: 'a refusal to be asked counts for the call', expects: ['one capture'], file: 'src-main/flow/settle.ts', from: "if (claim.purpose === 'look-up' && SERVICE_OF[job.kind] !== null && !outcome.ofTheWork && !(job.kind === 'unbind' && outcome.act === 'nobody')) return stillUnknown(flow, job, claim, outcome.about, at);", to: '' },
  { name: 'a refusal keeps its hold', expects: ['one capture'], file: 'src-main/flow/settle.ts', from: "flow.ledger.release(job, at);\n  endAs(flow.store, job.id, outcome.act", to: 'endAs(flow.store, job.id, outcome.act' },
  { name: 'an outcome under a stale token counts', expects: ['calm'], file: 'src-main/flow/settle.ts', from: 'const job = flow.jobs.claimed(claim.job.id, claim.token);', to: 'const { job } = claim;' },
  { name: 'an outcome and its charge are two transactions', expects: ['one capture'], file: 'src-main/flow/settle.ts', from: 'const charged = shared ? 0 : flow.ledger.capture(job, at);', to: 'const charged = shared ? 0 : job.price; if (!shared) setImmediate(() => flow.store.transaction(() => flow.ledger.capture(job, at)));' },
  { name: 'an effect found without a hold is not charged', expects: ['one capture'], file: 'src-main/flow/ledger/ledger.ts', from: 'const hold = openHold(job.id) ?? holdAfterwards(job, now);', to: 'const hold = openHold(job.id);' },
  { name: 'an effect found with nothing lent is given away', expects: ['one capture'], file: 'src-main/flow/settle.ts', from: "if (claim.purpose === 'look-up' && !outcome.shared && !flow.ledger.canCapture(job, at)) return unknown(flow, job, at + UNTIL_FUNDS, 'funds');", to: '' },
  { name: 'what a lost lease holds pays a new call', expects: ['fencing'], file: 'src-main/flow/ledger/ledger.ts', from: "state === 'open' ? 'live' : 'lost'", to: "'live'" },
  { name: 'the API knows a charge by its hold', expects: ['one capture'], file: 'src-main/practice/account/apply-entry.ts', from: "WHERE account_id = ? AND key = ?').get(station.account_id, body.key);", to: "WHERE account_id = ? AND hold_id = ?').get(station.account_id, body.holdId);" },
  { name: 'a late charge is pinned to its lease', expects: ['one capture'], file: 'src-main/practice/account/leases.ts', from: "AND epoch < ? ORDER BY lease_id <> ?, at, lease_id", to: 'AND epoch < ? AND lease_id = ?' },
  { name: 'the API gives a lease back when it has ended', expects: ['no overspend'], file: 'src-main/practice/account/leases.ts', from: "if (request.epoch !== station.epoch) throw new Refusal(409, 'stale-epoch');", to: "if (request.epoch !== station.epoch) throw new Refusal(409, 'stale-epoch');\n  for (const ended of stage.sql<LeaseRow>(\"SELECT * FROM leases WHERE account_id = ? AND state = 'open' AND spend_until <= ?\").all(caller.accountId, stage.now())) closeLease(stage, ended, station.name);" },
  { name: 'the API refuses a charge after its lease has ended', expects: ['no overspend'], file: 'src-main/practice/account/leases.ts', from: "return lease.state === 'closed' ? [] : [lease];", to: "return lease.state === 'closed' || lease.spend_until <= stage.now() ? [] : [lease];" },
  { name: 'what is not found a day later is called again', expects: ['one effect'], file: 'src-main/flow/settle.ts', from: "if (at - flow.jobs.unknownSince(job) > PROVIDERS_REMEMBER && !flow.jobs.isConfirmed(job.id)) return park(flow, job, 'provider-outcome-unknown', 'not found, and called more than a day ago', at);", to: '',
    and: { file: 'src-main/flow/may-call.ts', from: 'if (isTooLate(flow, job) || ', to: 'if (' } },
  { name: 'a station goes on with a lease that was written off', expects: ['no overspend'], file: 'src-main/flow/ledger/ledger.ts', from: "sql(\"UPDATE leases SET state = 'closed', written_off = 1 WHERE lease_id = ? AND state IN ('open', 'frozen')\").run(leaseId).changes === 1,", to: '(leaseId === null),' },
  { name: 'what was lent to an old epoch never comes back', expects: ['convergence'], file: 'src-main/station/keeping-up.ts', from: 'closeOldLeases(flow, lentThere);', to: '' },
  { name: 'a lease that an old epoch never heard of never comes back', expects: ['convergence'], file: 'src-main/station/keeping-up.ts', from: 'closeOldLeases(flow, lentThere);', to: 'closeOldLeases(flow, []);' },
  { name: 'a lease that an old epoch closed never comes back', expects: ['convergence'], file: 'src-main/flow/ledger/epoch.ts', from: "'capture', 'refund', 'close'", to: "'capture', 'refund'" },
  { name: 'a provider is called as often as there is work', expects: ['order'], file: 'src-main/flow/work.ts', from: 'return given ? Math.min(free(called), pace.allowance(called, given)) : 0;', to: 'return given ? free(called) : 0;' },
  { name: 'a provider is called as often at once as there is work', expects: ['order'], file: 'src-main/flow/queue/pace.ts', from: '0 : { closed: limits.concurrency,', to: '0 : { closed: limits.concurrency * 9,' },
  { name: 'work that is not paid yet keeps the price of its scan', expects: ['one capture'], file: 'src-main/flow/steps.ts', from: 'if (price !== job.price && !flow.ledger.openHold(job.id)) {', to: 'if (price !== job.price && job.price === 0 && !flow.ledger.openHold(job.id)) {' },
  { name: 'what the API changes is not one transaction', expects: ['calm'], file: 'src-main/practice/stage/stage.ts', from: 'atomically: (work) => db.transaction(work).immediate(),', to: 'atomically: (work) => work(),' },
  { name: 'what had no order is not decided when that comes', expects: ['nothing lost'], file: 'src-main/flow/resolve.ts', from: 'return parcels.flatMap(({ number, pieces }) =>', to: 'return parcels.slice(parcels.length).flatMap(({ number, pieces }) =>' },
  { name: 'what was undone counts as sent', expects: ['nothing lost'], file: 'src-main/flow/scan/scan-rows.ts', from: "WHERE number = ? AND verdict IN (${SENT}) AND source = 'desk' AND undone_at IS NULL", to: "WHERE number = ? AND verdict IN (${SENT}) AND source = 'desk'" },
  { name: 'an order that never ends has ended', expects: ['nothing lost'], file: 'src-main/flow/decide/decide.ts', from: 'if (parcel.expiresAt && parcel.expiresAt <= facts.at)', to: 'if ((parcel.expiresAt ?? 0) <= facts.at)', and: { file: 'src-main/flow/decide/decide.ts', from: 'since: parcel.expiresAt }', to: 'since: parcel.expiresAt ?? 0 }' } },
  { name: 'a parcel of one piece lacks its piece', expects: ['nothing lost'], file: 'src-main/flow/scan/label.ts', from: 'if (count === null) return { ...found, piece: null, trouble: null };', to: "if (count === null) return { ...found, piece: null, trouble: 'piece-missing' };" },
  { name: 'the order of every third number can not be followed', expects: ['calm'], file: 'src-main/flow/resolve.ts', from: 'if (!unknown) return [];', to: "if (!unknown) return [];\n  if (Number(number.at(-1)) % 3 === 0) throw new TypeError('third');" },
  { name: 'an outcome of every third job can not be recorded', expects: ['calm'], file: 'src-main/flow/settle.ts', from: 'const charged = shared ? 0 : flow.ledger.capture(job, at);', to: "if (job.id % 3 === 0) throw new TypeError('third');\n  const charged = shared ? 0 : flow.ledger.capture(job, at);" },
  { name: 'a list leaves out every second row', expects: ['nothing lost'], file: 'src-main/station/batches.ts', from: 'next.forEach((row) => scanRow(by, row))', to: "next.forEach((row) => (row.line % 2 === 0 ? rows.put(row.batch_id, row.line, 'skipped', 'no-target', null) : scanRow(by, row)))" },
  { name: 'a pickup code makes no message', expects: ['nothing lost'], file: 'src-main/station/feeds.ts', from: "takeArrivals(arrivals, kept('arrivals'", to: "takeArrivals([], kept('arrivals'" },
  { name: 'a number stays bound when its parcel is called back', expects: ['nothing lost'], file: 'src-main/flow/called-back.ts', from: 'flow.bindings.release(ownNumber(flow, number), flow.now());', to: "number === '' && flow.bindings.release(ownNumber(flow, number), flow.now());" },
  { name: 'a number stays bound when its phone is erased', expects: ['nothing lost'], file: 'src-main/flow/retention.ts', from: 'if (isKept || bindings.release(number, at)) {', to: 'if (isKept) {' },
  { name: 'a message that only has to wait counts as corrected', expects: ['nothing lost'], file: 'src-main/flow/settle.ts', from: ': flow.jobs.wait(job.id, outcome.why, at + wait);', to: ": (flow.jobs.wait(job.id, outcome.why, at + wait), isMessage(job.kind) && !flow.jobs.isInDoubt(job.id) && giveUp(flow, job, at, 'pickup-corrected'));" },
  { name: 'the end of a number takes no place at the rate', expects: ['order'], file: 'src-main/flow/work.ts', from: '(kind) => allowed(doneBy(kind)), flow.newId,', to: "(kind) => (kind === 'unbind' ? 9 : allowed(doneBy(kind))), flow.newId," },
  { name: 'a look-up takes no place at the rate', expects: ['order'], file: 'src-main/flow/work.ts', from: 'for (const claim of claims) pace.started(', to: "for (const claim of claims) if (claim.purpose === 'call') pace.started(" },
];
