import type { JobCount, OperatorCount, SendCount, TodaySends } from '../../../src-shared/bridge/views.ts';
import { VERDICTS, type Verdict } from '../../../src-shared/domain/verdict.ts';
import { dayOf, daySpan } from '../scan/day.ts';
import { SENT } from '../scan/sent.ts';
import type { Steps } from '../steps.ts';

/** `scanId`: the newest scan of the group, which has the newest name. Empty texts: nothing that is known. */
type Group = { operatorId: string; operator: string; scanId: number; kind: string; courier: string; platform: string; hour: number; parcels: number; jobs: number; spent: number };
type Part = 'kind' | 'courier' | 'platform' | 'operatorId' | 'hour';

const HOUR = 3_600_000;
/** SQLite takes the name from the row of the greatest id. */
const WHO = 's.operator_id AS operatorId, s.operator, max(s.id) AS scanId';
const hourOf = (at: string): string => `CAST((${at} - @day) / ${HOUR} AS INTEGER) AS hour`;

/** As 今日 of the desk counts them (see day_counts): what was undone has not left, and a second scan is no second parcel. */
const PARCELS = `SELECT ${WHO}, '' AS kind, coalesce(p.courier, '') AS courier, coalesce(p.platform, '') AS platform, ${hourOf('s.at')}, count(*) AS parcels, 0 AS jobs, 0 AS spent
  FROM scans s INDEXED BY scans_at LEFT JOIN parcels p ON p.number = s.number
  WHERE s.at >= @from AND s.at < @to AND s.source = 'desk' AND s.verdict IN (${SENT}) AND s.undone_at IS NULL
  GROUP BY hour, s.operator_id, p.courier, p.platform`;
/** Of whoever made the scan that a job belongs to: of a list until a packer has scanned the parcel. */
const JOBS = `SELECT ${WHO}, j.kind, j.courier, j.platform, ${hourOf('j.ended_at')}, 0 AS parcels, count(*) AS jobs, sum(j.charged - j.refunded) AS spent
  FROM jobs j INDEXED BY jobs_done CROSS JOIN scans s ON s.id = j.scan_id
  WHERE j.state = 'done' AND j.ended_at >= @from AND j.ended_at < @to
  GROUP BY hour, s.operator_id, j.kind, j.courier, j.platform`;

/**
 * 报表: the parcels that left in a day, the jobs that were finished in it and what they cost net of refunds, 厘: by kind of work, courier, platform,
 * operator and hour. A busy day has tens of thousands, in a few hundred groups an hour: each hour is a portion, between which the desk goes on.
 */
export function* todaySends({ store, scans: counted }: Steps, now: number): Generator<undefined, TodaySends> {
  const day = dayOf(now);
  const { from, to } = daySpan(day);
  const groups: Group[] = [];
  const read = (since: number, until: number): void => void groups.push(...[PARCELS, JOBS].flatMap((text) => store.sql<Group>(text).all({ day: from, from: since, to: until })));
  const thisHour = now - ((now - from) % HOUR);
  for (let hour = from; hour < thisHour; hour += HOUR) {
    store.reading(() => read(hour, hour + HOUR));
    yield;
  }
  // The hour that still changes is read at one moment with the counts of the desk.
  return store.reading(() => {
    read(thisHour, to);
    return addedUp(day, groups, counted.counts(day));
  });
}

function addedUp(day: string, groups: readonly Group[], counts: readonly { readonly verdict: Verdict; readonly scans: number }[]): TodaySends {
  // A pickup code can come without a parcel: it counts for no courier and no platform.
  const by = (part: Part): SendCount[] => summed(groups, (group) => String(group[part])).filter(({ key }) => key !== '');
  const scans = Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0])) as Record<Verdict, number>;
  for (const { verdict, scans: count } of counts) scans[verdict] = count;
  const { parcels = 0, jobs = 0, spent = 0 } = summed(groups, () => '')[0] ?? {};
  const names = new Map(groups.toSorted((a, b) => a.scanId - b.scanId).map(({ operatorId, operator }) => [operatorId, operator]));
  return {
    day,
    scans,
    total: { parcels, jobs, spent },
    byService: mostFirst(by('kind')).map(({ key, jobs: count, spent: cost }): JobCount => ({ key, jobs: count, spent: cost })),
    byCourier: mostFirst(by('courier')),
    byPlatform: mostFirst(by('platform')),
    byOperator: mostFirst(by('operatorId')).map((count): OperatorCount => Object.assign(count, { name: names.get(count.key) ?? '' })),
    byHour: by('hour').sort((a, b) => Number(a.key) - Number(b.key)),
  };
}

function summed(groups: readonly Group[], keyOf: (group: Group) => string): SendCount[] {
  const sums = new Map<string, SendCount>();
  for (const group of groups) {
    const key = keyOf(group);
    const { parcels, jobs, spent } = sums.get(key) ?? { parcels: 0, jobs: 0, spent: 0 };
    sums.set(key, { key, parcels: parcels + group.parcels, jobs: jobs + group.jobs, spent: spent + group.spent });
  }
  return [...sums.values()];
}

const mostFirst = (counts: SendCount[]): SendCount[] => counts.sort((a, b) => b.parcels - a.parcels || b.jobs - a.jobs || (a.key < b.key ? -1 : 1));
