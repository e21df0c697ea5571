import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A change of the real code: `from` stands there exactly once. */
export type Edit = { readonly file: string; readonly from: string; readonly to: string };
/** One mistake. `and`: what has to be changed as well, where two places hold the same promise. */
export type Mutation = Edit & { readonly name: string; readonly and?: Edit };

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
  { name: 'after a crash a call is simply made again', file: 'src-main/flow/queue/claim.ts', from: "return allUnknown(store, ['calling'], at);", to: "return store.sql(\"UPDATE jobs SET state = 'waiting', claim = NULL, ready_at = ? WHERE state = 'calling'\").run(at).changes;" },
  { name: 'after a crash nobody asks about what was under way', file: 'src-main/station/station.ts', from: 'recoverClaims(store, flow.now());', to: '' },
  { name: 'a lost answer counts as not sent', file: 'src-main/flow/provider/adapter.ts', from: "if (sent.kind === 'lost') return { kind: 'unknown', about: sent.about };", to: "if (sent.kind === 'lost') return { kind: 'later', why: 'offline', after: null, about: sent.about };" },
  { name: 'a 500 counts as not done', file: 'src-main/flow/provider/adapter.ts', from: "if (status >= 500 || status === 408) return { kind: 'unknown', about: `HTTP ${status}` };", to: "if (status >= 500 || status === 408) return { kind: 'later', why: 'retry', after: null, about: `HTTP ${status}` };" },
  { name: 'no report of a message means that none was sent', file: 'src-main/flow/provider/yunxinliuke-sms/yunxinliuke-sms.ts', from: ": { kind: 'unknown', about: 'no report' };", to: ": { kind: 'absent' };" },
  { name: 'asking by repeating needs no hold', file: 'src-main/flow/may-call.ts', from: 'if (!repeats) return true;', to: 'return true;' },
  { name: 'a hold is not in the journal', file: 'src-main/flow/ledger/ledger.ts', from: "entries.append(epoch(), { kind: 'hold', at: now,", to: "if (now < 0) entries.append(epoch(), { kind: 'hold', at: now," },
  { name: 'a lease has no end', file: 'src-main/flow/ledger/ledger.ts', from: "WHERE state = 'open' AND spend_until > ? AND amount > held + captured", to: "WHERE state = 'open' AND ? > 0 AND amount > held + captured" },
  { name: 'what has ended stays lent', file: 'src-main/flow/ledger/renewal.ts', from: 'if (told !== null) store.transaction(() => ledger.closeUsedUp(told, parts.cheapest()));', to: '' },
  { name: 'what only has to wait for its service is given up', file: 'src-main/flow/may-call.ts', from: "flow.jobs.wait(job.id, 'service-off', null);", to: 'giveUp(flow, job, flow.now());' },
  { name: 'a conversion owes no write-back', file: 'src-main/flow/decide/decide.ts', from: "kinds.push([conversion, null], ['write-back', conversion]);", to: 'kinds.push([conversion, null]);' },
  { name: 'work costs twice its price', file: 'src-main/flow/decide/decide.ts', from: 'return { kind, price: term.price, on: term.on, after };', to: 'return { kind, price: term.price * 2, on: term.on, after };' },
  { name: 'what only has to wait is put before a person', file: 'src-main/flow/settle.ts', from: ": flow.jobs.wait(job.id, outcome.why, at + wait);", to: ": flow.jobs.isInDoubt(job.id) ? flow.jobs.wait(job.id, outcome.why, at + wait) : park(flow, job, 'provider-refused-parcel', outcome.about, at);" },
  { name: 'a lease is closed while something is held on it', file: 'src-main/flow/ledger/ledger.ts', from: "WHERE state = 'open' AND held = 0 AND (spend_until", to: "WHERE state = 'open' AND (spend_until" },
  { name: 'a charge leaves the hold as it is', file: 'src-main/flow/ledger/ledger.ts', from: "settleHold(hold, hold.amount, 'captured', now);", to: '' },
  { name: 'each try asks for a lease under a new id', file: 'src-main/flow/ledger/renewal.ts', from: 'let grant = ledger.pendingGrant();', to: 'let grant: ReturnType<typeof ledger.pendingGrant> = null;' },
  { name: 'the journal skips an entry', file: 'src-main/flow/ledger/journal.ts', from: "'SELECT sequence, hash, body FROM journal WHERE epoch = ? AND sequence > ? ORDER BY sequence LIMIT ?'", to: "'SELECT sequence, hash, body FROM journal WHERE epoch = ? AND sequence > ? + 1 ORDER BY sequence LIMIT ?'" },
  { name: 'a database behind its mark is taken for the newest', file: 'src-main/station/station.ts', from: 'behind: water.isBehind,', to: 'behind: () => false,' },
  { name: 'a call does not wait for its mark', file: 'src-main/flow/work.ts', from: 'const trouble = await marks.keep();', to: 'const trouble = await Promise.race([marks.keep(), null]);' },
  { name: 'work goes on before the API has been asked', file: 'src-main/station/station.ts', from: "unheard: () => (isOpen() && account.isAbreast() && services.isComplete() ? null : online === false ? 'offline' : 'platform'),", to: 'unheard: () => null,' },
  { name: 'charges of an old epoch are forgotten', file: 'src-main/flow/ledger/epoch.ts', from: "['capture', 'refund', 'close']", to: "['refund', 'close']" },
  { name: 'after a restore the work that waits goes on as it was', file: 'src-main/flow/ledger/epoch.ts', from: "allUnknown(store, ['waiting', 'calling'], now);", to: "allUnknown(store, ['calling'], now);",
    // Either holds up a message alone.
    and: { file: 'src-main/flow/may-call.ts', from: 'return isMessage(job.kind) && flow.jobs.isOfEarlierEpoch(job.id)', to: 'return job.id < 0 && flow.jobs.isOfEarlierEpoch(job.id)' } },
  { name: 'what was lent to an old epoch is spent on', file: 'src-main/flow/ledger/epoch.ts', from: "store.sql(\"UPDATE leases SET state = 'frozen' WHERE state = 'open'\").run();", to: '' },
  { name: 'another number is written back than the conversion gave', file: 'src-main/flow/provider/write-back/write-back.ts', from: 'replacement: task.conversion.number,', to: "replacement: task.number.replace(/.$/, 'X')," },
  { name: 'an interception is not kept', file: 'src-main/flow/called-back.ts', from: 'flow.parcels.putInterception({ ...told, number });', to: 'void number;' },
  { name: 'a scan is not one transaction', file: 'src-main/flow/one-scan.ts', from: 'return flow.store.transaction(() => {', to: 'return ((work: () => Scanned) => work())(() => {',
    and: { file: 'src-main/station/scanning.ts', from: 'const { scanId, decision } = store.transaction(() => {', to: 'const { scanId, decision } = ((work: () => ReturnType<typeof oneScan>) => work())(() => {' } },
  { name: 'what depends on other work does not wait for it', file: 'src-main/flow/queue/waits.ts', from: "return dependencyDone ? null : 'depends';", to: 'return null;',
    // What a scan has just made waits by its own rule.
    and: { file: 'src-main/flow/one-scan.ts', from: "earlier !== null && earlier?.state !== 'done' ? 'depends' : null", to: 'null' } },
  { name: 'a message does not wait for its privacy number', file: 'src-main/flow/message-check.ts', from: 'if (awaitsPrivacyNumber(flow, job)) {', to: 'if (job.id < 0 && awaitsPrivacyNumber(flow, job)) {',
    // Without a number it would only lack a value.
    and: { file: 'src-main/flow/message-check.ts', from: "return result?.kind === 'binding' ? result.number : '';", to: "return result?.kind === 'binding' ? result.number : '17000000001';" } },
  { name: 'a held order is worked on', file: 'src-main/flow/may-call.ts', from: 'if (isHeld(flow, job)) {', to: 'if (isHeld(flow, job) && attempt < 0) {',
    // Both are looked at once more when the call begins.
    and: { file: 'src-main/flow/called-back.ts', from: 'isHeld(flow, job) || (isCalledBack(flow, job) &&', to: '(isCalledBack(flow, job) &&' } },
  { name: 'a parcel that was called back is worked on', file: 'src-main/flow/may-call.ts', from: '(undone || isCalledBack(flow, job))', to: 'undone',
    and: { file: 'src-main/flow/called-back.ts', from: ' || (isCalledBack(flow, job) && !flow.jobs.wasInDoubt(job.id, attempt))', to: '' } },
  { name: 'a machine clock that is set back sets time back', file: 'src-main/account/clock.ts', from: 'known = { at: Math.max(known.at + Math.max(0, at - known.ticks), wall() + offset), ticks: at };', to: 'known = { at: wall() + offset, ticks: at };' },
  { name: 'the time is what the machine says', file: 'src-main/station/station.ts', from: 'now: clock.now, told: clock.told', to: 'now: Date.now, told: clock.told' },
  { name: 'each station has keys of its own', file: 'src-shared/domain/business-key.ts', from: 'return `${accountId}:${number}:${kind}`;', to: 'return `${accountId}:${number}:${kind}:${Date.now()}`;' },
  { name: 'the API pays a second charge of the same work', file: 'src-main/practice/account/apply-entry.ts', from: "if (before) payBack(stage, station, body.holdId, body.amount, 'captured-before');", to: '' },
  { name: 'the API follows a journal of an old epoch', file: 'src-main/practice/account/journal.ts', from: 'if (request.epoch < station.epoch) return late(given, station);', to: '' },
  { name: 'the API lends to an old epoch', file: 'src-main/practice/account/leases.ts', from: "if (request.epoch !== station.epoch) throw new Refusal(409, 'stale-epoch');", to: '' },
  { name: 'the API lends without taking it from the balance', file: 'src-main/practice/account/leases.ts', from: "book(stage, caller.accountId, 'lend', -amount, 0, { stationName: station.name });", to: '' },
  { name: 'a charge that the API gave back itself is refunded again', file: 'src-main/flow/ledger/refunds.ts', from: "if (isRefunded(hold.hold_id)) return 'done';", to: '' },
  { name: 'a refund does not wait for the word of the API', file: 'src-main/flow/ledger/refunds.ts', from: "if (hold.standing === null) return 'early';", to: 'Object.assign(hold, { standing: hold.standing ?? hold.hold_id });' },
  { name: 'the last report decides', file: 'src-main/flow/deliveries.ts', from: 'WHERE key = ? ORDER BY id LIMIT 1', to: 'WHERE key = ? ORDER BY id DESC LIMIT 1' },
  { name: 'a report that comes before the outcome is forgotten', file: 'src-main/flow/deliveries.ts', from: "'SELECT 1 FROM jobs WHERE key = ?'", to: "\"SELECT 1 FROM jobs WHERE key = ? AND state = 'done'\"" },
  { name: 'refunds of an old epoch are forgotten', file: 'src-main/flow/ledger/epoch.ts', from: "'capture', 'refund', 'close'", to: "'capture', 'close'" },
  { name: 'the API refunds a capture as often as it is told', file: 'src-main/practice/account/apply-entry.ts', from: "if (paid.refund_reason !== null) return isToldAnew(at, body) ? undefined : review('refunded-twice');", to: '' },
  { name: 'a call leaves no record of its attempt', file: 'src-main/flow/queue/claim.ts', from: "sql('INSERT INTO attempts (job_id, attempt, purpose, claim, started_at, provider) VALUES (?,?,?,?,?,?)').run(job.id, claim.attempt, purpose, claim.token, at, provider);", to: '' },
  { name: 'an unknown outcome is called again', file: 'src-main/flow/settle.ts', from: "move(flow.store, job.id, 'unknown', waits, readyAt, 1);", to: "move(flow.store, job.id, 'waiting', waits, readyAt, 1);" },
  { name: 'a refusal to be asked counts for the call', file: 'src-main/flow/settle.ts', from: "if (claim.purpose === 'look-up' && SERVICE_OF[job.kind] !== null && !(job.kind === 'unbind' && outcome.act === 'nobody')) return stillUnknown(flow, job, claim, outcome.about, at);", to: '' },
  { name: 'a refusal keeps its hold', file: 'src-main/flow/settle.ts', from: "flow.ledger.release(job, at);\n  endAs(flow.store, job.id, outcome.act", to: 'endAs(flow.store, job.id, outcome.act' },
  { name: 'an outcome under a stale token counts', file: 'src-main/flow/settle.ts', from: 'const job = flow.jobs.claimed(claim.job.id, claim.token);', to: 'const { job } = claim;' },
  { name: 'an outcome and its charge are two transactions', file: 'src-main/flow/settle.ts', from: 'const charged = shared ? 0 : flow.ledger.capture(job, at);', to: 'const charged = shared ? 0 : job.price; if (!shared) setImmediate(() => flow.store.transaction(() => flow.ledger.capture(job, at)));' },
  { name: 'an effect found without a hold is not charged', file: 'src-main/flow/ledger/ledger.ts', from: 'const hold = openHold(job.id) ?? holdAfterwards(job, now);', to: 'const hold = openHold(job.id);' },
  { name: 'an effect found with nothing lent is given away', file: 'src-main/flow/settle.ts', from: "if (claim.purpose === 'look-up' && !outcome.shared && !flow.ledger.canCapture(job, at)) return unknown(flow, job, at + UNTIL_FUNDS, 'funds');", to: '' },
  { name: 'what a lost lease holds pays a new call', file: 'src-main/flow/ledger/ledger.ts', from: "state === 'open' ? 'live' : 'lost'", to: "'live'" },
  { name: 'the API knows a charge by its hold', file: 'src-main/practice/account/apply-entry.ts', from: "WHERE account_id = ? AND key = ?').get(station.account_id, body.key);", to: "WHERE account_id = ? AND hold_id = ?').get(station.account_id, body.holdId);" },
  { name: 'a late charge is pinned to its lease', file: 'src-main/practice/account/leases.ts', from: "AND epoch < ? ORDER BY lease_id <> ?, at, lease_id", to: 'AND epoch < ? AND lease_id = ?' },
  { name: 'the API gives a lease back when it has ended', file: 'src-main/practice/account/leases.ts', from: "if (request.epoch !== station.epoch) throw new Refusal(409, 'stale-epoch');", to: "if (request.epoch !== station.epoch) throw new Refusal(409, 'stale-epoch');\n  for (const ended of stage.sql<LeaseRow>(\"SELECT * FROM leases WHERE account_id = ? AND state = 'open' AND spend_until <= ?\").all(caller.accountId, stage.now())) closeLease(stage, ended, station.name);" },
  { name: 'the API refuses a charge after its lease has ended', file: 'src-main/practice/account/leases.ts', from: "return lease.state === 'closed' ? [] : [lease];", to: "return lease.state === 'closed' || lease.spend_until <= stage.now() ? [] : [lease];" },
  { name: 'what is not found a day later is called again', file: 'src-main/flow/settle.ts', from: "if (at - flow.jobs.unknownSince(job) > PROVIDERS_REMEMBER && !flow.jobs.isConfirmed(job.id)) return park(flow, job, 'provider-outcome-unknown', 'not found, and called more than a day ago', at);", to: '',
    and: { file: 'src-main/flow/may-call.ts', from: 'if (isTooLate(flow, job) || ', to: 'if (' } },
  { name: 'a station goes on with a lease that was written off', file: 'src-main/flow/ledger/ledger.ts', from: "sql(\"UPDATE leases SET state = 'closed', written_off = 1 WHERE lease_id = ? AND state IN ('open', 'frozen')\").run(leaseId).changes === 1,", to: '(leaseId === null),' },
  { name: 'what was lent to an old epoch never comes back', file: 'src-main/station/keeping-up.ts', from: 'closeOldLeases(flow, lentThere);', to: '' },
  { name: 'a lease that an old epoch never heard of never comes back', file: 'src-main/station/keeping-up.ts', from: 'closeOldLeases(flow, lentThere);', to: 'closeOldLeases(flow, []);' },
  { name: 'a lease that an old epoch closed never comes back', file: 'src-main/flow/ledger/epoch.ts', from: "'capture', 'refund', 'close'", to: "'capture', 'refund'" },
  { name: 'a provider is called as often as there is work', file: 'src-main/flow/work.ts', from: 'return given ? Math.min(free(called), pace.allowance(called, given)) : 0;', to: 'return given ? free(called) : 0;' },
  { name: 'a provider is called as often at once as there is work', file: 'src-main/flow/queue/pace.ts', from: '0 : { closed: limits.concurrency,', to: '0 : { closed: limits.concurrency * 9,' },
  { name: 'work that is not paid yet keeps the price of its scan', file: 'src-main/flow/steps.ts', from: 'if (price !== job.price && !flow.ledger.openHold(job.id)) {', to: 'if (price !== job.price && job.price === 0 && !flow.ledger.openHold(job.id)) {' },
  { name: 'what the API changes is not one transaction', file: 'src-main/practice/stage/stage.ts', from: 'atomically: (work) => db.transaction(work).immediate(),', to: 'atomically: (work) => work(),' },
];
