import type { SendCount, TodaySends } from '../../../src-shared/bridge/views.ts';
import { VERDICTS, type Verdict } from '../../../src-shared/domain/verdict.ts';
import { dayOf, daySpan } from '../scan/day.ts';
import type { Steps } from '../steps.ts';

type Group = { kind: string; courier: string; platform: string; operator: string; hour: number; count: number; spent: number };

/** 报表: the finished jobs of a day and what they cost net of refunds, by kind of work, courier, platform, operator and hour. */
export function todaySends(flow: Steps, now: number): TodaySends {
  const day = dayOf(now);
  const { from, to } = daySpan(day);
  // The day's jobs are read once and added up here: a busy day has a hundred thousand, in a few hundred groups.
  const groups = flow.store
    .sql<Group>(
      `SELECT kind, courier, platform, operator, CAST((ended_at - @from) / 3600000 AS INTEGER) AS hour, count(*) AS count, sum(charged - refunded) AS spent
       FROM jobs WHERE state = 'done' AND ended_at >= @from AND ended_at < @to GROUP BY 1, 2, 3, 4, 5`,
    )
    .all({ from, to });
  // A pickup code can come without a parcel: it counts for no courier and no platform.
  const by = (what: 'kind' | 'courier' | 'platform' | 'operator' | 'hour'): SendCount[] => summed(groups, (group) => String(group[what])).filter(({ key }) => key !== '');
  const scans = Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0])) as Record<Verdict, number>;
  for (const { verdict, scans: count } of flow.scans.counts(day)) scans[verdict] = count;
  const [total] = summed(groups, () => '');
  return {
    day,
    scans,
    total: { count: total?.count ?? 0, spent: total?.spent ?? 0 },
    byService: byCount(by('kind')),
    byCourier: byCount(by('courier')),
    byPlatform: byCount(by('platform')),
    byOperator: byCount(by('operator')),
    byHour: by('hour').sort((a, b) => Number(a.key) - Number(b.key)),
  };
}

function summed(groups: readonly Group[], keyOf: (group: Group) => string): SendCount[] {
  const sums = new Map<string, { key: string; count: number; spent: number }>();
  for (const group of groups) {
    const key = keyOf(group);
    const sum = sums.get(key) ?? { key, count: 0, spent: 0 };
    sums.set(key, { key, count: sum.count + group.count, spent: sum.spent + group.spent });
  }
  return [...sums.values()];
}

const byCount = (counts: SendCount[]): SendCount[] => counts.sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1));
