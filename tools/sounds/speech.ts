import createEngine from '@echogarden/espeak-ng-emscripten';

/** Samples of 16 bits, mono. */
export interface Recording {
  readonly rate: number;
  readonly samples: Float32Array;
}

/**
 * Who speaks: a high voice with a wide range, whose tones a small loudspeaker still carries. Chinese is read from pinyin with tone numbers:
 * from characters, the engine takes 请重扫 for zhòng.
 */
const VOICES = {
  'zh-CN': { voice: 'cmn-latn-pinyin+f2', rate: 190, pitch: 55, range: 80 },
  en: { voice: 'en-us+f2', rate: 190, pitch: 50, range: 60 },
} as const;
export type SpokenLanguage = keyof typeof VOICES;
export const SPOKEN_LANGUAGES = Object.keys(VOICES) as SpokenLanguage[];

/** Speaks one text with eSpeak NG (docs/sounds.md). */
export async function speaker(language: SpokenLanguage): Promise<(text: string) => Recording> {
  const { eSpeakNGWorker } = await createEngine();
  const engine = new eSpeakNGWorker();
  const { voice, rate, pitch, range } = VOICES[language];
  if (engine.set_voice(voice) !== 0) throw new Error(`the speech engine has no voice ${voice}`);
  Object.assign(engine, { rate, pitch, range });
  return (text) => {
    const parts: Int16Array[] = [];
    engine.synthesize(text, (part) => {
      if (part && part.length > 0) parts.push(part);
      return false;
    });
    const samples = Float32Array.from(parts.flatMap((part) => Array.from(part)), (sample) => sample / 32_768);
    if (samples.length === 0) throw new Error(`the speech engine said nothing for ${text}`);
    return { rate: engine.samplerate, samples };
  };
}
