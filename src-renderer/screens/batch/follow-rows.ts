import { useEffect } from 'react';
import type { BatchView } from '../../../src-shared/bridge/batch-views.ts';
import { useStatus } from '../../state/status.ts';

/**
 * Looks at the rows of a batch again where something has happened to them, and nothing moves where nothing has: they are counted elsewhere, the batch goes on or is
 * paused, or what their remarks say that jobs wait for is another. Not how many wait: that changes with every job, and so do the counts.
 */
export function useFollowingRows({ state, rows }: Pick<BatchView, 'state' | 'rows'>, reload: () => void): void {
  const waits = useStatus(({ view }) => Object.keys(view?.waitReasons ?? {}).toSorted().join(' '));
  const what = JSON.stringify([state, rows, waits]);
  useEffect(reload, [what, reload]);
}
