import type { Outcome } from '../../queue/task.ts';

/**
 * The number that the gateway answers: positive is a message id, negative an error. Source: integrators' public code,
 * unconfirmed by the vendor. -1 and -8 say that nothing was submitted, so they may be sent again; -16 after 5 s.
 */
const ERRORS: Readonly<Record<number, Outcome>> = {
  [-1]: { kind: 'later', why: 'retry', after: null, about: 'submit error -1' },
  [-3]: refused('platform', -3),
  [-4]: refused('platform', -4),
  [-5]: refused('platform', -5),
  [-6]: refused('person', -6),
  [-7]: { kind: 'later', why: 'limited', after: 60_000, about: 'provider balance -7' },
  [-8]: { kind: 'later', why: 'retry', after: null, about: 'channel -8' },
  [-9]: refused('nobody', -9),
  [-10]: refused('platform', -10),
  [-11]: refused('platform', -11),
  [-12]: refused('nobody', -12),
  [-16]: { kind: 'later', why: 'limited', after: 5_000, about: 'too often -16' },
  [-17]: refused('platform', -17),
  [-20]: refused('person', -20),
  [-23]: refused('platform', -23),
};

export function submitOutcome(code: number): Outcome {
  if (code > 0) return { kind: 'done', result: { kind: 'reference', reference: String(code) } };
  return ERRORS[code] ?? { kind: 'unknown', about: `code ${code}` };
}

function refused(act: 'platform' | 'person' | 'nobody', code: number): Outcome {
  return { kind: 'refused', act, about: `code ${code}` };
}
