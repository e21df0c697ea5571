import en from '../../src-shared/errors/en.json' with { type: 'json' };
import zh from '../../src-shared/errors/zh-CN.json' with { type: 'json' };
import type { Problem } from '../../src-shared/errors/codes.ts';

/** What a terminal is told of a failure that no window can show: code, sentence, next action. */
export function explain(problem: Problem, language: string): string {
  const words = language.startsWith('en') ? en : zh;
  const { sentence, action } = words[problem.code];
  const about = problem.about ? ` (${problem.about})` : '';
  return `[${problem.code}]${about} ${sentence} ${action}`;
}
