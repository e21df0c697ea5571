import { z } from 'zod';
import { operators as answer } from '../../src-shared/contract/money.ts';
import type { Role } from '../../src-shared/domain/roles.ts';
import { role } from '../../src-shared/contract/values.ts';
import { foldCode, readWaybillNumber } from '../../src-shared/domain/waybill-number.ts';
import { CallFailed } from '../account/call-failed.ts';
import type { AccountClient } from '../account/client.ts';
import type { Store } from '../store/store.ts';

const LIST = 'operators';
const AT_DESK = 'desk.operator';
/** So long a packer waits for the account API's list at a badge that nobody knows, ms. */
const PATIENCE = 1_500;

const list = answer.shape.operators;
export type KnownOperator = z.infer<typeof list>[number];
const kept = z.object({ id: z.string(), name: z.string(), roles: z.array(role).nullable(), byBadge: z.boolean().default(true) });
/** Who has taken over the desk, by their badge or from the list; `roles` null where the account API does not tell them. */
export type OperatorAtDesk = { readonly id: string; readonly name: string; readonly roles: readonly Role[] | null; readonly byBadge: boolean };

/**
 * 操作员: the people of the account and their badges as last heard, kept so that a desk changes hands without a network too, and who
 * stands at this one. A badge says who scans; it is no password and gives nobody a right that the session does not have.
 */
export function operators({ meta, db }: Store, client: AccountClient) {
  let known = read(list, meta.get(LIST)) ?? [];
  let atDesk: OperatorAtDesk | null = read(kept, meta.get(AT_DESK));

  async function refresh(): Promise<void> {
    const heard = await client.call('operators', {});
    if (!db.open) return;
    known = heard.operators;
    meta.set(LIST, JSON.stringify(known));
  }
  const ofBadge = (text: string): KnownOperator | null => known.find(({ badge }) => badge !== '' && foldCode(badge) === foldCode(text)) ?? null;

  return {
    list: (): readonly KnownOperator[] => known,
    atDesk: (): OperatorAtDesk | null => atDesk,
    /** Throws CallFailed. */
    refresh,
    /** A badge, and no number that a courier could have printed. */
    isBadge(text: string): boolean {
      const reading = readWaybillNumber(text);
      return (reading.kind !== 'number' || reading.candidates.length === 0) && ofBadge(text) !== null;
    },
    /** Whose badge it is; asks the account API where nobody here has it. Null where it is nobody's, or nobody could be asked. */
    async whose(text: string): Promise<KnownOperator | null> {
      const here = ofBadge(text);
      if (here) return here;
      const asked = refresh().catch((error: unknown) => {
        if (!(error instanceof CallFailed)) throw error;
      });
      await Promise.race([asked, new Promise((go) => setTimeout(go, PATIENCE))]);
      return ofBadge(text);
    },
    take({ id, name, roles }: KnownOperator, byBadge: boolean): void {
      atDesk = { id, name, roles: roles ?? null, byBadge };
      meta.set(AT_DESK, JSON.stringify(atDesk));
    },
    /** The desk is again whose session it is. */
    leave(): void {
      atDesk = null;
      meta.set(AT_DESK, null);
    },
  };
}

/** What can't be read is asked for again. */
function read<T>(schema: z.ZodType<T>, text: string | null): T | null {
  try {
    return schema.safeParse(JSON.parse(text ?? 'null')).data ?? null;
  } catch {
    return null;
  }
}
