import type { ErrorCode } from '../../src-shared/errors/codes.ts';
import { unpark } from '../flow/screen/exceptions.ts';
import type { JobRow } from '../flow/queue/job-rows.ts';
import { release, type Steps } from '../flow/steps.ts';

const AT_ONCE = 200;
/** ms after which it is tried again when the disk took nothing. */
const AFTER_FAILURE = 5_000;

export type GoingOnParts = {
  readonly flow: Steps;
  /** Scans whose jobs moved. */
  readonly tell: (scans: ReadonlySet<number>) => void;
  readonly wake: () => void;
  readonly failed: (error: unknown) => void;
};

/** What waited for something goes on when it has come: in portions, so that the desk is never kept waiting. */
export function goingOn({ flow, tell, wake, failed }: GoingOnParts) {
  const later = new Set<NodeJS.Timeout>();
  let stopped = false;

  /** Nobody waits for it, nor tries it again: what fails is told and comes again by itself. */
  function inPortions(waiting: () => JobRow[], go: (job: JobRow) => void): void {
    if (stopped) return;
    try {
      if (onePortion(waiting, go)) setImmediate(() => inPortions(waiting, go));
    } catch (error) {
      failed(error);
      const timer = setTimeout(() => {
        later.delete(timer);
        inPortions(waiting, go);
      }, AFTER_FAILURE);
      later.add(timer);
    }
  }

  /** True where there may be more. */
  function onePortion(waiting: () => JobRow[], go: (job: JobRow) => void): boolean {
    const portion = waiting();
    flow.store.transaction(() => portion.forEach(go));
    tell(new Set(portion.map((job) => job.scan_id)));
    // A portion of which nothing moved would come again and again.
    const moved = portion.some(({ id, state, waits }) => {
      const now = flow.jobs.find(id);
      return now?.state !== state || now.waits !== waits;
    });
    wake();
    return moved && portion.length === AT_ONCE;
  }
  function after(reason: 'funds' | 'service-off'): void {
    if (reason === 'funds') flow.jobs.chargeNow(flow.now());
    inPortions(() => flow.jobs.waitingFor(reason, AT_ONCE), (job) => release(flow, job));
  }
  const unparked = (error: ErrorCode, lacking: readonly string[]): void => inPortions(() => flow.jobs.parkedFor(error, lacking, AT_ONCE), (job) => unpark(flow, job));
  /** The account API has told its templates: a message may go on whose template was not among them before. */
  const afterTemplates = (): void => unparked('message-template-missing', (flow.messaging.rules()?.templates ?? []).map(({ template }) => template));
  return {
    /** Money has come, or a service is on again. */
    after,
    afterTemplates,
    /** Work has ended or was given up: what it frees pays for what waits. */
    afterFreed(): void {
      if (flow.ledger.hasFreed() && flow.jobs.counts().some(({ waits }) => waits === 'funds') && flow.ledger.left(flow.now()) > 0) after('funds');
    },
    /** A store's authorisation is on record. */
    afterAuthorising: (storeId: string): void => unparked('store-not-authorised', [storeId]),
    /** The last run may have ended between hearing of something and telling the work that waits for it. */
    atStart(): void {
      after('service-off');
      after('funds');
      afterTemplates();
    },
    stop(): void {
      stopped = true;
      later.forEach(clearTimeout);
    },
  };
}
