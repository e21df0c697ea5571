import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { STALL, heard, lost, opened, silenceMatters, silent, type Framed } from '../../../../src-main/devices/frames.ts';
import { wholeScan } from '../../../../src-main/devices/whole-scan.ts';
import type { Before } from '../../../../src-shared/domain/wedge/before.ts';

const BADGE = 'OP-1001';
/** ms between two things that nobody takes for one. */
const LATER = 10_000;

/** What a scanner sends, and after how many ms; `null` is the plug, pulled and put back. The last is followed by silence. */
function sent(end: 'line' | 'silence', parts: readonly (readonly [number, string | null])[]): string[] {
  let framing = opened(-1_000);
  let before: Before | null = null;
  let at = 0;
  const told: string[] = [];
  const take = ({ framing: next, frames }: Framed, when: number): void => {
    framing = next;
    for (const frame of frames) {
      const judged = wholeScan(frame, before, when, (text) => text === BADGE);
      before = judged.before;
      told.push(...judged.found.map((found) => (found.kind === 'scan' ? found.text : `${found.why}: ${found.text}`)));
    }
  };
  for (const [pause, bytes] of [...parts, [LATER, ''] as const]) {
    const after = silenceMatters(framing, end);
    if (after !== null && pause >= after) take(silent(framing, end, at + after), at + after);
    at += pause;
    if (bytes === null) take({ framing: opened(at), frames: lost(framing) }, at);
    else if (bytes !== '') take(heard(framing, Buffer.from(bytes), at), at);
  }
  return told;
}

describe('a scanner without an end', () => {
  test.each([
    ['SF1', 120, '234567890123', ['SF1234567890123']],
    ['777012345678', 120, '901', ['777012345678901']],
    ['JDVA12345678901', 120, '-1-3-', ['JDVA12345678901-1-3-']],
    ['SF1', 1_500, '234567890123', ['no-format: SF1', 'rest: 234567890123']],
    ['SF1', 1_500, 'SF1234567890123', ['no-format: SF1', 'SF1234567890123']],
    ['777012345678', 1_500, '901', ['777012345678', 'rest: 901']],
    ['777012345678', 700, '773012345678', ['777012345678', '773012345678']],
    ['SF1234567890123', 100, 'YT1234567890123', ['SF1234567890123', 'YT1234567890123']],
    ['SF123', LATER, '777012345678', ['no-format: SF123', '777012345678']],
  ])('%s, %d ms, %s', (first, pause, second, told) => {
    expect(sent('silence', [[0, first], [pause, second]])).toEqual(told);
  });
  test('a badge is whole, after its card as well; what nobody knows is held', () => {
    expect(sent('silence', [[0, '777012345678'], [1_100, 'JBS-SWITCH'], [1_100, BADGE]])).toEqual(['777012345678', 'JBS-SWITCH', BADGE]);
    expect(sent('silence', [[0, 'OP-100']])).toEqual(['no-format: OP-100']);
  });
  test('a label whose bytes come with pauses below a second is never a fragment', () => {
    const label = fc.oneof(fc.stringMatching(/^SF\d{13}$/), fc.stringMatching(/^77[0-9]\d{12}$/), fc.stringMatching(/^JDVA\d{11}-[1-9]-[1-9]-$/), fc.stringMatching(/^7[0-69]\d{10}$/));
    fc.assert(
      fc.property(label, fc.integer({ min: 1, max: 14 }), fc.integer({ min: 1, max: STALL - 1 }), (text, cut, pause) => {
        const told = sent('silence', [[0, text.slice(0, cut)], [pause, text.slice(cut)]]);
        for (const one of told) if (!one.includes(': ')) expect(one).toBe(text);
      }),
    );
  });
});

describe('a scanner with an end that is unplugged in the middle of a code', () => {
  test.each([
    ['SF1', '234567890123\r', ['cut: SF1', 'rest: 234567890123']],
    ['SF1', 'SF1234567890123\r', ['cut: SF1', 'SF1234567890123']],
    ['777', '777012345678\r', ['cut: 777', '777012345678']],
    ['777', 'SF1234567890123\r', ['cut: 777', 'SF1234567890123']],
    ['777', '773012345678\r773012345678\r', ['cut: 777', 'rest: 773012345678', '773012345678']],
  ])('%s, and then %s', (first, then, told) => {
    expect(sent('line', [[0, first], [50, null], [60_000, then]])).toEqual(told);
  });
  test('one that is unplugged between two codes has begun none', () => {
    expect(sent('line', [[0, '777012345678\r'], [50, null], [5_000, '773012345678\r']])).toEqual(['777012345678', '773012345678']);
  });
  test('what was too early for a port that was just opened has an end: the next one is a scan', () => {
    expect(sent('line', [[0, null], [20, '7890123\r'], [500, '773012345678\r']])).toEqual(['cut: 7890123', '773012345678']);
  });
});
