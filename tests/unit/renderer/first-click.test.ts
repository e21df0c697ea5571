import { expect, test, vi } from 'vitest';
import { firstClick } from '../../../src-renderer/components/first-click.ts';

test('a key and a click press a button, and what follows the click at once does not', () => {
  const act = vi.fn();
  for (const detail of [0, 1, 2, 3]) firstClick(act)({ detail });
  expect(act).toHaveBeenCalledTimes(2);
});
