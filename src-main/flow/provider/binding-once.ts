import type { Claim } from '../queue/claim.ts';
import type { Outcome } from '../queue/task.ts';
import type { BindingRows } from './bindings.ts';

/** ms until a job looks again at a pair that another job is binding, or ending. */
const WHILE_BINDING = 500;
const WHILE_ENDING = 2_000;
const ENDING: Outcome = { kind: 'later', why: 'retry', after: WHILE_ENDING, about: 'its binding is being ended' };

/**
 * One binding a pair: a live one is re-used without a call and without a charge, and two jobs of one pair never call at
 * once, for not every provider would notice. `ofNow`: the pair that its order and its store make now; null where no phone was told.
 */
export function bindingOnce(bindings: BindingRows, now: () => number) {
  const underWay = new Set<string>();
  return async ({ job, purpose, provider }: Claim, ofNow: string | null, call: () => Promise<Outcome>): Promise<Outcome> => {
    // What is found joins those that it was called for.
    const pair = (purpose === 'look-up' ? job.pair : null) ?? ofNow;
    if (pair === null || provider === null) return call();
    if (underWay.has(pair)) return { kind: 'later', why: 'retry', after: WHILE_BINDING, about: 'its numbers are being bound' };
    // What was called before is asked about: its effect may be a binding of its own.
    const live = purpose === 'call' ? bindings.reuse(job, pair, provider, now()) : null;
    if (live === 'ending') return ENDING;
    if (live) return { kind: 'done', result: live, shared: true, pair };
    underWay.add(pair);
    try {
      const outcome = await call();
      if (outcome.kind !== 'done') return outcome;
      const { result, shared } = outcome;
      const found = shared && result.kind === 'binding' ? bindings.known(pair, provider, result, now()) : result;
      return found === 'ending' ? ENDING : { ...outcome, result: found, pair, ...(pair === ofNow ? {} : { joinsOthers: true }) };
    } finally {
      underWay.delete(pair);
    }
  };
}
