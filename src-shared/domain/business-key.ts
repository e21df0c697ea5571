import type { JobKind } from './work.ts';

/**
 * The key that makes a job one effect over all stations: account, waybill number and kind of work.
 * It is the provider's idempotency key and what the account API de-duplicates captures by
 * (money.md, hole 4): two offline stations that scan the same parcel make one effect.
 */
export function businessKey(accountId: string, number: string, kind: JobKind): string {
  return `${accountId}:${number}:${kind}`;
}

/** Of other work of the same parcel. */
export const keyBeside = (key: string, kind: JobKind): string => `${key.slice(0, key.lastIndexOf(':'))}:${kind}`;

/**
 * What the work of a key is about: a waybill number, or a pickup code with its place. Those are free of colons, an account's id need not be. Null of
 * what is no key. The end of a privacy number has a part more: one parcel's can be ended twice.
 */
export const ownOfKey = (key: string): string | null => /:([^:]*):(?:unbind:)?[^:]*$/.exec(key)?.[1] ?? null;
