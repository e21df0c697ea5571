import { createSecretKey } from 'node:crypto';
import { maskPhone } from '../../../src-shared/domain/phone.ts';
import type { Store } from '../../store/store.ts';
import { WRAPPED, keyedFingerprint, seal, unseal } from './seal.ts';
import type { PhoneKeys } from './phone-keys.ts';

/** What a parcel's row keeps of a phone. Null columns where the platform told none. */
export type KeptPhone = { readonly sealed: Buffer | null; readonly mask: string; readonly print: string | null; readonly slot: number | null };

/** A phone at the moment it is needed: `locked` is sealed under a key that is gone, and can be fetched again. */
export type OpenedPhone = { readonly kind: 'phone'; readonly phone: string } | { readonly kind: 'locked' } | { readonly kind: 'erased' };

/** What takes the place of a name: who it was can't be read from it. */
const maskName = (name: string): string => (name === '' ? '' : `${[...name][0] ?? ''}**`);

/**
 * Phones in the database: sealed, with a mask and a keyed fingerprint beside them. The wrapped keys have a table of rows of
 * one size that is only appended to and overwritten in place, and never deletes or moves one: so there is one copy of a key
 * on the disk, and when it is erased none (an ordinary b-tree leaves copies behind where it balances its pages).
 */
export function phoneRows({ sql, transaction }: Store, keys: PhoneKeys) {
  // As an object of its own: made of bytes, each fingerprint would take twice as long.
  const print = createSecretKey(keys.print);
  const fingerprint = (phone: string): string => keyedFingerprint(print, phone);
  let contact: { readonly phone: string; readonly print: string } | null = null;
  const blank = Buffer.alloc(WRAPPED);

  function keep(slot: number | null, wrapped: Buffer): number {
    const free = slot ?? sql<{ slot: number }>('SELECT slot FROM phone_keys WHERE free = 1 LIMIT 1').get()?.slot ?? null;
    if (free === null) return Number(sql('INSERT INTO phone_keys (wrapped, free) VALUES (?, 0)').run(wrapped).lastInsertRowid);
    sql('UPDATE phone_keys SET wrapped = ?, free = 0 WHERE slot = ?').run(wrapped, free);
    return free;
  }
  function blot(slot: number | null): void {
    if (slot !== null) sql('UPDATE phone_keys SET wrapped = ?, free = 1 WHERE slot = ?').run(blank, slot);
  }

  function openKept(name: string, { sealed, slot }: Pick<KeptPhone, 'sealed' | 'slot'>): OpenedPhone {
    if (!sealed) return { kind: 'erased' };
    const wrapped = sql<{ wrapped: Buffer }>('SELECT wrapped FROM phone_keys WHERE slot = ?').get(slot)?.wrapped;
    const phone = wrapped ? unseal(keys.master, name, { sealed, wrapped }) : null;
    return phone === null ? { kind: 'locked' } : { kind: 'phone', phone };
  }

  return {
    /** Equal for one phone however it is written; for limits, opt-outs and complaints. */
    fingerprint,
    /** The same of a store's contact, who is the same from call to call: not made anew for each. */
    contactPrint: (phone: string): string => (contact?.phone === phone ? contact : (contact = { phone, print: fingerprint(phone) })).print,
    /** Seals a phone for a parcel, in the slot it had or a free one, in the caller's transaction. */
    seal(number: string, phone: string, slot: number | null): KeptPhone {
      if (phone === '') {
        blot(slot);
        return { sealed: null, mask: maskPhone(''), print: null, slot: null };
      }
      const { sealed, wrapped } = seal(keys.master, number, phone);
      return { sealed, mask: maskPhone(phone), print: fingerprint(phone), slot: keep(slot, wrapped) };
    },
    /** Opened at the moment of a call, and nowhere else. Empty where the platform told none. */
    open(number: string): OpenedPhone {
      const row = sql<{ phone_sealed: Buffer | null; erased_at: number | null; phone_slot: number | null }>('SELECT phone_sealed, erased_at, phone_slot FROM parcels WHERE number = ?').get(number);
      if (row?.erased_at) return { kind: 'erased' };
      return row?.phone_sealed ? openKept(number, { sealed: row.phone_sealed, slot: row.phone_slot }) : { kind: 'phone', phone: '' };
    },
    /** The same of a phone that another table keeps; `name` is what it was sealed for. */
    openKept,
    /** The key of a phone that another table keeps is destroyed. */
    destroyKey: blot,
    /** Who a parcel goes to, without opening the seal: null where no phone was told. */
    recipient: (number: string): { readonly print: string; readonly mask: string } | null => {
      const row = sql<{ phone_print: string | null; phone_mask: string }>('SELECT phone_print, phone_mask FROM parcels WHERE number = ?').get(number);
      return row?.phone_print ? { print: row.phone_print, mask: row.phone_mask } : null;
    },
    /** No message can follow any more: the pickup code was sent, or the parcel signed for. It is erased when its work has ended. */
    lastMessageDone: (number: string, at: number): void =>
      void sql('UPDATE parcels SET over_at = ? WHERE number = ? AND phone_sealed IS NOT NULL AND over_at IS NULL').run(at, number),
    /** The key is destroyed, and with it the phone; of the name its first character stays, of the address nothing. */
    erase(number: string, at: number): void {
      transaction(() => {
        const row = sql<{ phone_slot: number | null; recipient_name: string }>('SELECT phone_slot, recipient_name FROM parcels WHERE number = ?').get(number);
        if (!row) return;
        blot(row.phone_slot);
        sql("UPDATE parcels SET phone_sealed = NULL, phone_slot = NULL, recipient_name = ?, recipient_region = '', erased_at = ? WHERE number = ?").run(maskName(row.recipient_name), at, number);
      });
    },
  };
}
export type PhoneRows = ReturnType<typeof phoneRows>;
