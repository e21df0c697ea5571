import type { SheetRow } from '../../../src-shared/bridge/views.ts';
import type { Platform } from '../../../src-shared/domain/couriers.ts';
import type { Verdict } from '../../../src-shared/domain/verdict.ts';

export const ALL = 'all';
export type VerdictFilter = Verdict | typeof ALL;
export type PlatformFilter = Platform | typeof ALL;

export const filterRows = (rows: readonly SheetRow[], verdict: VerdictFilter, platform: PlatformFilter): readonly SheetRow[] =>
  rows.filter((row) => (verdict === ALL || row.verdict === verdict) && (platform === ALL || row.platform === platform));
