import type { Claim } from '../../src-main/flow/queue/claim.ts';
import type { Outcome } from '../../src-main/flow/queue/task.ts';
import { OUTCOMES, works } from './station.ts';

/** What happens to one request on its way: each number is one of these, so that a run can be repeated and shrunk. */
export const FATES = ['works', 'answer lost', 'request lost', 'not sent', 'limited', 'refused'] as const;
export type Fate = (typeof FATES)[number];

/** Of every second message there is never a report, whether it was sent or not. */
const isNeverReported = ({ job }: Claim): boolean => job.id % 2 === 0;

/**
 * The providers as money.md needs them: conversions de-duplicate by key and can be asked, a privacy number is asked for
 * by binding again, a write-back by repeating it, and a message can only be found in a report, which may be late.
 */
export function outside() {
  const effects = new Map<string, number>();
  const happened = (key: string): number => effects.get(key) ?? 0;
  const early: string[] = [];
  const lost: Outcome = OUTCOMES.unknown;

  function call(claim: Claim, fate: Fate): Outcome {
    const { key, kind } = claim.job;
    const once = kind !== 'forwarding-sms';
    const conversion = ['sync', 'trace'].map((first) => happened(key.replace(/[^:]+$/, first)));
    if (claim.purpose === 'call' && (kind === 'write-back' || kind === 'forwarding-sms') && !conversion.includes(1)) early.push(key);
    if (fate === 'works' || fate === 'answer lost') effects.set(key, once ? 1 : happened(key) + 1);
    switch (fate) {
      case 'works': return works(claim);
      case 'answer lost':
      case 'request lost': return lost;
      case 'not sent': return OUTCOMES.offline;
      case 'limited': return { kind: 'later', why: 'limited', after: 1_000, about: 'HTTP 429' };
      // What was done already is answered again, not refused.
      case 'refused': return once && happened(key) > 0 ? works(claim) : { kind: 'refused', act: 'person', about: 'NUMBER_REFUSED' };
    }
  }

  function lookUp(claim: Claim, fate: Fate): Outcome {
    const { key, kind } = claim.job;
    if (kind === 'privacy' || kind === 'write-back') return call(claim, fate);
    if (fate === 'answer lost' || fate === 'request lost') return lost;
    if (fate === 'not sent') return OUTCOMES.offline;
    if (fate === 'refused') return { kind: 'refused', act: 'platform', about: 'BAD_SIGNATURE' };
    if (kind === 'forwarding-sms') return happened(key) > 0 && fate === 'works' && !isNeverReported(claim) ? works(claim) : { kind: 'unknown', about: 'no report' };
    return happened(key) > 0 ? works(claim) : OUTCOMES.absent;
  }

  /** `early`: write-backs and messages that were called before there was a new number. */
  return { happened, early, meets: (claim: Claim, fate: Fate): Outcome => (claim.purpose === 'call' ? call : lookUp)(claim, fate) };
}
