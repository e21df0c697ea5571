import { useSyncExternalStore } from 'react';
import { calendarDay } from '../../components/times.ts';
import { serverNow } from '../../state/status.ts';

const LOOKED_AT_EVERY = 60_000;

function follow(looked: () => void): () => void {
  const timer = setInterval(looked, LOOKED_AT_EVERY);
  return () => clearInterval(timer);
}

/** The day that it is at the station, 2026-11-24: a desk that was left on overnight begins a new one. */
export const useToday = (): string => useSyncExternalStore(follow, () => calendarDay(serverNow()));
