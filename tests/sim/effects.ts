import type { JobKind } from '../../src-shared/domain/work.ts';
import type { World } from './world.ts';

/** What has happened outside, read from the providers' own rows. */
export type Effects = ReturnType<typeof effects>;
export function effects({ stage }: World, keyOfMessage: (text: string) => string | null) {
  function phoneOf(number: string): string {
    const parcel = stage.sql<{ parcel: string }>('SELECT parcel FROM orders WHERE number = ?').get(number)?.parcel ?? '{}';
    return (JSON.parse(parcel) as { recipient?: { phone: string } }).recipient?.phone ?? '';
  }

  function hasEffect(key: string, kind: JobKind): boolean {
    const original = key.split(':')[1] ?? '';
    if (kind === 'sync' || kind === 'trace') return stage.sql('SELECT 1 FROM conversions WHERE original = ?').get(original) !== undefined;
    if (kind === 'privacy') {
      return stage.sql('SELECT 1 FROM bindings WHERE a = ?').get(phoneOf(original)) !== undefined;
    }
    return stage.sql<{ text: string }>('SELECT text FROM messages').all().some(({ text }) => keyOfMessage(text) === key);
  }

  return { phoneOf, hasEffect };
}
