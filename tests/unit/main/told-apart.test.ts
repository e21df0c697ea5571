import { expect, test } from 'vitest';
import { reportHandlers } from '../../../src-main/bridge/report-handlers.ts';
import { toldApart } from '../../../src-main/station/told-apart.ts';

test('people of one name are told apart by their badges, or by their ids where nobody knows those; a name of one\'s own is enough', () => {
  const people = [{ id: 'user-aa01', name: '张伟' }, { id: 'user-aa02', name: '张伟' }, { id: 'user-aa03', name: '张伟' }, { id: 'user-aa04', name: '王五' }];
  const known = [{ id: 'user-aa01', badge: 'OP-1001' }, { id: 'user-aa02', badge: '' }, { id: 'user-aa04', badge: 'OP-1004' }];
  expect([...toldApart(people, known)]).toEqual([['user-aa01', '张伟 (OP-1001)'], ['user-aa02', '张伟 (r-aa02)'], ['user-aa03', '张伟 (r-aa03)'], ['user-aa04', '王五']]);
});

test('one person in several rows is nobody else', () => {
  expect([...toldApart([{ id: 'a', name: '张伟' }, { id: 'a', name: '张伟' }], [])]).toEqual([['a', '张伟']]);
});

test('报表 names its operators so', async () => {
  const byOperator = ['op-1', 'op-2'].map((key) => ({ key, name: '张伟', parcels: 1, jobs: 1, spent: 0 }));
  const station = { today: async () => ({ byOperator }), operators: { list: () => [{ id: 'op-1', badge: 'OP-1001' }] } };
  const sends = await reportHandlers({ station: () => station } as never, null as never, null as never)['reports.today']({});
  expect(sends.byOperator.map(({ key, name }) => [key, name])).toEqual([['op-1', '张伟 (OP-1001)'], ['op-2', '张伟 (op-2)']]);
});
