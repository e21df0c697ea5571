import type { Li } from '../../src-shared/domain/money.ts';
import type { JobKind } from '../../src-shared/domain/work.ts';
import type { ErrorCode } from '../../src-shared/errors/codes.ts';
import { isHeld } from '../flow/called-back.ts';
import type { JobRow } from '../flow/queue/job-rows.ts';
import { release, unpark, type Steps } from '../flow/steps.ts';
import { untilDone } from './until-done.ts';

const AT_ONCE = 200;

type Reason = 'funds' | 'service-off';
type Ways = { readonly moved?: (job: JobRow) => boolean; readonly isOver?: () => boolean; readonly ended?: () => void };

export type GoingOnParts = {
  readonly flow: Steps;
  /** The price of the cheapest service, in 厘. */
  readonly cheapest: () => Li;
  /** Scans whose jobs moved. */
  readonly tell: (scans: ReadonlySet<number>) => void;
  readonly wake: () => void;
  readonly failed: (error: unknown) => void;
};

/** What waited for something goes on when it has come: in portions, so that the desk is never kept waiting. */
export function goingOn({ flow, cheapest, tell, wake, failed }: GoingOnParts) {
  const { take, stop } = untilDone(failed);
  const passes = new Map<Reason, number>();
  /** The price list by which all that waits for money was looked at, to its end; null before, for the last run may have ended on the way. */
  let pricedBy: string | null = null;

  /** Each portion is of what comes after the one before: what can't go on keeps nothing that came later. */
  function inPortions(waiting: (from: number) => JobRow[], go: (job: JobRow) => void, { moved = hasMoved, isOver = () => false, ended = () => undefined }: Ways = {}, from = 0): void {
    take(() => {
      if (from > 0 && isOver()) return;
      const portion = waiting(from);
      flow.store.transaction(() => portion.forEach(go));
      const gone = portion.filter(moved);
      if (gone.length > 0) {
        tell(new Set(gone.map((job) => job.scan_id)));
        wake();
      }
      const last = portion[AT_ONCE - 1];
      if (last) setImmediate(() => inPortions(waiting, go, { moved, isOver, ended }, last.id));
      else ended();
    });
  }
  function hasMoved({ id, state, waits, price }: JobRow): boolean {
    const now = flow.jobs.find(id);
    return now?.state !== state || now.waits !== waits || now.price !== price;
  }
  function chargeNow(): void {
    flow.jobs.chargeNow(flow.now());
    wake();
  }
  function after(reason: Reason): void {
    if (reason === 'funds') {
      take(chargeNow);
      // What it was paid with is lost: other money pays it, which leaves it waiting for the same as before.
      inPortions(() => flow.jobs.heldOnLost(AT_ONCE), (job) => release(flow, job), { moved: ({ id }) => flow.ledger.heldFrom(id) !== 'lost' });
    }
    lookAgain(reason);
  }
  /**
   * All that waits for it, the oldest first. One at a time of each: asked for again it begins anew, so that new money goes to the oldest too. By other prices it goes to its
   * end, though nothing is left that pays: what the station borrows is the sum of the rows' prices.
   */
  function lookAgain(reason: Reason): void {
    const pass = (passes.get(reason) ?? 0) + 1;
    passes.set(reason, pass);
    const prices = priceList();
    const isOver = (): boolean => passes.get(reason) !== pass || (reason === 'funds' && prices === pricedBy && isSpent());
    const ended = (): void => void (pricedBy = reason === 'funds' ? prices : pricedBy);
    inPortions((from) => flow.jobs.waitingFor(reason, AT_ONCE, from), (job) => release(flow, job), { isOver, ended });
  }
  /** No lease has room for even the cheapest work, and none is free by now, which waits for money from when it was not. */
  const isSpent = (): boolean => !isAnyFree() && flow.ledger.spendable(flow.now()).every(({ left }) => left < cheapest());
  const priceList = (): string => JSON.stringify(Object.entries(flow.entitlements()?.services ?? {}).map(([service, { on, price, provider }]) => [service, on, price, provider.kind]));
  const isAnyFree = (): boolean => Object.values(flow.entitlements()?.services ?? {}).some(({ on, price }) => on && price === 0);
  const unparked = (error: ErrorCode, lacking: readonly string[]): void => inPortions(() => flow.jobs.parkedFor(error, lacking, AT_ONCE), (job) => unpark(flow, job));
  /** The account API has told its templates: a message may go on whose template was not among them before. */
  const afterTemplates = (): void => unparked('message-template-missing', (flow.messaging.rules()?.templates ?? []).map(({ template }) => template));
  const afterAuthorising = (stores: readonly string[]): void => unparked('store-not-authorised', stores);
  return {
    /** Money has come, or what was lent is lost, or a service is on again. */
    after,
    afterTemplates,
    /** Work has ended or was given up: what it frees pays for what waits. */
    afterFreed(): void {
      if (!flow.ledger.hasFreed()) return;
      take(() => {
        if (flow.jobs.counts().some(({ waits }) => waits === 'funds') && flow.ledger.left(flow.now()) > 0) after('funds');
      });
    },
    /** The authorisation of these stores is on record. */
    afterAuthorising,
    /** The provider of these kinds is called otherwise by now: what it had refused for that is called once more. What it refuses again stays where it comes from, and holds up no scan: it goes behind them. */
    afterSettingUp: (kinds: readonly JobKind[]): void =>
      inPortions((from) => flow.jobs.refusedForSetUp(kinds, AT_ONCE, from), (job) => {
        flow.jobs.putBehind(job.id);
        unpark(flow, job);
      }),
    /** The last run may have ended between hearing of something and telling the work that waits for it. */
    atStart(): void {
      after('service-off');
      after('funds');
      // Where what called a held order back could not be followed, nobody lets go what may have happened of it.
      inPortions((from) => flow.jobs.waitingFor('held', AT_ONCE, from), (job) => {
        if (!isHeld(flow, job)) release(flow, job);
      });
      afterTemplates();
      afterAuthorising(flow.stores.all().filter(({ authorised }) => authorised).map(({ storeId }) => storeId));
    },
    stop,
  };
}
