import type { ErrorCode, Problem } from '../../src-shared/errors/codes.ts';
import type { Life } from './seat.ts';

/** What a program shows that fails by its own fault, or can't read a row of what these days tell well: its disk is whole, and pages that nobody can read are read again. */
const OF_ITS_OWN_MAKING: readonly ErrorCode[] = [
  'internal', 'store-failed', 'feed-not-followed', 'orders-unreadable', 'interceptions-unreadable', 'reports-unreadable', 'arrivals-unreadable', 'stores-unreadable', 'templates-unreadable', 'provider-config',
];
export const isOfItsOwnMaking = ({ code }: Problem): boolean => OF_ITS_OWN_MAKING.includes(code);

/** A job that the program could not claim, or whose outcome it could not record, for another reason than the disk: it lies with a person, or ends, with these words. */
export const failedIn = ({ raw }: Life, jobId: string): string | null =>
  raw.sql<{ about: string }>("SELECT about FROM jobs WHERE id = ? AND (about LIKE 'not claimed:%' OR about LIKE 'not recorded:%')").get(jobId)?.about ?? null;
