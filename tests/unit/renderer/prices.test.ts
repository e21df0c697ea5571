import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { Prices } from '../../../src-renderer/screens/wallet/prices.tsx';

test('a price that nobody knows is none, and no price of nothing', () => {
  const page = renderToStaticMarkup(createElement(Prices, { prices: [{ service: 'sms', price: null, on: false }, { service: 'sync', price: 0, on: true }] }));
  expect([page.match(/—/g)?.length, page.match(/¥0\.000/g)?.length]).toEqual([1, 1]);
});
