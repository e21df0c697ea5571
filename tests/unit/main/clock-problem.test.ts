import { expect, test } from 'vitest';
import { clockProblem } from '../../../src-main/station/clock-problem.ts';
import { createProblems } from '../../../src-main/station/problems.ts';

const MINUTE = 60_000;

test('a clock that is more than five minutes off is told once, until it is right again', () => {
  let told = 0;
  const problems = createProblems(() => (told += 1));
  const judge = clockProblem(problems);
  for (const offset of [0, 2_000, -5 * MINUTE]) judge(offset, false);
  expect(told).toBe(0);
  judge(-6 * MINUTE, false);
  problems.add({ code: 'disk-full' });
  // Neither again and again, nor before what came after it.
  for (const offset of [-6 * MINUTE, -6 * MINUTE - 1_000, -6 * MINUTE]) judge(offset, false);
  expect(problems.list()).toEqual([{ code: 'disk-full' }, { code: 'clock-wrong', about: '-6 min' }]);
  expect(told).toBe(2);
  // But by how much it is now.
  judge(61 * MINUTE, false);
  expect(problems.list()).toEqual([{ code: 'disk-full' }, { code: 'clock-wrong', about: '61 min' }]);
  expect(told).toBe(3);
  judge(1_000, false);
  expect(problems.list().map(({ code }) => code)).toEqual(['disk-full']);
  judge(3 * 60 * MINUTE, false);
  expect(problems.list()[0]).toEqual({ code: 'clock-wrong', about: '180 min' });
});

test('and that it is being found out whose is right, as long as it is', () => {
  const problems = createProblems(() => undefined);
  const judge = clockProblem(problems);
  judge(0, true);
  judge(0, true);
  expect(problems.list()).toEqual([{ code: 'clock-doubted' }]);
  judge(-3 * 1_440 * MINUTE, false);
  expect(problems.list()).toEqual([{ code: 'clock-wrong', about: '-4320 min' }]);
});
