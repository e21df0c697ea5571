import type { ErrorCode, Problem } from '../../src-shared/errors/codes.ts';

const isSame = (known: Problem | undefined, problem: Problem): boolean => known?.about === problem.about && known?.count === problem.count;

/** What is wrong at the moment, newest first, each code once; the cure takes a problem away, neither time nor what came after it: some are said only once. */
export function createProblems(changed: () => void) {
  let list: Problem[] = [];
  return {
    list: (): readonly Problem[] => list,
    add(problem: Problem): void {
      const known = list.find(({ code }) => code === problem.code);
      if (known && known === list[0] && isSame(known, problem)) return;
      list = [problem, ...list.filter(({ code }) => code !== problem.code)];
      changed();
    },
    /** As it is now, in the place that it has: that it goes on is no news. */
    goesOn(problem: Problem): void {
      const at = list.findIndex(({ code }) => code === problem.code);
      if (at < 0) return this.add(problem);
      if (isSame(list[at], problem)) return;
      list = list.with(at, problem);
      changed();
    },
    cure(...codes: readonly ErrorCode[]): void {
      if (!list.some(({ code }) => codes.includes(code))) return;
      list = list.filter(({ code }) => !codes.includes(code));
      changed();
    },
  };
}
export type Problems = ReturnType<typeof createProblems>;
