import i18next from 'i18next';
import { describe, expect, test } from 'vitest';
import zh from '../../../src-renderer/i18n/zh-CN.json';
import { passwordRules, passwordStrength } from '../../../src-renderer/app/doors/password-rules.ts';
import { sortRows } from '../../../src-renderer/components/data-table.tsx';
import { dateTime, groupedCount, shortTime } from '../../../src-renderer/components/times.ts';
import { lastFour, spaced } from '../../../src-renderer/components/waybill.tsx';
import { waybillGroups } from '../../../src-shared/domain/waybill-groups.ts';
import { segmentText } from '../../../src-renderer/screens/desk/reason-text.ts';
import { hoursOfDay } from '../../../src-renderer/screens/reports/hours.ts';

describe('a waybill number', () => {
  test.each([
    ['YT7412338509021', ['YT', '7412', '3385', '0'], '9021'],
    ['777012345678', ['7770', '1234'], '5678'],
    ['JDVA12345678901', ['JDVA', '1234', '567'], '8901'],
    ['LX123456785CN', ['LX123456785CN'], ''],
    ['1234', ['1234'], ''],
    ['https://pay.example', ['https://pay.example'], ''],
  ])('%s is grouped in fours with its last four apart', (number, groups, last) => {
    expect(waybillGroups(number)).toEqual({ groups, last });
    expect(groups.join('') + last).toBe(number);
  });

  test('is known by its last four in the strip', () => {
    expect(lastFour('YT7412338509021')).toBe('…9021');
  });

  test('stands in a sentence in the same groups', () => {
    expect(spaced('YT7412338509021')).toBe('YT 7412 3385 0 9021');
    expect(spaced('1234')).toBe('1234');
  });
});

test('a time of another day says which', () => {
  const now = Date.parse('2026-11-24T10:00:00+08:00');
  expect(shortTime(Date.parse('2026-11-24T09:12:00+08:00'), now)).toBe('09:12');
  expect(shortTime(Date.parse('2026-11-23T09:12:00+08:00'), now)).toBe('11-23 09:12');
});

test('times are those of the account, whatever time zone the machine is set to', () => {
  expect(dateTime(Date.parse('2026-11-23T16:30:05Z'))).toBe('2026-11-24 00:30:05');
});

test.each([
  [Number.MAX_SAFE_INTEGER, '9999-12-31 23:59:59'], [8_640_000_000_000_000, '9999-12-31 23:59:59'], [Infinity, '9999-12-31 23:59:59'],
  [-Number.MAX_SAFE_INTEGER, '1970-01-01 08:00:00'], [Number.NaN, '1970-01-01 08:00:00'],
])('a time that no calendar has breaks no room: %f', (at, shown) => {
  expect(dateTime(at)).toBe(shown);
  expect(shortTime(at, at)).toBe(shown.slice(11, 16));
});

test('a segment is called by its platform; one that is not known is shown as it came', async () => {
  const t = await i18next.init({ lng: 'zh-CN', defaultNS: 'station', resources: { 'zh-CN': { station: zh } } });
  expect(['taobao', 'jd', 'offline', 'new-one'].map((segment) => segmentText(segment, t))).toEqual(['淘宝号段', '京东号段', '线下号段', '号段 new-one']);
});

test('counts are grouped in threes', () => {
  expect(groupedCount(1284)).toBe('1\u2009284');
  expect(groupedCount(312)).toBe('312');
});

test('the chart shows the working day and every hour in which a parcel left', () => {
  const hours = hoursOfDay([{ key: '6', parcels: 3, jobs: 9, spent: 0 }, { key: '10', parcels: 5, jobs: 0, spent: 0 }]);
  expect(hours[0]).toEqual({ hour: 6, parcels: 3 });
  expect(hours.at(-1)).toEqual({ hour: 20, parcels: 0 });
  expect(hoursOfDay([])).toHaveLength(13);
});

test('a table is sorted by number and by text, and left alone without either', () => {
  const rows = [{ n: 2 }, { n: 10 }, { n: 1 }];
  expect(sortRows(rows, (row) => row.n, true).map((row) => row.n)).toEqual([10, 2, 1]);
  expect(sortRows(rows, undefined, false)).toBe(rows);
});

test('a new password is long enough, new, and typed twice', () => {
  expect(passwordRules('old', 'abc12345', 'abc12345')).toEqual({ length: true, mixed: true, new: true, same: true });
  expect(passwordRules('abc12345', 'abc12345', 'abc')).toMatchObject({ new: false, same: false });
  expect(['aaaaaaaa1', 'abcd1234', 'correct horse battery 9'].map(passwordStrength)).toEqual(['weak', 'fair', 'strong']);
});
