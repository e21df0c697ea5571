import { useCallback, useEffect, useRef, useState } from 'react';
import type { Answer } from '../../../src-shared/bridge/channels.ts';
import type { Problem } from '../../../src-shared/errors/codes.ts';

const PAGE = 200;
type Line = { readonly line: number };
export type Pages<R> = { readonly rows: readonly R[] | null; readonly more: boolean; readonly problem: Problem | null; readonly loadMore: () => void; readonly reload: () => void };

/** Rows page after page; looking again keeps as many as are shown. `ask` must be one function as long as it asks the same. */
export function usePages<R extends Line>(ask: (after: number) => Promise<Answer<readonly R[]>>): Pages<R> {
  const [rows, setRows] = useState<readonly R[] | null>(null);
  const [more, setMore] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const turn = useRef(0);
  const shown = useRef(PAGE);

  const load = useCallback(async () => {
    const mine = ++turn.current;
    const all: R[] = [];
    let last: readonly R[] = [];
    do {
      const page = await ask(all.at(-1)?.line ?? 0);
      if (mine !== turn.current) return;
      setProblem(page.ok ? null : page.problem);
      if (!page.ok) return;
      last = page.value;
      all.push(...last);
    } while (last.length === PAGE && all.length < shown.current);
    setRows(all);
    setMore(last.length === PAGE);
  }, [ask]);
  useEffect(() => {
    shown.current = PAGE;
    void load();
    return () => void (turn.current += 1);
  }, [load]);
  const loadMore = useCallback(() => {
    shown.current += PAGE;
    void load();
  }, [load]);
  const reload = useCallback(() => void load(), [load]);
  return { rows, more, problem, loadMore, reload };
}
