import type { WalletView } from '../../../src-shared/bridge/views.ts';

/** A station gives back by itself what it may spend and knows of; what a new epoch has frozen waits for what may still be found, and nobody has to. */
export const mayTakeBack = ({ state, mine, lost }: Pick<WalletView['leases'][number], 'state' | 'mine' | 'lost'>): boolean => state === 'frozen' || (state === 'open' && (!mine || lost));

/**
 * What it means differs: `another` station's; its own that a new epoch has `frozen`, which goes back by itself after its end; or one that is open there, and here was
 * `given-up`, or is `unknown`.
 */
export function takenBackAs({ state, mine, known }: Pick<WalletView['leases'][number], 'state' | 'mine' | 'known'>): 'another' | 'frozen' | 'given-up' | 'unknown' {
  if (!mine) return 'another';
  if (state === 'frozen') return 'frozen';
  return known ? 'given-up' : 'unknown';
}
