import { expect, test } from 'vitest';
import type { Outgoing } from '../../../src-main/egress/egress.ts';
import { wayOut } from '../../../src-main/flow/way-out.ts';
import { answered } from '../../support/fake-send.ts';

const REQUEST: Outgoing = { method: 'GET', url: 'https://provider.example', headers: {}, body: null };

test('what was kept back of a claim tells nothing of who was called, as what has not left', async () => {
  const sent: Outgoing[] = [];
  let isOver = false;
  const send = async (outgoing: Outgoing) => {
    sent.push(outgoing);
    return answered(200, '');
  };
  const out = wayOut({ send, client: { call: () => Promise.reject(new Error('nobody calls it')) } }, () => 0, () => isOver);
  expect(out.tells()).toBe(false);
  await out.send(REQUEST);
  await out.send(REQUEST);
  expect([sent.length, out.tells()]).toEqual([2, true]);
  isOver = true;
  expect(await out.send(REQUEST)).toMatchObject({ kind: 'not-sent' });
  expect([sent.length, out.tells()]).toEqual([2, false]);
});
