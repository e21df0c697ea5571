import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { cacheRoot, publish } from '../cache.ts';
import { even } from './even.ts';
import { speaker, SPOKEN_LANGUAGES, type SpokenLanguage } from './speech.ts';
import { wav } from './wav.ts';

/** What is spoken, by language: a word's name and how the engine has to read it. `root` is the checkout. */
const textsOf = (root: string, language: SpokenLanguage): string => join(root, 'assets', 'spoken', `${language}.json`);

/** The language whose words a file of assets/spoken has; null for any other file. */
export function languageOf(root: string, file: string): SpokenLanguage | null {
  return SPOKEN_LANGUAGES.find((language) => resolve(file) === textsOf(root, language)) ?? null;
}

/** Each word of a language as a WAV file in base64. Rendered once a machine: the cache is named for everything it depends on. */
export async function spokenWords(root: string, language: SpokenLanguage): Promise<Record<string, string>> {
  const text = await readFile(textsOf(root, language), 'utf8');
  const words = Object.entries(JSON.parse(text) as Record<string, string>);
  const folder = join(cacheRoot, 'spoken', `${language}-${nameOf(root, text)}`);
  if (!existsSync(folder)) {
    const speak = await speaker(language);
    await publish(folder, async (unfinished) => {
      for (const [word, read] of words) await writeFile(join(unfinished, `${word}.wav`), wav(even(speak(read))));
    });
  }
  return Object.fromEntries(await Promise.all(words.map(async ([word]) => [word, await readFile(join(folder, `${word}.wav`), 'base64')] as const)));
}

function nameOf(root: string, text: string): string {
  const sources = join(root, 'tools', 'sounds');
  const hash = createHash('sha256').update(text).update(readFileSync(join(root, 'node_modules', '@echogarden', 'espeak-ng-emscripten', 'package.json')));
  for (const file of readdirSync(sources).toSorted()) hash.update(file).update(readFileSync(join(sources, file)));
  return hash.digest('hex').slice(0, 16);
}
