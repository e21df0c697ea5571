import type { CallOptions } from '../../src-main/account/client.ts';
import { reconcile } from '../../src-main/station/reconcile/reconcile.ts';
import { walletView } from '../../src-main/station/wallet.ts';
import { booksState } from '../../src-renderer/screens/wallet/books-state.ts';
import type { ReconciliationView } from '../../src-shared/bridge/books-views.ts';
import type { WalletView } from '../../src-shared/bridge/views.ts';
import type { AnswerOf, RequestOf } from '../../src-shared/contract/calls.ts';
import { fakeAccount } from './fake-account.ts';
import { aParcel, numberOf } from './samples.ts';
import { OUTCOMES, type Bench } from './station.ts';

type Lease = AnswerOf<'balance'>['leases'][number];
export type Row = { epoch: number; sequence: number; hash: string; body: string; review: string | null; refunded: number | null; applied: boolean };
const STATION = 'st-1';

/**
 * A platform whose books are those of a station at this moment, and from here on in the test's hands. `old`: it knows no mode, tells every entry and
 * neither texts nor what is no part of the journal.
 */
export function platformOf(b: Bench, { old = false, page = 1_000 } = {}) {
  b.store().meta.set('stationId', STATION);
  const rows = b.store()
    .sql<Row>("SELECT *, NULL AS review, CASE body ->> '$.kind' WHEN 'capture' THEN 0 END AS refunded FROM journal ORDER BY epoch, sequence").all();
  for (const row of rows) row.applied = true;
  const leases = b.store()
    .sql<{ lease_id: string; amount: number; captured: number; state: Lease['state']; spend_until: number }>('SELECT * FROM leases').all()
    .map(({ lease_id, amount, captured, state, spend_until }): Lease => ({ leaseId: lease_id, stationId: STATION, stationName: '03', amount, captured, state, spendUntil: spend_until }));
  const platform = { rows, leases, refunded: b.flow().ledger.totals().refunded, mostLeases: Infinity, asked: (): void => undefined, balanceAsked: (): void => undefined, pricesAsked: (): void => undefined };
  for (const epoch of new Set(rows.map((row) => row.epoch))) b.store().meta.set(`journal.acked.${epoch}`, String(rows.filter((row) => row.epoch === epoch).length));

  function stationJournal({ epoch, after, mode }: RequestOf<'stationJournal'>, _options: CallOptions): AnswerOf<'stationJournal'> {
    platform.asked();
    const all = platform.rows.filter((row) => row.epoch === epoch && row.sequence > Number(after)).sort((one, other) => one.sequence - other.sequence || Number(other.applied) - Number(one.applied));
    const last = all.findLast(({ applied }) => applied)?.sequence;
    const wanted = old ? all.filter(({ applied }) => applied) : all.filter((row) => mode !== 'marks' || !row.applied || row.sequence === last || row.sequence % 1_000 === 0 || row.review !== null || (row.refunded ?? 0) > 0);
    const items = wanted.slice(0, page).map(({ sequence, hash, body, review, refunded, applied }) => {
      const tellsBody = !old && (mode === 'bodies' || !applied);
      return { sequence, hash, review, refunded, applied: applied ? undefined : false, body: tellsBody ? body : undefined };
    });
    return { items, more: wanted.length > page };
  }

  const account = fakeAccount({
    stationJournal,
    balance() {
      platform.balanceAsked();
      return { balance: 0, escrow: 0, toppedUp: 0, adjusted: 0, captured: 0, refunded: 0, leases: platform.leases.slice(0, platform.mostLeases), refunds: [{ stationId: STATION, refunded: platform.refunded }] };
    },
    prices: () => (platform.pricesAsked(), { version: 1, prices: [] }),
  });
  return {
    ...account,
    platform,
    row: (sequence: number, epoch = 1): Row => {
      const row = platform.rows.find((one) => one.epoch === epoch && one.sequence === sequence);
      if (!row) throw new Error(`no entry ${epoch} ${sequence}`);
      return row;
    },
    wallet: async (): Promise<WalletView> => ({ ...(await walletView(b.flow(), account.client)), pendingTopUp: null }),
    reconcile: (looked: (entries: number, of: number) => void = () => undefined): Promise<ReconciliationView> => reconcile(b.flow(), account.client, looked),
  };
}

/** "unreported 1 12" for each line, and that the wallet and these lines never contradict each other. */
export function told(view: ReconciliationView): readonly string[] {
  const silent = view.differences.length === 0 && booksState(view) !== 'same';
  return [...(silent ? ['the sums differ, and nothing says why'] : []), ...view.differences.map(({ why, epoch, sequence, leaseId }) => [why, ...(sequence === null ? [leaseId ?? ''] : [epoch, sequence])].join(' ').trim())];
}

/** So many parcels, converted for 100 each and reported; returns the holds that paid them. The same entries on every bench. */
export function chargedParcels(b: Bench, count: number): string[] {
  b.lend(10_000);
  for (let n = 0; n < count; n += 1) {
    b.flow().parcels.put(aParcel({ number: numberOf(n), courier: 'yto', privacy: false }));
    b.scan(numberOf(n));
    b.run((claim) => (claim.job.kind === 'write-back' ? OUTCOMES.reference() : OUTCOMES.converted(`N${n}`)));
  }
  b.store().sql("UPDATE holds SET standing = hold_id WHERE state = 'captured'").run();
  return b.store().sql<{ hold_id: string }>("SELECT hold_id FROM holds WHERE state = 'captured' ORDER BY job_id").all().map(({ hold_id }) => hold_id);
}
