import type { ErrorCode } from '../../src-shared/errors/codes.ts';
import { unpark } from '../flow/screen/exceptions.ts';
import type { JobRow } from '../flow/queue/job-rows.ts';
import { release, type Steps } from '../flow/steps.ts';
import { untilDone } from './until-done.ts';

const AT_ONCE = 200;

export type GoingOnParts = {
  readonly flow: Steps;
  /** Scans whose jobs moved. */
  readonly tell: (scans: ReadonlySet<number>) => void;
  readonly wake: () => void;
  readonly failed: (error: unknown) => void;
};

/** What waited for something goes on when it has come: in portions, so that the desk is never kept waiting. */
export function goingOn({ flow, tell, wake, failed }: GoingOnParts) {
  const { take, stop } = untilDone(failed);

  function inPortions(waiting: () => JobRow[], go: (job: JobRow) => void, isOver = hasMoved): void {
    take(() => {
      if (onePortion(waiting, go, isOver)) setImmediate(() => inPortions(waiting, go, isOver));
    });
  }

  /** True where there may be more. */
  function onePortion(waiting: () => JobRow[], go: (job: JobRow) => void, isOver: (job: JobRow) => boolean): boolean {
    const portion = waiting();
    flow.store.transaction(() => portion.forEach(go));
    tell(new Set(portion.map((job) => job.scan_id)));
    // A portion of which nothing moved would come again and again.
    const moved = portion.some(isOver);
    wake();
    return moved && portion.length === AT_ONCE;
  }
  function hasMoved({ id, state, waits }: JobRow): boolean {
    const now = flow.jobs.find(id);
    return now?.state !== state || now.waits !== waits;
  }
  function chargeNow(): void {
    flow.jobs.chargeNow(flow.now());
    wake();
  }
  function after(reason: 'funds' | 'service-off'): void {
    if (reason === 'funds') {
      take(chargeNow);
      // What it was paid with is lost: other money pays it, which leaves it waiting for the same as before.
      inPortions(() => flow.jobs.heldOnLost(AT_ONCE), (job) => release(flow, job), ({ id }) => flow.ledger.heldFrom(id) !== 'lost');
    }
    inPortions(() => flow.jobs.waitingFor(reason, AT_ONCE), (job) => release(flow, job));
  }
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
    /** The last run may have ended between hearing of something and telling the work that waits for it. */
    atStart(): void {
      after('service-off');
      after('funds');
      afterTemplates();
      afterAuthorising(flow.stores.all().filter(({ authorised }) => authorised).map(({ storeId }) => storeId));
    },
    stop,
  };
}
