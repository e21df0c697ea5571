import type { MessageLine } from '../../../src-shared/bridge/views.ts';

export const FILTERS = ['all', 'open', 'sent', 'stopped'] as const;
export type Filter = (typeof FILTERS)[number];

/** On its way, sent, or not sent and why. What nobody knows yet is on its way. */
export function fits({ state }: Pick<MessageLine, 'state'>, filter: Filter): boolean {
  if (filter === 'all') return true;
  const group: Filter = state === 'done' ? 'sent' : state === 'refused' || state === 'parked' || state === 'void' ? 'stopped' : 'open';
  return group === filter;
}
