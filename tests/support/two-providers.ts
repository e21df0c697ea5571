import type { World } from './whole-station.ts';

export const FIRST = { endpoint: 'https://first.example', credential: { appId: 'first', secret: 'first-secret' } };
export const SECOND = { endpoint: 'https://second.example', credential: { appId: 'second', secret: 'second-secret' } };

/** A place for credentials, as the keyring is one. */
export function safe(): { readonly text: () => string | null; readonly get: () => string | null; readonly put: (text: string) => boolean } {
  let kept: string | null = null;
  return { text: () => kept, get: () => kept, put: (text) => ((kept = text), true) };
}

/** Who was asked, and for what. */
export const hosts = (w: World): string[] => w.out.map(({ url }) => `${new URL(url).hostname} ${url.slice(url.lastIndexOf('/') + 1)}`);
