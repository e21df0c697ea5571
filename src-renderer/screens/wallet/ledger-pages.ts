import type { Answer, ChannelAnswer } from '../../../src-shared/bridge/channels.ts';

export type Page = ChannelAnswer<'wallet.ledger'>;
export type Pages = { readonly rows: Page['items']; readonly next: string; readonly more: boolean };

/** Further down than this nobody is kept where they were reading. */
const MOST_PAGES = 10;

/** Older rows, below what is there; none stands twice. */
export function withOlder(known: Pages | null, { items, next, more }: Page): Pages {
  const rows = known?.rows ?? [];
  return { rows: [...rows, ...without(items, rows)], next, more };
}

/** The newest rows, on top of what is there: what was loaded below stays, unless the two do not meet. */
export function withNewest(known: Pages | null, newest: Pages): Pages {
  if (!known || !meet(known.rows, newest.rows)) return newest;
  return { ...known, rows: [...without(newest.rows, known.rows), ...known.rows] };
}

/** The newest rows, down to those that are there already. */
export async function newestPages(ask: (cursor: string) => Promise<Answer<Page>>, known: Pages | null): Promise<Answer<Pages>> {
  let pages: Pages | null = null;
  for (let asked = 1; ; asked += 1) {
    const answer = await ask(pages?.next ?? '');
    if (!answer.ok) return answer;
    pages = withOlder(pages, answer.value);
    if (!known || !pages.more || asked === MOST_PAGES || meet(known.rows, pages.rows)) return { ok: true, value: pages };
  }
}

type Rows = Pages['rows'];
const idsOf = (rows: Rows): ReadonlySet<string> => new Set(rows.map(({ id }) => id));

function without(rows: Rows, others: Rows): Rows {
  const known = idsOf(others);
  return rows.filter(({ id }) => !known.has(id));
}

function meet(rows: Rows, others: Rows): boolean {
  const known = idsOf(rows);
  return others.some(({ id }) => known.has(id));
}
