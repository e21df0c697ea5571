import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Settings } from '../../src-shared/bridge/views.ts';
import station from './zh-CN.json';

type Language = Settings['language'];
export type TextSet = 'station' | 'rooms' | 'errors';

/**
 * `station` holds what the first screen needs and ships with it in Chinese; the texts of the other rooms
 * and of errors come when they are first needed, so that they cost the start nothing.
 */
const SOURCES: Readonly<Record<Language, Readonly<Record<TextSet, () => Promise<unknown>>>>> = {
  'zh-CN': {
    station: async () => station,
    rooms: async () => (await import('./rooms/zh-CN.json')).default,
    errors: async () => (await import('../../src-shared/errors/zh-CN.json')).default,
  },
  en: {
    station: async () => (await import('./en.json')).default,
    rooms: async () => (await import('./rooms/en.json')).default,
    errors: async () => (await import('../../src-shared/errors/en.json')).default,
  },
};

const wanted = new Set<TextSet>(['station']);

export async function startTexts(language: Language): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: 'zh-CN',
    fallbackLng: 'zh-CN',
    ns: ['station'],
    defaultNS: 'station',
    resources: { 'zh-CN': { station } },
    interpolation: { escapeValue: false },
    // A set that arrives late is painted as soon as it is there.
    react: { useSuspense: false, bindI18nStore: 'added' },
    initAsync: false,
  });
  if (language !== 'zh-CN') await showLanguage(language);
  document.documentElement.lang = language;
}

/** Loads a set of texts in the language of now; languages chosen later bring it along. */
export async function loadTexts(set: TextSet): Promise<void> {
  wanted.add(set);
  await fetchTexts(i18next.language as Language, set);
}

export async function showLanguage(language: Language): Promise<void> {
  if (i18next.language === language) return;
  await Promise.all([...wanted].map((set) => fetchTexts(language, set)));
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

async function fetchTexts(language: Language, set: TextSet): Promise<void> {
  if (i18next.hasResourceBundle(language, set)) return;
  i18next.addResourceBundle(language, set, await SOURCES[language][set]());
}
