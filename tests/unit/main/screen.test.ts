import { describe, expect, test } from 'vitest';
import { dayOf, daySpan } from '../../../src-main/flow/scan/day.ts';
import { actionsFor } from '../../../src-main/flow/screen/exceptions.ts';
import { createProblems } from '../../../src-main/station/problems.ts';
import { ERROR_CODES, type ErrorCode, type Problem } from '../../../src-shared/errors/codes.ts';
import en from '../../../src-shared/errors/en.json' with { type: 'json' };
import zh from '../../../src-shared/errors/zh-CN.json' with { type: 'json' };

describe("a day of the account's time zone, whatever this machine's is", () => {
  test.each([
    ['2026-11-24T15:59:59.999Z', '2026-11-24'],
    ['2026-11-24T16:00:00.000Z', '2026-11-25'],
    ['2026-12-31T16:00:00.000Z', '2027-01-01'],
    ['2028-02-28T16:00:00.000Z', '2028-02-29'],
  ])('%s is in %s', (at, day) => {
    expect(dayOf(Date.parse(at))).toBe(day);
  });
  test('a span holds its own day and nothing else', () => {
    const { from, to } = daySpan('2026-11-24');
    expect([dayOf(from - 1), dayOf(from), dayOf(to - 1), dayOf(to)]).toEqual(['2026-11-23', '2026-11-24', '2026-11-24', '2026-11-25']);
  });
});

describe('what a person may do with a parked job', () => {
  const OTHERWISE: readonly ErrorCode[] = ['message-outcome-unknown', 'provider-may-have-forgotten', 'number-in-use'];
  test.each([...ERROR_CODES].filter((code) => !OTHERWISE.includes(code)))('%s: to try again is proposed, to charge it is not possible', (error) => {
    expect(actionsFor(error)).toEqual(['retry', 'void']);
  });
  test.each(['number-in-use', 'provider-may-have-forgotten'] as const)('%s: another try does not help, or may be a second effect: giving it up is proposed', (error) => {
    expect(actionsFor(error)).toEqual(['void', 'retry']);
  });
  test('a message that may have gone out can be repeated, and that is never proposed', () => {
    expect(actionsFor('message-outcome-unknown')).toEqual(['done', 'void', 'retry']);
  });
  test.each([['zh-CN', zh, { retry: '重试', void: '作废', done: '确认完成' }], ['en', en, { retry: 'etry', void: 'oid', done: 'done' }]] as const)('%s: the text of an outcome that nobody knows names buttons that are there, and no other', (_, texts, words) => {
    for (const error of ['provider-outcome-unknown', 'message-outcome-unknown', 'provider-may-have-forgotten'] as const) {
      const named = (['retry', 'void', 'done'] as const).filter((action) => texts[error].action.includes(words[action]));
      expect(named.toSorted(), error).toEqual(actionsFor(error).toSorted());
    }
  });
});

describe('what is wrong at the moment', () => {
  function problems() {
    const told: (readonly Problem[])[] = [];
    const list = createProblems(() => told.push(list.list()));
    return { list, told };
  }
  test('the newest is first, each code once; one that is said only once is not lost behind those that come after it', () => {
    const { list } = problems();
    for (const code of ERROR_CODES.slice(0, 8)) list.add({ code });
    expect(list.list().map(({ code }) => code)).toEqual(ERROR_CODES.slice(0, 8).toReversed());
    list.add({ code: ERROR_CODES[5], about: 'again' });
    expect(list.list()).toHaveLength(8);
    expect(list.list()[0]).toEqual({ code: ERROR_CODES[5], about: 'again' });
  });
  test('the same again is no news', () => {
    const { list, told } = problems();
    list.add({ code: 'disk-full', about: 'x' });
    list.add({ code: 'disk-full', about: 'x' });
    expect(told).toHaveLength(1);
    list.add({ code: 'disk-full', about: 'y' });
    expect(told).toHaveLength(2);
  });
  test('only its cure takes a problem away', () => {
    const { list, told } = problems();
    list.add({ code: 'disk-full' });
    list.add({ code: 'api-busy' });
    list.cure('api-schema');
    expect(told).toHaveLength(2);
    list.cure('disk-full', 'api-schema');
    expect(list.list()).toEqual([{ code: 'api-busy' }]);
    expect(told).toHaveLength(3);
  });
});
