import { expect, test } from 'vitest';
import { workState, type JobKind, type JobState } from '../../../src-shared/domain/work.ts';

const of = (...jobs: readonly (readonly [JobKind, JobState, ('delivered' | 'failed')?])[]) => workState(jobs.map(([kind, state, delivery = null]) => ({ kind, state, delivery })));

test.each([
  [[], 'none'],
  [[['unbind', 'waiting']], 'none'],
  [[['trace', 'done'], ['write-back', 'done']], 'done'],
  [[['trace', 'done'], ['write-back', 'waiting']], 'open'],
  [[['trace', 'unknown']], 'open'],
  [[['trace', 'parked'], ['write-back', 'waiting']], 'attention'],
  [[['trace', 'refused'], ['write-back', 'parked']], 'attention'],
  [[['trace', 'refused'], ['write-back', 'void']], 'failed'],
  [[['trace', 'done'], ['forwarding-sms', 'done', 'failed']], 'failed'],
  [[['trace', 'done'], ['forwarding-sms', 'done', 'delivered']], 'done'],
  [[['privacy', 'done'], ['unbind', 'parked']], 'done'],
] as const)('%j is %s', (jobs, state) => {
  expect(of(...jobs)).toBe(state);
});
