import { expect, test } from 'vitest';
import { createPortions } from '../../../src-main/flow/queue/portions.ts';

const turn = (): Promise<void> => new Promise((go) => setImmediate(go));

test('portions run in order, one a turn of the event loop, those that a portion adds last', async () => {
  const portions = createPortions();
  const ran: string[] = [];
  portions.add(() => {
    ran.push('first');
    portions.add(() => ran.push('added'));
  });
  portions.add(() => ran.push('second'));
  const seen: string[][] = [];
  for (let n = 0; n < 4; n += 1) {
    await turn();
    seen.push([...ran]);
  }
  expect(seen).toEqual([['first'], ['first', 'second'], ['first', 'second', 'added'], ['first', 'second', 'added']]);
});


test('what was cleared does not run', async () => {
  const portions = createPortions();
  const ran: string[] = [];
  portions.add(() => ran.push('first'));
  portions.clear();
  await turn();
  expect(ran).toEqual([]);
});
