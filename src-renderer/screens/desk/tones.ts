import type { Verdict } from '../../../src-shared/domain/verdict.ts';

/** What stops a parcel for a reason of its own sounds like nothing else. */
type Alarm = 'refund-while-packing' | 'expired' | 'wrong-platform' | 'number-in-use' | 'to-look-up' | 'weight-off';
export type Tone = Verdict | Alarm | 'rescan' | 'not-recorded' | 'card' | 'card-refused';
type Note = { readonly at: number; readonly hertz: number; readonly to?: number; readonly ms: number; readonly wave: OscillatorType; readonly level: number };

/**
 * One pattern per verdict: they differ in timbre and rhythm, not only in pitch, so that a noisy hall
 * and an untrained ear still tell them apart. Times in ms from the scan.
 */
const PATTERNS: Readonly<Record<Tone, readonly Note[]>> = {
  // One short bright chime.
  pass: [
    { at: 0, hertz: 1319, ms: 110, wave: 'sine', level: 0.7 },
    { at: 0, hertz: 2637, ms: 70, wave: 'sine', level: 0.2 },
  ],
  // Two equal soft knocks.
  duplicate: [
    { at: 0, hertz: 587, ms: 90, wave: 'triangle', level: 0.9 },
    { at: 150, hertz: 587, ms: 90, wave: 'triangle', level: 0.9 },
  ],
  // A harsh siren that falls three times.
  intercepted: [0, 240, 480].map((at) => ({ at, hertz: 880, to: 330, ms: 210, wave: 'sawtooth', level: 0.55 })),
  // A question: slow and rising.
  unknown: [
    { at: 0, hertz: 440, ms: 130, wave: 'sine', level: 0.8 },
    { at: 140, hertz: 494, to: 740, ms: 260, wave: 'sine', level: 0.8 },
  ],
  // Coins running out: four quick steps down.
  'no-funds': [988, 784, 659, 494].map((hertz, step) => ({ at: step * 85, hertz, ms: 80, wave: 'square', level: 0.3 })),
  // One long low buzz.
  invalid: [{ at: 0, hertz: 155, ms: 420, wave: 'square', level: 0.5 }],
  // A siren in a hurry: six short falls.
  'refund-while-packing': [0, 105, 210, 315, 420, 525].map((at) => ({ at, hertz: 1175, to: 587, ms: 85, wave: 'sawtooth', level: 0.5 })),
  // Winding down: one long fall.
  expired: [{ at: 0, hertz: 740, to: 185, ms: 620, wave: 'triangle', level: 0.9 }],
  // Two horns that do not agree, in turn.
  'wrong-platform': [0, 170, 340, 510].map((at, turn) => ({ at, hertz: turn % 2 === 0 ? 392 : 554, ms: 150, wave: 'square', level: 0.4 })),
  // Engaged, as on the telephone.
  'number-in-use': [0, 250, 500].map((at) => ({ at, hertz: 425, ms: 200, wave: 'sine', level: 0.9 })),
  // A question that is put aside: rising, then low.
  'to-look-up': [
    { at: 0, hertz: 494, to: 740, ms: 260, wave: 'sine', level: 0.8 },
    { at: 300, hertz: 220, ms: 260, wave: 'square', level: 0.4 },
  ],
  // A balance that tips: down, up, further down.
  'weight-off': [
    { at: 0, hertz: 659, to: 494, ms: 150, wave: 'triangle', level: 0.9 },
    { at: 170, hertz: 494, to: 659, ms: 150, wave: 'triangle', level: 0.9 },
    { at: 340, hertz: 659, to: 330, ms: 260, wave: 'triangle', level: 0.9 },
  ],
  // Three quick ticks, then nothing: begin again.
  rescan: [0, 75, 150].map((at) => ({ at, hertz: 1760, ms: 40, wave: 'triangle', level: 0.9 })),
  // A key that is pressed and lets go: no parcel sounds so.
  card: [
    { at: 0, hertz: 880, ms: 45, wave: 'square', level: 0.25 },
    { at: 70, hertz: 1175, ms: 60, wave: 'square', level: 0.25 },
  ],
  // The same key, jammed.
  'card-refused': [
    { at: 0, hertz: 880, ms: 45, wave: 'square', level: 0.25 },
    { at: 70, hertz: 330, ms: 160, wave: 'square', level: 0.35 },
  ],
  // Low and low again, far apart.
  'not-recorded': [0, 330].map((at) => ({ at, hertz: 110, ms: 240, wave: 'sawtooth', level: 0.6 })),
};

/** Lets a tone sound now into `out`; the answer is how long it takes, in ms. */
export function sound(audio: AudioContext, out: AudioNode, tone: Tone): number {
  for (const note of PATTERNS[tone]) play(audio, out, note);
  return Math.max(...PATTERNS[tone].map(({ at, ms }) => at + ms));
}

function play(audio: AudioContext, out: AudioNode, note: Note): void {
  const start = audio.currentTime + note.at / 1000;
  const stop = start + note.ms / 1000;
  const voice = audio.createOscillator();
  const envelope = audio.createGain();
  voice.type = note.wave;
  voice.frequency.setValueAtTime(note.hertz, start);
  if (note.to !== undefined) voice.frequency.exponentialRampToValueAtTime(note.to, stop);
  // Without a ramp at both ends every note clicks.
  envelope.gain.setValueAtTime(0, start);
  envelope.gain.linearRampToValueAtTime(note.level, start + 0.006);
  envelope.gain.setValueAtTime(note.level, stop - 0.03);
  envelope.gain.linearRampToValueAtTime(0, stop);
  voice.connect(envelope).connect(out);
  voice.start(start);
  voice.stop(stop);
}
