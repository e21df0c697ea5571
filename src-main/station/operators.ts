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
/** A right or a badge that was taken away ends so late, ms. */
const EVERY = 600_000;

const list = answer.shape.operators;
export type KnownOperator = z.infer<typeof list>[number];
const kept = z.object({ id: z.string(), name: z.string(), roles: z.array(role).nullable(), byBadge: z.boolean().default(true) });
/** Who has taken over the desk, by their badge or from the list; `roles` null where the account API does not tell them. */
export type OperatorAtDesk = { readonly id: string; readonly name: string; readonly roles: readonly Role[] | null; readonly byBadge: boolean };

export type OperatorsParts = {
  readonly client: AccountClient;
  readonly now: () => number;
  /** Whoever stands at the desk has another name or other rights, by the account API's word. */
  readonly changed: () => void;
  readonly log: (event: string, about: string) => void;
};

/**
 * 操作员: the people of the account and their badges as last heard, kept so that a desk changes hands without a network too, and who
 * stands at this one. A badge says who scans; it is no password and gives nobody a right that the session does not have.
 */
export function operators({ meta, db }: Store, { client, now, changed, log }: OperatorsParts) {
  let known = read(list, meta.get(LIST)) ?? [];
  let atDesk: OperatorAtDesk | null = read(kept, meta.get(AT_DESK));

  let askedAt: number | null = null;

  async function refresh(): Promise<void> {
    askedAt = now();
    const heard = await client.call('operators', {});
    if (!db.open) return;
    known = heard.operators;
    meta.set(LIST, JSON.stringify(known));
    renew();
  }

  /** A badge that is nobody's any more shows nothing: whoever took the desk by it packs. */
  function renew(): void {
    if (!atDesk) return;
    const person = known.find(({ id }) => id === atDesk?.id);
    const renewed = person ? { ...atDesk, name: person.name, roles: person.roles ?? null } : { ...atDesk, roles: null, byBadge: false };
    if (JSON.stringify(renewed) === JSON.stringify(atDesk)) return;
    put(renewed);
    changed();
  }

  function put(next: OperatorAtDesk | null): void {
    atDesk = next;
    meta.set(AT_DESK, next && JSON.stringify(next));
  }

  /** A desk changes hands without a network too: nobody waits for it, and what fails is asked for another time. */
  function hear(): void {
    void refresh().catch((error: unknown) => log('operators', error instanceof Error ? error.message : 'failed'));
  }
  const ofBadge = (text: string): KnownOperator | null => known.find(({ badge }) => badge !== '' && foldCode(badge) === foldCode(text)) ?? null;

  return {
    list: (): readonly KnownOperator[] => known,
    atDesk: (): OperatorAtDesk | null => atDesk,
    hear,
    /** With each round. */
    hearAgain(): void {
      if (askedAt === null || Math.abs(now() - askedAt) >= EVERY) hear();
    },
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
      put({ id, name, roles: roles ?? null, byBadge });
    },
    /** The desk is again whose session it is. */
    leave: (): void => put(null),
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
