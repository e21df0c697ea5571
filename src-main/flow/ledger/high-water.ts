import { z } from 'zod';
import type { Mark } from '../../store/mark-file.ts';
import type { Store } from '../../store/store.ts';
import type { Ledger } from './ledger.ts';

const mark = z.object({ epoch: z.int(), sequence: z.int(), hash: z.string().nullable() });

/**
 * How far the journal was when a provider was last called, kept outside the database (money.md, hole 2). The API can't
 * see that a database was put back to a time whose journal it does not have yet; the mark can.
 */
export function highWater(store: Store, ledger: Ledger, place: Mark) {
  let written = '';
  let writing: Promise<void> = Promise.resolve();
  async function write(): Promise<void> {
    const epoch = ledger.epoch();
    const text = JSON.stringify({ epoch, ...ledger.journal.head(epoch) });
    if (text === written) return;
    await place.put(text);
    written = text;
  }
  return {
    /** Before a provider is called; the call's own entry is in the journal already. One after the other: the mark never goes back. Rejects where it can't be kept. */
    flush: (): Promise<void> => (writing = writing.then(write, write)),
    /** The account has called from here before, and this database was never opened at the API: the one that did is gone. */
    isGone: (): boolean => read(place.get()) !== null && ledger.epoch() === 0,
    /** This database is older than what was called from it, or is another one. */
    isBehind(): boolean {
      const kept = read(place.get());
      const epoch = ledger.epoch();
      if (!kept || epoch === 0 || kept.epoch < epoch || kept.sequence === 0) return false;
      if (kept.epoch > epoch) return true;
      return store.sql<{ hash: string }>('SELECT hash FROM journal WHERE epoch = ? AND sequence = ?').get(epoch, kept.sequence)?.hash !== kept.hash;
    },
  };
}

function read(text: string | null): z.infer<typeof mark> | null {
  try {
    return mark.safeParse(JSON.parse(text ?? 'null')).data ?? null;
  } catch {
    return null;
  }
}
