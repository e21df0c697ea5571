import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HELD_REASONS } from '../../src-shared/domain/wedge/finding.ts';
import { keyEvent, type RecordedKey } from '../../src-shared/domain/wedge/key-event.ts';
import { fitsCourier } from '../../src-shared/domain/wedge/whole-code.ts';
import { heard } from '../support/heard.ts';
import { altered, END, lastOf, typed, type End } from '../support/keys.ts';

const digits = (length: number): fc.Arbitrary<string> => fc.stringMatching(new RegExp(`^\\d{${length}}$`));
/** Numbers of couriers, with and without letters, JD with its parcels. */
const number = fc
  .oneof(
    digits(13).map((rest) => `SF${rest}`), digits(13).map((rest) => `YT${rest}`), digits(13).map((rest) => `JT${rest}`), digits(12).map((rest) => `DPK${rest}`),
    fc.tuple(fc.constantFrom('JD', 'JDV', 'JDVC'), digits(13), fc.constantFrom('', '-1-3-', '-12-20-')).map((parts) => parts.join('')),
    digits(10).map((rest) => `77${rest}`), digits(12).map((rest) => `7${rest}`), digits(13).map((rest) => `77${rest}`),
  )
  .filter(fitsCourier);
/** Any code at all that is no number: a bin, an order, a link. */
const other = fc.stringMatching(/^[A-Z]{2}[A-Z0-9-]{2,30}[A-Z]$/).filter((code) => !fitsCourier(code));
const gap = fc.integer({ min: 2, max: 120 });
const keyed = fc.constantFrom(...(Object.keys(END) as End[]).filter((end) => end !== 'nothing'));
const manner = fc.record({ masked: fc.boolean(), caps: fc.boolean(), numpad: fc.boolean(), noise: fc.boolean() });
/** Uneven, as scanners are: up to a quarter more or less, and a peak now and then. */
const uneven = (base: number, seed: number) => (at: number): number => Math.max(1, Math.round(base * (0.75 + ((at * 7919 + seed) % 50) / 100) + ((at * 31 + seed) % 11 === 0 ? 60 : 0)));
const runs = { numRuns: 400 };

test('a whole scan is that code and nothing else: any pace, any end key, masked or not, with noise', () => {
  fc.assert(
    fc.property(fc.oneof(number, other), gap, fc.nat(1000), keyed, manner, (code, base, seed, end, how) => {
      expect(heard(typed(code, { ...how, end, gap: uneven(base, seed) }))).toEqual([code]);
    }),
    runs,
  );
});

test('a number with nothing behind it is that number', () => {
  fc.assert(
    fc.property(number, gap, fc.nat(1000), manner, (code, base, seed, how) => {
      expect(heard(typed(code, { ...how, end: 'nothing', gap: uneven(base, seed) }))).toEqual([code]);
    }),
    runs,
  );
});

test('scans one after another are as many, in order', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(number, keyed, fc.integer({ min: 1, max: 3000 })), { minLength: 2, maxLength: 6 }), gap, (scans, base) => {
      let from = 0;
      const events = scans.flatMap(([code, end, pause]) => {
        const one = typed(code, { end, gap: base, from });
        from = lastOf(one) + Math.max(pause, base);
        return one;
      });
      expect(heard(events)).toEqual(scans.map(([code]) => code));
    }),
    runs,
  );
});

test('whole scans of scanners that send an end key and of those that do not: each is that code or asked for again', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(number, fc.constantFrom(...(Object.keys(END) as End[])), fc.integer({ min: 600, max: 7000 })), { minLength: 2, maxLength: 8 }), fc.integer({ min: 2, max: 100 }), fc.constantFrom('key' as const, 'unknown' as const, 'nothing' as const),
      (scans, base, end) => {
        let from = 0;
        const events = scans.flatMap(([code, behind, pause]) => {
          const one = typed(code, { end: behind, gap: base, from });
          from = lastOf(one) + pause;
          return one;
        });
        const found = heard(events, { gap: null, end, byPlace: false });
        const codes = scans.map(([code]) => code);
        const scanned = found.filter((one) => !one.startsWith('held: '));
        expect(scanned).toEqual(codes.filter((code) => scanned.includes(code)));
        if (scanned.length < codes.length) expect(found.length).toBeGreaterThan(scanned.length);
      },
    ),
    { numRuns: 1000 },
  );
});

test('a stall anywhere, of any length: the whole code or a question, never a part', () => {
  fc.assert(
    fc.property(number, gap, fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 150, max: 5900 }), keyed, manner, (code, base, where, ms, end, how) => {
      const at = 1 + Math.floor(where * (code.length - 2));
      const found = heard(typed(code, { ...how, end, gap: (place) => (place === at ? ms : base) }));
      expect(found.length).toBeGreaterThan(0);
      for (const one of found) expect(one === code || one.startsWith('held: '), `${at} ${found.join()}`).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test('a stall of half a minute, of a scanner that has sent an end key once: the whole code or a question', () => {
  fc.assert(
    // A number that begins with the same digits twice may be its own beginning and the same label again.
    fc.property(number.filter((code) => !/^(\d{3})\1/.test(code)), gap, fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 150, max: 30_000 }), keyed, fc.boolean(), (code, base, where, ms, end, editable) => {
      const at = 1 + Math.floor(where * (code.length - 2));
      const found = heard(typed(code, { end, editable, gap: (place) => (place === at ? ms : base) }), { gap: base, end: 'key', byPlace: false });
      expect(found.length).toBeGreaterThan(0);
      for (const one of found) expect(one === code || one.startsWith('held: '), `${at} ${found.join()}`).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test('what fingers typed before a scan is no part of it', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z0-9]{1,6}$/), fc.integer({ min: 160, max: 400 }), fc.integer({ min: 160, max: 5000 }), number, fc.integer({ min: 2, max: 30 }), keyed, fc.boolean(), (word, slow, pause, code, quick, end, editable) => {
      const hand = typed(word, { end: 'nothing', gap: slow, editable });
      const found = heard([...hand, ...typed(code, { end, gap: quick, editable, from: lastOf(hand) + pause })]);
      expect(found.length).toBeGreaterThan(0);
      for (const one of found) expect(one === code || one.startsWith('held: '), `${word} ${code} ${found.join()}`).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test('a key that nobody can read makes no number of the others', () => {
  fc.assert(
    fc.property(number, gap, fc.integer({ min: 1, max: 11 }), keyed, fc.constantFrom('Process', 'Unidentified', 'Backspace', 'Escape'), (code, base, at, end, key) => {
      const found = heard(altered(typed(code, { end, gap: base }), (_, place) => (place === at ? { key, code: '' } : {})));
      expect(found.length).toBeGreaterThan(0);
      for (const one of found) expect(one).toMatch(/^held: /);
    }),
    runs,
  );
});

test('two stalls are no better than one', () => {
  fc.assert(
    fc.property(number, gap, fc.uniqueArray(fc.integer({ min: 1, max: 11 }), { minLength: 2, maxLength: 2 }), fc.tuple(fc.integer({ min: 150, max: 3000 }), fc.integer({ min: 150, max: 3000 })), keyed, (code, base, places, lengths, end) => {
      const found = heard(typed(code, { end, gap: (place) => lengths[places.indexOf(place)] ?? base }));
      expect(found.length).toBeGreaterThan(0);
      for (const one of found) expect(one === code || one.startsWith('held: '), found.join()).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test('a quick scan in a field is that number, and no fingers are taken for one', () => {
  fc.assert(
    fc.property(number, fc.integer({ min: 2, max: 30 }), fc.integer({ min: 70, max: 300 }), keyed, (code, quick, slow, end) => {
      expect(heard(typed(code, { editable: true, gap: quick, end }))).toEqual([code]);
      expect(heard(typed(code, { editable: true, gap: slow, end }))).toEqual([]);
    }),
    runs,
  );
});

test('any events at all give findings of the known kinds, and none is a wrong text', () => {
  const event: fc.Arbitrary<RecordedKey> = fc.record(
    {
      t: fc.integer({ min: 0, max: 20_000 }), type: fc.constantFrom('keydown', 'keyup', 'compositionstart', 'compositionend'), key: fc.oneof(fc.constantFrom('Enter', 'Tab', 'Process', 'Shift', 'Backspace', 'Escape', '1', 'A'), fc.string({ maxLength: 3 })),
      code: fc.constantFrom('KeyA', 'Digit1', 'Enter', 'NumpadEnter', 'Space', 'ShiftLeft', ''), keyCode: fc.nat(300), shift: fc.boolean(), caps: fc.boolean(), repeat: fc.boolean(), composing: fc.boolean(), editable: fc.boolean(),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      for (const one of events) expect(keyEvent.safeParse(one).success).toBe(true);
      for (const one of heard(events)) expect(one.startsWith('held: ') ? (HELD_REASONS as readonly string[]).includes(one.slice(6)) : one !== '').toBe(true);
    }),
    runs,
  );
});
