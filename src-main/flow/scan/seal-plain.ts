import type { Store } from '../../store/store.ts';
import type { PhoneRows } from './phone-rows.ts';

const AT_ONCE = 2_000;
const STATE = 'phones';

/**
 * Once, for a database that was written before phones were sealed: seals what is plain, and rewrites the whole file, for a
 * page that is free keeps what was on it. Interrupted, it is done again at the next start. Returns how many it sealed.
 * Throws StationError for a failure of the disk.
 */
export function sealPlainPhones({ sql, meta, transaction, rewrite }: Store, phones: PhoneRows, now: number): number {
  if (meta.get(STATE) === 'sealed') return 0;
  const plain = (): { number: string; recipient_phone: string }[] =>
    sql<{ number: string; recipient_phone: string }>("SELECT number, recipient_phone FROM parcels WHERE recipient_phone <> '' LIMIT ?").all(AT_ONCE);
  let count = 0;
  for (let rows = plain(); rows.length > 0; rows = plain()) {
    transaction(() => {
      meta.set(STATE, 'scrubbing');
      for (const { number, recipient_phone } of rows) {
        const { sealed, mask, print, slot } = phones.seal(number, recipient_phone, null);
        sql(`UPDATE parcels SET recipient_phone = '', phone_sealed = ?, phone_mask = ?, phone_print = ?, phone_slot = ?, kept_since = ? WHERE number = ?`).run(sealed, mask, print, slot, now, number);
      }
    });
    count += rows.length;
  }
  if (meta.get(STATE) === 'scrubbing') rewrite();
  meta.set(STATE, 'sealed');
  return count;
}
