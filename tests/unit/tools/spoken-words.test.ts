import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import zh from '../../../assets/spoken/zh-CN.json';
import { even } from '../../../tools/sounds/even.ts';
import { wav } from '../../../tools/sounds/wav.ts';

let cache: string;
let words: Record<string, string>;
beforeAll(async () => {
  cache = await mkdtemp(join(tmpdir(), 'spoken-'));
  vi.stubEnv('XDG_CACHE_HOME', cache);
  const { spokenWords } = await import('../../../tools/sounds/spoken-words.ts');
  words = await spokenWords(join(import.meta.dirname, '..', '..', '..'), 'zh-CN');
});
afterAll(() => rm(cache, { recursive: true }));

const samplesOf = (file: Buffer): number[] => Array.from({ length: (file.length - 44) / 2 }, (_, at) => file.readInt16LE(44 + at * 2) / 32_767);

describe('the words of the desk', () => {
  test('are rendered once a machine, a file each', async () => {
    const [folder] = await readdir(join(cache, 'jingbus-station', 'spoken'));
    expect((await readdir(join(cache, 'jingbus-station', 'spoken', folder ?? ''))).toSorted()).toEqual(Object.keys(zh).map((word) => `${word}.wav`).toSorted());
  });
  test.each(Object.keys(zh))('%s is a short WAV of 22 kHz, without silence at its ends, without a click, and not cut off', (word) => {
    const file = Buffer.from(words[word] ?? '', 'base64');
    expect([file.toString('latin1', 0, 4), file.toString('latin1', 8, 16), file.readUInt16LE(22), file.readUInt32LE(24)]).toEqual(['RIFF', 'WAVEfmt ', 1, 22_050]);
    const samples = samplesOf(file);
    expect(samples.length / 22_050).toBeGreaterThan(0.3);
    expect(samples.length / 22_050).toBeLessThan(1.3);
    expect([samples[0], samples.at(-1)]).toEqual([0, 0]);
    expect(samples.slice(0, 1_100).some((sample) => Math.abs(sample) > 0.005)).toBe(true);
    expect(samples.slice(-1_100).some((sample) => Math.abs(sample) > 0.005)).toBe(true);
    expect(samples.every((sample) => Math.abs(sample) <= 0.98)).toBe(true);
  });
  test('together are small', () => {
    expect(Object.values(words).reduce((sum, word) => sum + word.length, 0)).toBeLessThan(2_400_000);
  });
});

test('a quiet and a loud recording come out equally loud, trimmed and faded', () => {
  const rate = 22_050;
  const tone = (level: number): Float32Array => Float32Array.from({ length: rate }, (_, at) => (at < 8_000 || at > 14_000 ? 0 : level * Math.sin(at / 10)));
  const [quiet, loud] = [even({ rate, samples: tone(0.1) }), even({ rate, samples: tone(0.9) })];
  const peak = (samples: Float32Array): number => samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  expect(peak(quiet.samples)).toBeCloseTo(peak(loud.samples), 1);
  expect(quiet.samples.length).toBeLessThan(7_000);
  expect(() => even({ rate, samples: new Float32Array(100) })).toThrow('without a sound');
});

test('a WAV file keeps every sample, and cuts off what is too loud', () => {
  expect(samplesOf(wav({ rate: 8_000, samples: Float32Array.from([0, 0.5, -1, 2]) })).map((sample) => Math.round(sample * 100) / 100)).toEqual([0, 0.5, -1, 1]);
});
