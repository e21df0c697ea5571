import type { WaitReason } from '../../../src-shared/domain/work.ts';

export type Needs = { readonly serviceOn: boolean; readonly paid: boolean; readonly dependencyDone: boolean };

/** What a waiting job waits for, or null where it may be called. The order is the order in which it can be cured. */
export function whatItWaitsFor({ serviceOn, paid, dependencyDone }: Needs): WaitReason | null {
  if (!serviceOn) return 'service-off';
  if (!paid) return 'funds';
  return dependencyDone ? null : 'depends';
}
