import { useState } from 'react';
import { expect, test, vi } from 'vitest';
import { usePutAway } from '../../../src-renderer/app/put-away.ts';
import type { Problem } from '../../../src-shared/errors/codes.ts';
import { mount } from '../../support/played-react.ts';

vi.mock('react', () => import('../../support/played-react.ts'));

const FULL: Problem = { code: 'disk-full' };
const slip = (about: string, count?: number): Problem => ({ code: 'print-failed', about, ...(count ? { count } : {}) });

function banner(...first: readonly Problem[]) {
  const { now } = mount(() => {
    const [problems, become] = useState<readonly Problem[]>(first);
    return { ...usePutAway(problems), become };
  });
  return {
    shown: () => now().shown,
    putAway: async (): Promise<void> => now().putAway(),
    become: async (...problems: readonly Problem[]): Promise<void> => now().become(problems),
  };
}

test('what was put away stays away while it goes on, and is shown again when it is over and comes back', async () => {
  const { shown, putAway, become } = banner(FULL);
  await putAway();
  expect(shown()).toEqual([]);
  await become({ ...FULL });
  expect(shown()).toEqual([]);
  await become();
  await become(FULL);
  expect(shown()).toEqual([FULL]);
});

test('what else is wrong, and the same of another parcel, is shown; another count is no other problem', async () => {
  const { shown, putAway, become } = banner(slip('A', 2), FULL);
  await putAway();
  await become(slip('A'), FULL);
  expect(shown()).toEqual([]);
  await become(slip('B', 2), FULL);
  expect(shown()).toEqual([slip('B', 2)]);
  await putAway();
  await become(slip('A'), FULL);
  expect(shown()).toEqual([slip('A')]);
});
