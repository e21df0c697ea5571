import { redactPhones } from '../../../../src-shared/domain/phone.ts';
import type { Outcome } from '../../queue/task.ts';

/**
 * The number that the gateway answers: positive is a message id, negative an error. Source: integrators' public code,
 * unconfirmed by the vendor. -1 and -8 say that nothing was submitted, so they may be sent again; -16 after 5 s.
 */
const ERRORS: Readonly<Record<number, Outcome>> = {
  [-1]: { kind: 'later', why: 'retry', after: null, about: 'submit error -1' },
  // The user or its password: whatever is sent now would be refused.
  [-3]: { kind: 'refused', act: 'platform', about: 'code -3', ofAll: true },
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

/** `answer` is the number as text: a message id can be longer than a double is exact. */
export function submitOutcome(answer: string): Outcome {
  if (/^\d*[1-9]\d*$/.test(answer)) return { kind: 'done', result: { kind: 'reference', reference: answer } };
  return ERRORS[Number(answer)] ?? { kind: 'unknown', about: `code ${redactPhones(answer)}` };
}

function refused(act: 'platform' | 'person' | 'nobody', code: number): Outcome {
  return { kind: 'refused', act, about: `code ${code}` };
}
