import type { Secrets } from '../../src-main/account/tokens.ts';

/** Secrets that are kept in this map, at once and for good. */
export const secretsIn = (kept: Map<string, string>): Secrets => ({
  get: (name) => kept.get(name) ?? null,
  put(name, value) {
    if (value === null) kept.delete(name);
    else kept.set(name, value);
    return true;
  },
});
