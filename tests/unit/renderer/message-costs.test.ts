import { expect, test } from 'vitest';
import { costsOf } from '../../../src-renderer/screens/messages/costs.ts';

test('the sum below messages is that of the costs in their rows, and says how much of it is not charged', () => {
  const sent = [{ state: 'done', cost: 45 }, { state: 'done', cost: 0 }] as const;
  const open = [{ state: 'waiting', cost: 45 }, { state: 'parked', cost: 90 }, { state: 'refused', cost: 0 }] as const;
  expect(costsOf([...sent, ...open])).toEqual({ all: 180, uncharged: 135 });
  expect(costsOf(open)).toEqual({ all: 135, uncharged: 135 });
  expect(costsOf(sent)).toEqual({ all: 45, uncharged: 0 });
  expect(costsOf([])).toEqual({ all: 0, uncharged: 0 });
});
