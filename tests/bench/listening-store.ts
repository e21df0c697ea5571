import type { Store } from '../../src-main/store/store.ts';
import { spread } from './figures.ts';

/** A statement as it was met: how often it ran, how long it usually took (ms, the median), and how SQLite goes about it. */
export type Met = { readonly sql: string; readonly times: number; readonly usually: number; readonly plan: readonly string[] };
type Run = (...values: unknown[]) => unknown;

/** A store that notes how long each statement of the flow takes, whichever they are. Commits are not among them. */
export function listeningStore(store: Store): { readonly store: Store; readonly met: () => readonly Met[] } {
  const took = new Map<string, number[]>();
  const statements = new Map<string, Record<'run' | 'get' | 'all', Run>>();
  const listen = (text: string): Record<'run' | 'get' | 'all', Run> => {
    const times: number[] = [];
    took.set(text, times);
    const statement = store.sql(text) as unknown as Record<'run' | 'get' | 'all', Run>;
    const timed = (name: 'run' | 'get' | 'all'): Run => (...values) => {
      const from = performance.now();
      const answer = statement[name](...values);
      times.push(performance.now() - from);
      return answer;
    };
    return { run: timed('run'), get: timed('get'), all: timed('all') };
  };
  const sql = (text: string): unknown => {
    let known = statements.get(text);
    if (!known) statements.set(text, (known = listen(text)));
    return known;
  };
  return {
    store: { ...store, sql: sql as Store['sql'] },
    // The median: on a busy machine the longest time is whoever else had the processor.
    met: () => [...took].map(([text, times]) => ({ sql: text.replace(/\s+/g, ' '), times: times.length, usually: spread(times).p50, plan: planOf(store, text) })).sort((a, b) => b.usually - a.usually),
  };
}

function planOf({ db }: Store, text: string): string[] {
  // Values do not matter to these plans, only that there are some.
  const filled = text.replace(/\?|@\w+/g, '1');
  return (db.prepare(`EXPLAIN QUERY PLAN ${filled}`).all() as { detail: string }[]).map(({ detail }) => detail);
}
