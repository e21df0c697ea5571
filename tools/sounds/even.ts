import type { Recording } from './speech.ts';

/** Quieter than this is silence: about -40 dB. */
const SILENCE = 0.01;
/** Kept before the first and after the last sound, seconds: a consonant begins softly. */
const EDGE = 0.012;
/** All words are as loud as each other where they are loud, and none is cut off at the top. */
const LOUDNESS = 0.2;
const PEAK = 0.97;

/** Trimmed at both ends, as loud as every other word, and faded so that it neither begins nor ends with a click. */
export function even({ rate, samples }: Recording): Recording {
  const edge = Math.round(rate * EDGE);
  const first = samples.findIndex((sample) => Math.abs(sample) > SILENCE);
  const last = samples.findLastIndex((sample) => Math.abs(sample) > SILENCE);
  if (first < 0) throw new Error('a recording without a sound');
  const cut = samples.slice(Math.max(0, first - edge), last + 1 + edge);
  const gain = Math.min(LOUDNESS / loudness(cut, rate), PEAK / cut.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0));
  return { rate, samples: cut.map((sample, at) => sample * gain * Math.min(1, at / edge, (cut.length - 1 - at) / edge)) };
}

/** Root mean square of its loud half, in windows of 20 ms: pauses between syllables count for nothing. */
function loudness(samples: Float32Array, rate: number): number {
  const width = Math.round(rate / 50);
  const powers: number[] = [];
  for (let from = 0; from < samples.length; from += width) {
    const part = samples.subarray(from, from + width);
    powers.push(part.reduce((sum, sample) => sum + sample * sample, 0) / part.length);
  }
  const loud = powers.toSorted((a, b) => b - a).slice(0, Math.max(1, Math.ceil(powers.length / 2)));
  return Math.sqrt(loud.reduce((sum, power) => sum + power, 0) / loud.length);
}
