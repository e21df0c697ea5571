import { z } from 'zod';
import { operators as answer } from '../../src-shared/contract/money.ts';
import type { Role } from '../../src-shared/domain/roles.ts';
import { role } from '../../src-shared/contract/values.ts';
import { foldCode, readWaybillNumber } from '../../src-shared/domain/waybill-number.ts';
import type { ErrorCode } from '../../src-shared/errors/codes.ts';
import { CallFailed } from '../account/call-failed.ts';
import type { AccountClient } from '../account/client.ts';
import type { Store } from '../store/store.ts';

const LIST = 'operators';
const AT_DESK = 'desk.operator';
/** So long a packer waits for the account API's list at a badge that nobody knows, ms. */
const PATIENCE = 1_500;
/** A right or a badge that was taken away ends so late, ms; and where nobody answered it is asked for again so soon. */
const EVERY = 600_000;
const AGAIN = 60_000;

/** Whatever else it says counts as an answer. */
const UNANSWERED: readonly ErrorCode[] = ['api-unreachable', 'api-busy'];

const list = answer.shape.operators;
export type KnownOperator = z.infer<typeof list>[number];
/** `badge`: what they took it by; null from the list, and where an earlier version has not kept it. */
const taking = z.object({ id: z.string(), name: z.string(), roles: z.array(role).nullable(), badge: z.string().nullable().default(null) });
/** Who has taken over the desk; `roles` null where the account API does not tell them, `byBadge` false where they have shown none that is still theirs. */
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
  /** Null before anything was heard, or where it can't be read. */
  let known = read(list, meta.get(LIST));
  let taken = read(taking, meta.get(AT_DESK));

  let askedAt: number | null = null;
  let every = EVERY;

  async function refresh(): Promise<void> {
    askedAt = now();
    every = EVERY;
    const heard = await client.call('operators', {}).catch((error: unknown) => {
      if (error instanceof CallFailed && UNANSWERED.includes(error.code)) every = AGAIN;
      throw error;
    });
    if (!db.open) return;
    const before = JSON.stringify(atDesk());
    known = heard.operators;
    meta.set(LIST, JSON.stringify(known));
    if (JSON.stringify(atDesk()) !== before) changed();
  }

  /** By the list of now: somebody who is not in it, or has another badge, has shown nothing, until a list says otherwise. */
  function atDesk(): OperatorAtDesk | null {
    if (!taken) return null;
    const { id, name, roles, badge } = taken;
    if (!known) return { id, name, roles, byBadge: badge !== null };
    const person = known.find((one) => one.id === id);
    return { id, name: person?.name ?? name, roles: person?.roles ?? null, byBadge: badge !== null && person !== undefined && isSame(person.badge, badge) };
  }

  function put(next: typeof taken): void {
    taken = next;
    meta.set(AT_DESK, next && JSON.stringify(next));
  }

  /** A desk changes hands without a network too: nobody waits for it, and what fails is asked for another time. */
  function hear(): void {
    void refresh().catch((error: unknown) => log('operators', error instanceof Error ? error.message : 'failed'));
  }
  const ofBadge = (text: string): KnownOperator | null => known?.find(({ badge }) => isSame(badge, text)) ?? null;

  return {
    list: (): readonly KnownOperator[] => known ?? [],
    atDesk,
    hear,
    /** With each round. */
    hearAgain(): void {
      if (askedAt === null || Math.abs(now() - askedAt) >= every) hear();
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
    take({ id, name, roles, badge }: KnownOperator, byBadge: boolean): void {
      put({ id, name, roles: roles ?? null, badge: byBadge ? badge : null });
    },
    /** The desk is again whose session it is. */
    leave: (): void => put(null),
  };
}

const isSame = (badge: string, text: string): boolean => badge !== '' && foldCode(badge) === foldCode(text);

/** What can't be read is asked for again. */
function read<T>(schema: z.ZodType<T>, text: string | null): T | null {
  try {
    return schema.safeParse(JSON.parse(text ?? 'null')).data ?? null;
  } catch {
    return null;
  }
}
