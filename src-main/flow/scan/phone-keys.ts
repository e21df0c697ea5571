import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { SecretPlace } from '../../store/secret-place.ts';
import type { Store } from '../../store/store.ts';

/** `master` wraps the keys of phones, `print` makes fingerprints. 32 bytes each. */
export type PhoneKeys = { readonly master: Buffer; readonly print: Buffer };

const key = z.string().regex(/^[0-9a-f]{64}$/);
const kept = z.object({ master: key, print: key });
/** Where the fingerprint's key is while no keyring has it on the disk. */
const PRINT = 'phonePrint';

/**
 * The two keys of an account's phones. Both live in the place alone. Where the system has no keyring the master key lives
 * until the program ends: a phone that was sealed before is fetched again. The fingerprint's key is kept in the database
 * then, for a fingerprint of another key every day would forget who opted out and how many messages a person has had. It
 * leaves the database when the place has it on the disk, and not before.
 */
export function phoneKeys({ meta }: Pick<Store, 'meta'>, place: SecretPlace): PhoneKeys {
  const found = read(place.get());
  const keys = { master: found?.master ?? fresh(), print: found?.print ?? readKey(meta.get(PRINT)) ?? fresh() };
  // Also one that was found: it may be from a moment ago, and on no disk yet.
  const wanted = place.put(JSON.stringify(keys)) ? null : keys.print;
  if (meta.get(PRINT) !== wanted) meta.set(PRINT, wanted);
  return { master: Buffer.from(keys.master, 'hex'), print: Buffer.from(keys.print, 'hex') };
}

const fresh = (): string => randomBytes(32).toString('hex');
const readKey = (text: string | null): string | null => key.safeParse(text).data ?? null;

function read(text: string | null): z.infer<typeof kept> | null {
  try {
    return kept.safeParse(JSON.parse(text ?? 'null')).data ?? null;
  } catch {
    return null;
  }
}
