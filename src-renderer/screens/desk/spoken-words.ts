import type { Settings } from '../../../src-shared/bridge/views.ts';
import type words from '../../../assets/spoken/zh-CN.json';

/** What the desk can say. */
export type SpokenWord = keyof typeof words;
type Language = Settings['language'];
type Words = ReadonlyMap<SpokenWord, AudioBuffer>;

/** The build puts the sound of each word, a WAV file in base64, in the place of its text (tools/sounds). */
const SOURCES: Readonly<Record<Language, () => Promise<Readonly<Record<string, string>>>>> = {
  'zh-CN': async () => (await import('../../../assets/spoken/zh-CN.json')).default,
  en: async () => (await import('../../../assets/spoken/en.json')).default,
};

const ready = new Map<Language, Words>();

/** Decodes a language's words ahead, so that the first of them sounds as soon as any other. */
export async function loadWords(audio: BaseAudioContext, language: Language): Promise<void> {
  if (ready.has(language)) return;
  const sounds = Object.entries(await SOURCES[language]());
  const decoded = await Promise.all(sounds.map(async ([word, wav]) => [word as SpokenWord, await audio.decodeAudioData(bytesOf(wav))] as const));
  ready.set(language, new Map(decoded));
}

/** Null until they are decoded: the tone alone is sounded then. */
export const recordingOf = (language: Language, word: SpokenWord): AudioBuffer | null => ready.get(language)?.get(word) ?? null;

function bytesOf(base64: string): ArrayBuffer {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  return bytes.buffer;
}
