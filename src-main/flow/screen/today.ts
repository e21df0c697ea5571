import type { SendCount, TodaySends } from '../../../src-shared/bridge/views.ts';
import { VERDICTS, type Verdict } from '../../../src-shared/domain/verdict.ts';
import { dayOf, daySpan } from '../scan/day.ts';
import type { Steps } from '../steps.ts';

/** 报表: the finished jobs of a day and what they cost net of refunds, by kind of work, courier, platform, operator and hour. */
export function todaySends(flow: Steps, now: number): TodaySends {
  const day = dayOf(now);
  const { from, to } = daySpan(day);
  const by = (column: 'kind' | 'courier' | 'platform' | 'operator'): SendCount[] =>
    flow.store
      .sql<SendCount>(
        `SELECT ${column} AS key, count(*) AS count, sum(charged - refunded) AS spent FROM jobs
         WHERE state = 'done' AND ended_at >= ? AND ended_at < ? GROUP BY ${column} ORDER BY count DESC, key`,
      )
      .all(from, to);
  const byService = by('kind');
  const hours = flow.store
    .sql<{ hour: number; count: number; spent: number }>(
      "SELECT CAST((ended_at - ?) / 3600000 AS INTEGER) AS hour, count(*) AS count, sum(charged - refunded) AS spent FROM jobs WHERE state = 'done' AND ended_at >= ? AND ended_at < ? GROUP BY hour ORDER BY hour",
    )
    .all(from, from, to);
  const scans = Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0])) as Record<Verdict, number>;
  for (const { verdict, scans: count } of flow.scans.counts(day)) scans[verdict] = count;
  return {
    day,
    scans,
    total: { count: byService.reduce((sum, row) => sum + row.count, 0), spent: byService.reduce((sum, row) => sum + row.spent, 0) },
    byService,
    byCourier: by('courier'),
    byPlatform: by('platform'),
    byOperator: by('operator'),
    byHour: hours.map(({ hour, count, spent }) => ({ key: String(hour), count, spent })),
  };
}

