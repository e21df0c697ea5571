import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SCALE_FRAMES, SILENCE, STALL, heard, lost, opened, silenceMatters, silent, type Frame, type Framing } from '../../../../src-main/devices/frames.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');
/** Open long enough that nothing can have been missed. */
const READY = opened(-1_000);

/** Chunks at their times, one after another, with silence noticed between them as a clock would. */
function hear(chunks: readonly (readonly [number, string | Uint8Array])[], end: 'line' | 'silence' = 'line', begin: Framing = READY): { framing: Framing; frames: Frame[] } {
  let framing = begin;
  const frames: Frame[] = [];
  const take = (framed: { framing: Framing; frames: readonly Frame[] }): void => {
    framing = framed.framing;
    frames.push(...framed.frames);
  };
  for (const [at, chunk] of chunks) {
    const after = silenceMatters(framing, end);
    if (after !== null && at - framing.lastAt >= after) take(silent(framing, end, framing.lastAt + after));
    take(heard(framing, typeof chunk === 'string' ? bytes(chunk) : chunk, at));
  }
  return { framing, frames };
}
const texts = (frames: readonly Frame[]): string[] => frames.map((frame) => (frame.kind === 'text' ? frame.text : `${frame.why}: ${frame.text}`));

describe('a device that ends its scans', () => {
  test.each([['\r'], ['\n'], ['\r\n'], ['\n\r'], ['\r\r\n']])('with %j', (end) => {
    expect(texts(hear([[0, `A1${end}B2${end}`], [10, `C3${end}`]]).frames)).toEqual(['A1', 'B2', 'C3']);
  });
  test('whose CR and LF come apart sends one scan', () => {
    const { frames, framing } = hear([[0, 'A1\r'], [40, '\n'], [2_000, '\n']]);
    expect(texts(frames)).toEqual(['A1']);
    expect(framing.bytes).toEqual([]);
  });
  test('and puts STX and ETX around them keeps them for the reader, who drops them', () => {
    expect(texts(hear([[0, '\x02SF1234567890123\x03\r\n']]).frames)).toEqual(['\x02SF1234567890123\x03']);
  });
  test('with nothing is told of each scan that its end is missing, and nothing of it is a scan', () => {
    const { frames, framing } = hear([[0, 'SF1234567890'], [300, '120'], [STALL + 300, 'SF1234567890121'], [STALL * 3, 'SF1234567890122'], [STALL * 5, 'x']]);
    expect(texts(frames)).toEqual(['no-end: SF1234567890120', 'no-end: SF1234567890121', 'no-end: SF1234567890122']);
    // Its end came after all, and what follows is whole.
    expect(texts(hear([[STALL * 5 + 9, '\r'], [STALL * 7, 'SF1234567890124\r']], 'line', framing).frames)).toEqual(['stalled: x', 'SF1234567890124']);
  });
  test('with nothing is told of the next scan also where its end comes', () => {
    expect(texts(hear([[0, 'SF1234567890120'], [STALL * 2, 'SF1234567890121\r'], [STALL * 4, 'SF1234567890122\r']]).frames)).toEqual(['no-end: SF1234567890120', 'stalled: SF1234567890121', 'SF1234567890122']);
  });
  test('and stands still in the middle gives no fragment, whichever half it is', () => {
    const { frames } = hear([[0, 'SF123456'], [STALL, '7890123\r'], [STALL + 50, 'SF0000000000001\r']]);
    expect(texts(frames)).toEqual(['no-end: SF123456', 'stalled: 7890123', 'SF0000000000001']);
  });
});

describe('a device that ends its scans by silence', () => {
  test('one frame a pause', () => {
    const { frames, framing } = hear([[0, 'SF'], [SILENCE - 1, '1234567890123'], [3 * SILENCE, 'SF0000000000002']], 'silence');
    expect(frames).toEqual([{ kind: 'text', text: 'SF1234567890123', endedBy: 'silence', gaps: [0, SILENCE - 1, ...Array<number>(12).fill(0)] }]);
    expect(silent(framing, 'silence', 4 * SILENCE - 1).frames).toEqual([]);
    expect(texts(silent(framing, 'silence', 4 * SILENCE).frames)).toEqual(['SF0000000000002']);
  });
  test.each(['SF1', '777012345678', 'JDVA12345678901', 'YT1234567890123', '任意'])('%s is waited for longer: more of it may come', (text) => {
    const { framing } = hear([[0, Buffer.from(text)]], 'silence');
    expect(silenceMatters(framing, 'silence')).toBe(STALL);
    expect(silent(framing, 'silence', STALL - 1).frames).toEqual([]);
    expect(texts(silent(framing, 'silence', STALL).frames)).toEqual([text]);
  });
  test('an end key ends it at once', () => {
    expect(hear([[0, 'A1\r\n']], 'silence').frames).toEqual([{ kind: 'text', text: 'A1', endedBy: 'line', gaps: [0] }]);
  });
});

describe('what is no text', () => {
  test.each([['\xff\xfe\x80A\r', 'bytes: <FF><FE><80>A'], ['SF\x00\x01\r', 'bytes: SF<00><01>'], ['\x7f\r', 'bytes: <7F>'], ['\xc3(\r', 'bytes: <C3>(']])('%j is held and shown', (sent, told) => {
    expect(texts(hear([[0, sent]]).frames)).toEqual([told]);
  });
  test('Chinese in a code is text', () => {
    expect(texts(hear([[0, Buffer.from('转寄\r')]]).frames)).toEqual(['转寄']);
  });
  test('a frame without end is held whole, however long, and the next one is good', () => {
    const { frames } = hear([[0, 'x'.repeat(9_000)], [5, 'y'.repeat(9_000)], [10, '\rSF1234567890123\r']]);
    expect(frames.map(({ kind }) => kind)).toEqual(['held', 'text']);
    expect(frames[0]).toMatchObject({ why: 'too-long' });
    expect(frames[0]?.text.length).toBeLessThanOrEqual(80);
  });
});

test.each([[1], [3], [9], [40]])('a scale that sends nothing between its frames is read by the sign that begins each, %i bytes at a time', (length) => {
  const stream = '0700=51.0700=51.0700\r\nST,GS,+  1.234kg\r\nwn0001.23kg\x03=04.3210=';
  let framing = READY;
  const frames: Frame[] = [];
  for (let from = 0; from < stream.length; from += length) {
    const framed = heard(framing, bytes(stream.slice(from, from + length)), from, SCALE_FRAMES);
    framing = framed.framing;
    frames.push(...framed.frames);
  }
  expect(texts(frames)).toEqual(['0700', '=51.0700', '=51.0700', 'ST,GS,+  1.234kg', 'wn0001.23kg', '=04.3210']);
});

describe('a connection', () => {
  test('that is lost cuts off what it had begun', () => {
    expect(lost(hear([[0, 'A1\rSF12345']]).framing)).toEqual([{ kind: 'held', text: 'SF12345', why: 'cut', endedBy: null }]);
    expect(lost(hear([[0, 'A1\r']]).framing)).toEqual([]);
  });
  test('that opens in the middle of a scan gives no second half', () => {
    expect(texts(hear([[20, '7890123\r'], [40, 'SF1234567890123\r']], 'line', opened(0)).frames)).toEqual(['cut: 7890123', 'SF1234567890123']);
  });
  test('that was quiet at first has missed nothing', () => {
    expect(texts(hear([[100, 'SF1234567890123\r']], 'line', opened(0)).frames)).toEqual(['SF1234567890123']);
  });
});

test('any cut of a stream into chunks gives the same scans', () => {
  const code = fc.stringMatching(/^[A-Z0-9-]{1,40}$/);
  fc.assert(
    fc.property(fc.array(fc.tuple(code, fc.constantFrom('\r', '\n', '\r\n')), { maxLength: 8 }), fc.array(fc.tuple(fc.nat(60), fc.nat(40)), { maxLength: 40 }), (scans, cuts) => {
      const stream = scans.map((scan) => scan.join('')).join('');
      const chunks: [number, string][] = [];
      let at = 0;
      let from = 0;
      for (const [length, pause] of cuts) {
        chunks.push([(at += pause), stream.slice(from, (from += length))]);
      }
      chunks.push([at, stream.slice(from)]);
      expect(texts(hear(chunks).frames)).toEqual(scans.map(([text]) => text));
    }),
  );
});

test('any bytes at any time give frames that are text or held, and never throw', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(2_000), fc.uint8Array({ maxLength: 60 })), { maxLength: 30 }), fc.constantFrom('line' as const, 'silence' as const), (chunks, end) => {
      let at = 0;
      const { frames } = hear(chunks.map(([pause, chunk]) => [(at += pause), chunk]), end);
      for (const frame of frames) expect(frame.text).not.toBe('');
    }),
  );
});
