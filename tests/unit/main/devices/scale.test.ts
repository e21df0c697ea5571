import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readScale, type Reading } from '../../../../src-main/devices/scale/formats.ts';
import { EMPTY_BELOW, SILENT_AFTER, emptyPan, onPan, scanned, weighed, type Pan } from '../../../../src-main/devices/scale/pan.ts';
import { isOff } from '../../../../src-shared/domain/weight.ts';

describe('a line of a scale', () => {
  test.each<readonly [string, string, number | null, boolean | null]>([
    ['ST,GS,+  1.234kg', 'st-gs', 1_234, true],
    ['US,GS,+  0.987kg', 'st-gs', 987, false],
    ['ST,NT,-00012.3  g', 'st-gs', -12, true],
    ['ST,+001234.5  g', 'st-gs', 1_235, true],
    ['US,NT,      0.500,kg', 'st-gs', 500, false],
    ['ST,GS,+  2.000lb', 'st-gs', 907, true],
    ['OL,GS,+', 'st-gs', null, false],
    ['OL,+9999999.9  g', 'st-gs', null, false],
    ['wn0001.23kg', 'wn', 1_230, null],
    ['wg-0000.05kg', 'wn', -50, null],
    ['ww0003.17kg', 'wn', 3_170, null],
    ['     0.211 kg ', 'question', 211, true],
    ['     0.211 kg ?', 'question', 211, false],
    ['\x02+00200021B', 'yaohua', 20_000, null],
    ['=51.0700', 'reversed', 70_150, null],
    ['=45.0000', 'reversed', 540, null],
    ['=005.000', 'reversed', 500, null],
    ['=51.700-', 'reversed', -7_150, null],
    ['=0000.54(kg)', 'equals', 540, null],
    ['= 0.540kg', 'equals', 540, null],
  ])('%j', (line, format, grams, stable) => {
    expect(readScale(line)).toEqual({ format, grams, stable });
  });
  test.each(['', 'ST', 'ST,GS,', 'SF1234567890123', 'hello', '1.234', 'ST,GS,+ 1.2.3kg', 'wn12kgs', '\x02+00200021C', '\x02+0020002', '=', '51.0700', '=51.07', '=51.0700000', '=510700', '=.510700', '=-51.700', '=   0.00C', '=51.0700=51.0700'])('%j is none', (line) => {
    const read = readScale(line);
    expect(read === null || read.grams === null).toBe(true);
  });
});

const ST = (grams: number): Reading => ({ grams, stable: true });
const US = (grams: number): Reading => ({ grams, stable: false });
const PLAIN = (grams: number): Reading => ({ grams, stable: null });
/** Ten readings a second. */
const play = (readings: readonly Reading[], pan: Pan = emptyPan, from = 0): Pan => readings.reduce((before, reading, n) => weighed(before, reading, from + n * 100), pan);
const after = (readings: readonly Reading[]): number => (readings.length - 1) * 100;

describe('a pan', () => {
  test('gives what rests, once the scale has said so twice', () => {
    expect(onPan(play([ST(0), US(300), ST(512)]), 'A', 200)).toEqual({ kind: 'soon' });
    expect(onPan(play([ST(0), US(300), ST(512), ST(512)]), 'A', 300)).toEqual({ kind: 'rests', grams: 512 });
  });
  test('of a scale that does not say when it rests, once it has said the same for half a second', () => {
    const readings = [PLAIN(0), PLAIN(400), PLAIN(512), PLAIN(512), PLAIN(513), PLAIN(512), PLAIN(512)];
    expect(onPan(play(readings), 'A', after(readings))).toEqual({ kind: 'soon' });
    expect(onPan(play([...readings, PLAIN(512)]), 'A', after(readings) + 100)).toEqual({ kind: 'rests', grams: 512 });
  });
  test('goes on resting while its scale, which speaks two or three times a parcel, says the same', () => {
    const pan = play([ST(303), PLAIN(303), PLAIN(304)]);
    expect(onPan(pan, 'A', 300)).toEqual({ kind: 'rests', grams: 304 });
    expect(onPan(play([PLAIN(400)], pan, 300), 'A', 300)).toEqual({ kind: 'soon' });
  });
  test('that is empty, moves, or is silent gives none', () => {
    expect(onPan(emptyPan, 'A', 0)).toEqual({ kind: 'silent' });
    expect(onPan(play([ST(0), ST(0)]), 'A', 100)).toEqual({ kind: 'empty' });
    expect(onPan(play([ST(EMPTY_BELOW - 1), ST(-400)]), 'A', 100)).toEqual({ kind: 'empty' });
    const resting = play([ST(0), ST(512), ST(512)]);
    expect(onPan(resting, 'A', 200 + SILENT_AFTER)).toMatchObject({ kind: 'rests' });
    expect(onPan(resting, 'A', 201 + SILENT_AFTER)).toEqual({ kind: 'silent' });
    expect(onPan(play([US(900)], resting, 300), 'A', 300)).toEqual({ kind: 'soon' });
    expect(onPan(play([{ grams: null, stable: false }], resting, 300), 'A', 300)).toEqual({ kind: 'soon' });
  });
  test('whose parcel was scanned gives its weight to that number again and to no other until it was empty', () => {
    const pan = scanned(play([ST(0), ST(512), ST(512)]), 'A');
    expect(onPan(pan, 'A', 200)).toEqual({ kind: 'rests', grams: 512 });
    expect(onPan(pan, 'B', 200)).toEqual({ kind: 'taken' });
    const shaken = play([US(600), ST(800), ST(800)], pan, 300);
    expect(onPan(shaken, 'B', 500)).toEqual({ kind: 'taken' });
    expect(onPan(play([US(30), ST(0), US(500), ST(800), ST(800)], pan, 300), 'B', 700)).toEqual({ kind: 'rests', grams: 800 });
  });
  test('under which two numbers were scanned gives its weight to neither', () => {
    const pan = scanned(scanned(play([ST(0), US(512)]), 'A'), 'B');
    const rests = play([ST(512), ST(512)], pan, 200);
    for (const number of ['A', 'B', 'C']) expect(onPan(rests, number, 300)).toEqual({ kind: 'taken' });
  });
  test('of which nothing was heard for a while begins anew: nobody knows what lay there', () => {
    const pan = scanned(play([ST(0), ST(512), ST(512)]), 'A');
    const later = play([ST(800), ST(800)], pan, 300 + SILENT_AFTER);
    expect(later.placement).toBe(pan.placement + 1);
    expect(onPan(later, 'B', 400 + SILENT_AFTER)).toEqual({ kind: 'rests', grams: 800 });
  });
});

test('whatever a shift does to a scale: a weight lies there at its scan, and no parcel gives its weight to two numbers', () => {
  const parcel = fc.record({
    grams: fc.integer({ min: EMPTY_BELOW + 10, max: 30_000 }),
    wobble: fc.array(fc.integer({ min: -15, max: 15 }), { maxLength: 4 }),
    rests: fc.nat(8),
    scans: fc.array(fc.nat(12), { maxLength: 3 }),
    lifts: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(parcel, { minLength: 1, maxLength: 8 }), fc.boolean(), (parcels, says) => {
      let pan = emptyPan;
      let at = 0;
      let number = 0;
      const given = new Map<number, Set<string>>();
      for (const { grams, wobble, rests, scans, lifts } of parcels) {
        const moving = wobble.map((by) => (says ? US(grams + by * 10) : PLAIN(grams + by * 10)));
        const resting = Array.from({ length: rests }, () => (says ? ST(grams) : PLAIN(grams)));
        const readings = [...moving, ...resting];
        readings.forEach((reading, n) => {
          pan = weighed(pan, reading, (at += 100));
          if (!scans.includes(n)) return;
          const name = `N${(number += 1)}`;
          const found = onPan(pan, name, at);
          if (found.kind === 'rests') {
            // What the scale says in this very moment, and of this parcel.
            expect(Math.abs(found.grams - (reading.grams ?? 0))).toBeLessThan(5);
            expect(Math.abs(found.grams - grams)).toBeLessThanOrEqual(150);
            const names = given.get(pan.placement) ?? new Set();
            given.set(pan.placement, names.add(name));
          }
          pan = scanned(pan, name);
        });
        if (lifts) pan = weighed(pan, says ? ST(0) : PLAIN(0), (at += 100));
      }
      for (const names of given.values()) expect(names.size).toBe(1);
    }),
  );
});

test.each<readonly [number, number | null, boolean]>([
  [1_000, null, false], [1_000, 1_000, false], [1_100, 1_000, false], [1_101, 1_000, true], [899, 1_000, true], [150, 100, false], [151, 100, true], [49, 100, true], [50, 100, false],
])('%d g beside %s g is off: %s', (grams, expected, off) => {
  expect(isOff(grams, expected, { required: false, toleranceGrams: 50, tolerancePercent: 10 })).toBe(off);
});
