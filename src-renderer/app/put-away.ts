import { useState } from 'react';
import type { Problem } from '../../src-shared/errors/codes.ts';

/** One that goes on with another count is the same. */
const keyOf = ({ code, about = '' }: Problem): string => `${code} ${about}`;

/** The problems that nobody has put away. One that is over and comes again is told again. */
export function usePutAway(problems: readonly Problem[]): { readonly shown: readonly Problem[]; readonly putAway: () => void } {
  const [away, setAway] = useState<readonly string[]>([]);
  const still = away.filter((key) => problems.some((problem) => keyOf(problem) === key));
  if (still.length < away.length) setAway(still);
  return { shown: problems.filter((problem) => !away.includes(keyOf(problem))), putAway: () => setAway(problems.map(keyOf)) };
}
