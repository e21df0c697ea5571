import type { ErrorCode, Problem } from '../../src-shared/errors/codes.ts';

const MOST = 5;

/** What is wrong at the moment, newest first; the cure takes a problem away, not time. */
export function createProblems(changed: () => void) {
  let list: Problem[] = [];
  return {
    list: (): readonly Problem[] => list,
    add(problem: Problem): void {
      const known = list.find(({ code }) => code === problem.code);
      if (known && known === list[0] && known.about === problem.about) return;
      list = [problem, ...list.filter(({ code }) => code !== problem.code)].slice(0, MOST);
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
