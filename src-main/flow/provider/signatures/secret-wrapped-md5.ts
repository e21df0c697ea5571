import { sortedPairs, type Pair } from './by-bytes.ts';
import { hash } from './digest.ts';
import type { Signed } from './signed.ts';

/** `name1value1name2value2...`, sorted by name, nothing in between. */
export const joinedPairs = (pairs: Iterable<Pair>): string => sortedPairs(pairs).map(([name, value]) => name + value).join('');

/** Upper hex md5(secret + joined pairs + secret): TOP's scheme, which PDD, JD and our conversion contract share. */
export function secretWrappedMd5(secret: string, pairs: Iterable<Pair>): Signed {
  const canonical = secret + joinedPairs(pairs) + secret;
  return { canonical, signature: hash('md5', canonical).toUpperCase() };
}
