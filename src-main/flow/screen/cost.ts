import type { Li } from '../../../src-shared/domain/money.ts';
import type { JobRow } from '../queue/job-rows.ts';

/** What a job has cost, or will as far as anybody knows, 厘: nothing once it is refused or given up. */
export function costOf({ state, price, charged, refunded }: Pick<JobRow, 'state' | 'price' | 'charged' | 'refunded'>): Li {
  if (state === 'done') return charged - refunded;
  return state === 'refused' || state === 'void' ? 0 : price;
}
