import { languageOf, spokenWords } from './spoken-words.ts';

/**
 * For Vite: where a module of assets/spoken is imported, it holds the sound of each word in the place of its text. `root` is the
 * checkout, which this file can't tell: it is bundled into Vite's configuration.
 */
export function spokenWordsPlugin(root: string) {
  return {
    name: 'spoken-words',
    enforce: 'pre' as const,
    async load(id: string): Promise<string | null> {
      const language = languageOf(root, id.replace(/\?.*$/, ''));
      return language === null ? null : JSON.stringify(await spokenWords(root, language));
    },
  };
}
