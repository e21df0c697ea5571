import { beforeEach, expect, test } from 'vitest';
import { addUntaken, forgetUntaken, useDevices } from '../../../src-renderer/state/devices.ts';

const told = (): unknown[] => [...useDevices.getState().untaken].map(([device, { text, count }]) => [device, text, count]);

beforeEach(forgetUntaken);

test('what was not taken is counted by scanner, and no scan hides the number of another', () => {
  addUntaken('左手', 'SF1');
  addUntaken(null, '');
  expect(told()).toEqual([['左手', 'SF1', 1], [null, '', 1]]);
  addUntaken('右手', 'YT2');
  addUntaken('左手', 'SF3');
  addUntaken(null, '');
  expect(told()).toEqual([['左手', 'SF3', 2], [null, '', 2], ['右手', 'YT2', 1]]);
});
test('once read it begins anew', () => {
  addUntaken(null, '');
  forgetUntaken();
  expect(told()).toEqual([]);
  addUntaken(null, '');
  expect(told()).toEqual([[null, '', 1]]);
});
