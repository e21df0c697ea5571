import { expect, test } from 'vitest';
import { scannersPace } from '../../../src-renderer/screens/desk/scanners-pace.ts';

/** Whether the Enter behind so many keys, each so many ms after the one before, ends a scan. */
function ends(count: number, gap: number, { before = 0, pause = gap } = {}): boolean {
  const endsScan = scannersPace();
  let at = 1000;
  for (let key = 0; key < before; key += 1) endsScan({ key: 'a', repeat: false, timeStamp: (at += 150) });
  at += 400;
  for (let key = 0; key < count; key += 1) {
    endsScan({ key: 'Shift', repeat: false, timeStamp: at });
    expect(endsScan({ key: '7', repeat: false, timeStamp: (at += gap) })).toBe(false);
  }
  return endsScan({ key: 'Enter', repeat: false, timeStamp: at + pause });
}

test('a scanner is known by its pace alone, behind what fingers have typed too', () => {
  expect(ends(15, 8)).toBe(true);
  expect(ends(8, 35)).toBe(true);
  expect(ends(12, 3, { before: 5 })).toBe(true);
});
test('fingers are not, however quick, and neither is a paste or a key that is held down', () => {
  expect(ends(7, 8)).toBe(false);
  expect(ends(14, 60)).toBe(false);
  expect(ends(0, 8)).toBe(false);
  expect(ends(15, 8, { pause: 300 })).toBe(false);
  const endsScan = scannersPace();
  for (let at = 0; at < 30; at += 1) endsScan({ key: 'a', repeat: at > 0, timeStamp: 1000 + at * 30 });
  expect(endsScan({ key: 'Enter', repeat: false, timeStamp: 1910 })).toBe(false);
});
test('a second Enter ends nothing, and the next scan is one again', () => {
  const endsScan = scannersPace();
  const scan = (from: number): boolean => {
    for (let key = 0; key < 13; key += 1) endsScan({ key: '1', repeat: false, timeStamp: from + key * 8 });
    return endsScan({ key: 'Enter', repeat: false, timeStamp: from + 104 });
  };
  expect([scan(1000), endsScan({ key: 'Enter', repeat: false, timeStamp: 1106 }), scan(1300)]).toEqual([true, false, true]);
});
