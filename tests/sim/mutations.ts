/** One mistake in the real code: `from` stands there exactly once. */
export type Mutation = { readonly name: string; readonly file: string; readonly from: string; readonly to: string };

/** Mistakes that somebody could make, each in one place. npm run sim:mutants sees that every one of them is caught. */
export const MUTATIONS: readonly Mutation[] = [
  { name: 'after a crash a call is simply made again', file: 'src-main/flow/queue/claim.ts', from: "UPDATE jobs SET state = 'unknown', claim = NULL, ready_at = ? WHERE state = 'calling'", to: "UPDATE jobs SET state = 'waiting', claim = NULL, ready_at = ? WHERE state = 'calling'" },
  { name: 'after a crash nobody asks about what was under way', file: 'src-main/station/station.ts', from: 'recoverClaims(store, flow.now());', to: '' },
  { name: 'a lost answer counts as not sent', file: 'src-main/flow/provider/adapter.ts', from: "if (sent.kind === 'lost') return { kind: 'unknown', about: sent.about };", to: "if (sent.kind === 'lost') return { kind: 'later', why: 'offline', after: null, about: sent.about };" },
  { name: 'a 500 counts as not done', file: 'src-main/flow/provider/adapter.ts', from: "if (status >= 500 || status === 408) return { kind: 'unknown', about: `HTTP ${status}` };", to: "if (status >= 500 || status === 408) return { kind: 'later', why: 'retry', after: null, about: `HTTP ${status}` };" },
  { name: 'no report of a message means that none was sent', file: 'src-main/flow/provider/yunxinliuke-sms/yunxinliuke-sms.ts', from: ": { kind: 'unknown', about: 'no report' };", to: ": { kind: 'absent' };" },
  { name: 'asking by repeating needs no hold', file: 'src-main/flow/work.ts', from: 'if (!asksByRepeating(flow, job.kind) || flow.ledger.openHold(job.id)) return true;', to: 'return true;' },
  { name: 'a hold is not in the journal', file: 'src-main/flow/ledger/ledger.ts', from: "entries.append(epoch(), { kind: 'hold', at: now,", to: "if (now < 0) entries.append(epoch(), { kind: 'hold', at: now," },
  { name: 'a lease has no end', file: 'src-main/flow/ledger/ledger.ts', from: "WHERE state = 'open' AND spend_until > ? AND amount > held + captured", to: "WHERE state = 'open' AND ? > 0 AND amount > held + captured" },
  { name: 'a lease is closed while something is held on it', file: 'src-main/flow/ledger/ledger.ts', from: "WHERE state = 'open' AND held = 0 AND (spend_until", to: "WHERE state = 'open' AND (spend_until" },
  { name: 'a charge leaves the hold as it is', file: 'src-main/flow/ledger/ledger.ts', from: "settleHold(hold, hold.amount, 'captured');", to: '' },
  { name: 'each try asks for a lease under a new id', file: 'src-main/flow/ledger/renewal.ts', from: 'let grant = ledger.pendingGrant();', to: 'let grant: ReturnType<typeof ledger.pendingGrant> = null;' },
  { name: 'the journal skips an entry', file: 'src-main/flow/ledger/journal.ts', from: "'SELECT sequence, hash, body FROM journal WHERE epoch = ? AND sequence > ? ORDER BY sequence LIMIT ?'", to: "'SELECT sequence, hash, body FROM journal WHERE epoch = ? AND sequence > ? + 1 ORDER BY sequence LIMIT ?'" },
  { name: 'a database behind its mark is taken for the newest', file: 'src-main/station/station.ts', from: 'behind: water.isBehind,', to: 'behind: () => false,' },
  { name: 'work goes on before the API has been asked', file: 'src-main/station/station.ts', from: 'known: () => known,', to: 'known: () => true,' },
  { name: 'charges of an old epoch are forgotten', file: 'src-main/flow/ledger/epoch.ts', from: "if (told.kind === 'capture' || told.kind === 'refund') ledger", to: 'if (known < 0) ledger' },
  { name: 'after a restore the work that waits goes on as it was', file: 'src-main/flow/ledger/epoch.ts', from: "WHERE state IN ('waiting', 'calling')", to: "WHERE state = 'calling'" },
  { name: 'another number is written back than the conversion gave', file: 'src-main/flow/provider/write-back/write-back.ts', from: 'replacement: task.conversion.number,', to: "replacement: task.number.replace(/.$/, 'X')," },
  { name: 'a scan is not one transaction', file: 'src-main/flow/one-scan.ts', from: 'return flow.store.transaction(() => {', to: 'return ((work: () => { scanId: number; decision: Decision }) => work())(() => {' },
  { name: 'a machine clock that is set back sets time back', file: 'src-main/account/clock.ts', from: 'known = { at: Math.max(known.at + Math.max(0, at - known.ticks), wall() + offset), ticks: at };', to: 'known = { at: wall() + offset, ticks: at };' },
  { name: 'each station has keys of its own', file: 'src-shared/domain/business-key.ts', from: 'return `${accountId}:${number}:${kind}`;', to: 'return `${accountId}:${number}:${kind}:${Date.now()}`;' },
  { name: 'the API pays a second charge of the same work', file: 'src-main/practice/account/apply-entry.ts', from: "if (before) payBack(stage, station, body.holdId, body.amount, 'captured-before');", to: '' },
  { name: 'the API follows a journal of an old epoch', file: 'src-main/practice/account/journal.ts', from: 'if (request.epoch < station.epoch) return late(given, station);', to: '' },
  { name: 'the API lends without taking it from the balance', file: 'src-main/practice/account/leases.ts', from: "book(stage, caller.accountId, 'lend', -amount, 0, { stationName: station.name });", to: '' },
];
