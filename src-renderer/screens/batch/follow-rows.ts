import { useEffect } from 'react';
import type { BatchView } from '../../../src-shared/bridge/batch-views.ts';
import { useStatus } from '../../state/status.ts';

/**
 * Looks at the rows of a batch again where something may have happened to them: they are counted elsewhere, the batch goes on or is paused, or jobs wait for something
 * else. That is told of the whole station: jobs of the desk make it look again too, but not for a batch that is over. Not how many wait: that changes with every job, and
 * so do the counts.
 */
export function useFollowingRows({ state, rows }: Pick<BatchView, 'state' | 'rows'>, reload: () => void): void {
  const isOver = state === 'ended' || state === 'stopped';
  const waits = useStatus(({ view }) => (isOver ? '' : Object.keys(view?.waitReasons ?? {}).toSorted().join(' ')));
  const what = JSON.stringify([state, rows, waits]);
  useEffect(reload, [what, reload]);
}
