import { z } from 'zod';
import type { Outcome } from '../../queue/task.ts';
import { codeAbout, stale, type Wire } from '../adapter.ts';

/**
 * Success. Source: integrators' public code (read November 2026), unconfirmed by the vendor. No public source names another
 * result, so none is guessed: an effect may be behind it, and money that was freed would be lost.
 */
export const DONE = '000000';

/**
 * What the other results mean, as the vendor tells its customer: `settings.results` of the provider. `bound`: these two are
 * bound already, with their number. `none`: there is no such binding (any more). `platform`, `person`: refused, who must act.
 * `limited`, `busy`, `clock`: nothing was done, later. A result that is not named is an unknown outcome and is asked about.
 */
const meaning = z.enum(['bound', 'none', 'platform', 'person', 'limited', 'busy', 'clock']);
export const resultSettings = z.object({ results: z.record(z.string().min(1).max(16), meaning).default({}) });
export type Results = Readonly<Record<string, z.output<typeof meaning>>>;

export const meaningOf = (results: Results, result: string): z.output<typeof meaning> | null => (Object.hasOwn(results, result) ? (results[result] ?? null) : null);

/** A result that is no success, and not what was wanted under another name. */
export function otherwise(results: Results, result: string, wire: Wire): Outcome {
  const about = codeAbout(wire, result);
  const means = meaningOf(results, result);
  switch (means) {
    case 'platform': return { kind: 'refused', act: means, about, ofAll: true };
    case 'person': return { kind: 'refused', act: means, about };
    case 'limited': return { kind: 'later', why: 'limited', after: null, about };
    case 'busy': return { kind: 'later', why: 'retry', after: null, about };
    case 'clock': return stale(about);
    default: return { kind: 'unknown', about };
  }
}
