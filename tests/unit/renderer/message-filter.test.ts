import { expect, test } from 'vitest';
import { FILTERS, fits } from '../../../src-renderer/screens/messages/filters.ts';
import { JOB_STATES } from '../../../src-shared/domain/work.ts';

test('every message is in one group beside all, and what nobody knows yet is on its way', () => {
  const groups = Object.fromEntries(JOB_STATES.map((state) => [state, FILTERS.filter((filter) => fits({ state }, filter))]));
  for (const state of JOB_STATES) expect(groups[state]).toHaveLength(2);
  expect(groups).toMatchObject({ waiting: ['all', 'open'], calling: ['all', 'open'], unknown: ['all', 'open'], done: ['all', 'sent'], refused: ['all', 'stopped'], parked: ['all', 'stopped'], void: ['all', 'stopped'] });
});
