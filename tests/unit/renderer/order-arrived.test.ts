import { expect, test } from 'vitest';
import zh from '../../../src-renderer/i18n/zh-CN.json';
import { orderArrived } from '../../../src-renderer/screens/desk/cards/order-arrived.ts';

test('an order that comes late says whether its work is done, waits for money, or for another scan', () => {
  expect((['pass', 'duplicate', 'no-funds', null] as const).map(orderArrived)).toEqual(['done', 'done', 'funds', 'stopped']);
  // As the verdict says it.
  expect(zh.why.funds).toContain(zh.cards.orderArrivedThen.funds.split('，')[1]);
});
