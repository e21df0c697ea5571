import { describe, expect, test } from 'vitest';
import { colourNow, NOTHING_SHOWN, STAYS, type Fill, type Shown } from '../../../src-renderer/screens/desk/verdict-colour.ts';

/** Plays what is wanted, each from its time on, with a clock that wakes when the rule asks for it. Gives every change of colour with its time. */
function play(wanted: readonly (readonly [number, Fill])[]): { readonly at: number; readonly fill: Fill }[] {
  let shown: Shown = NOTHING_SHOWN;
  const changes: { at: number; fill: Fill }[] = [];
  wanted.forEach(([from, fill], index) => {
    const until = wanted[index + 1]?.[0] ?? Infinity;
    for (let now: number | null = from; now !== null && now < until; ) {
      const next = colourNow(shown, fill, now);
      if (next.shown !== shown) changes.push({ at: now, fill: next.shown.fill });
      shown = next.shown;
      now = next.again === null ? null : now + next.again;
    }
  });
  return changes;
}

/** The most changes, of those that `counts`, in any second. */
const mostInASecond = (changes: readonly { at: number; fill: Fill }[], counts: (fill: Fill) => boolean): number => {
  const times = changes.filter(({ fill }) => counts(fill)).map(({ at }) => at);
  return Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + 1_000).length));
};

describe('the colour of the panel', () => {
  test('comes at once where nothing has changed for a while, and stays where the verdict is the same', () => {
    expect(play([[0, 'pass'], [1_000, 'pass'], [2_000, 'duplicate'], [3_000, 'invalid']])).toEqual([{ at: 0, fill: 'pass' }, { at: 2_000, fill: 'duplicate' }, { at: 3_000, fill: 'invalid' }]);
  });
  test('waits out the one before it, and is then the newest: none between them is shown too late', () => {
    expect(play([[0, 'pass'], [50, 'duplicate'], [100, 'unknown'], [150, 'duplicate']])).toEqual([{ at: 0, fill: 'pass' }, { at: STAYS, fill: 'duplicate' }]);
  });
  test('does not change where the newest verdict has the colour that is there', () => {
    expect(play([[0, 'pass'], [50, 'duplicate'], [100, 'pass']])).toEqual([{ at: 0, fill: 'pass' }]);
  });
  test('is red at once, and stays red as long as any other', () => {
    expect(play([[0, 'pass'], [50, 'intercepted'], [100, 'pass']])).toEqual([{ at: 0, fill: 'pass' }, { at: 50, fill: 'intercepted' }, { at: 50 + STAYS, fill: 'pass' }]);
  });
});

describe('at 20 scans a second', () => {
  const fills: readonly Fill[] = ['pass', 'duplicate', 'intercepted', 'unknown', 'no-funds', 'invalid', 'warn'];
  /** 200 scans in an order that is the same every time; in half of the runs nothing but red and green in turn or not. */
  function run(seed: number): (readonly [number, Fill])[] {
    const of: readonly Fill[] = seed % 2 === 0 ? fills : ['pass', 'intercepted'];
    let state = seed + 1;
    return Array.from({ length: 200 }, (_, n) => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return [n * 50, of[Math.floor((state / 2_147_483_648) * of.length)] as Fill] as const;
    });
  }
  const runs = Array.from({ length: 40 }, (_, seed) => run(seed));
  test('no more than three pairs of changes fall into any second, and three changes where nothing is red', () => {
    for (const scans of runs) {
      const changes = play(scans);
      expect(mostInASecond(changes, (fill) => fill === 'intercepted')).toBeLessThanOrEqual(3);
      expect(mostInASecond(changes, (fill) => fill !== 'intercepted')).toBeLessThanOrEqual(3);
    }
  });
  test('no red is skipped, and the last verdict has its colour within the time that a colour stays', () => {
    for (const scans of runs) {
      const changes = play(scans);
      const red = (at: number): boolean => changes.findLast((change) => change.at <= at)?.fill === 'intercepted';
      for (const [at, fill] of scans) if (fill === 'intercepted') expect(red(at)).toBe(true);
      const [at, last] = scans.at(-1) as [number, Fill];
      expect(changes.at(-1)?.fill).toBe(last);
      expect(changes.at(-1)?.at).toBeLessThanOrEqual(at + STAYS);
    }
  });
});
