import { JOB_KINDS, SERVICE_OF, type JobKind, type Service } from '../../../src-shared/domain/work.ts';

/** Who is called, each at a pace of their own: who does a service, the account API, and those who did one before, whose numbers are still to be ended. */
export type Called = Service | 'account' | 'former';

/** Who does a kind of work now; a write-back goes through the account API. */
export const doneBy = (kind: JobKind): Service | 'account' => SERVICE_OF[kind] ?? 'account';

/** The kinds of work of each who does some. */
export const KINDS_TOGETHER: readonly (readonly JobKind[])[] = [...new Set(JOB_KINDS.map(doneBy))].map((one) => JOB_KINDS.filter((kind) => doneBy(kind) === one));
