import type { Outgoing, Sent } from '../../src-main/egress/egress.ts';
import type { Life } from './seat.ts';
import type { VirtualTime } from './virtual-time.ts';

type Word = { readonly heldSince: number | null; readonly backSince: number | null };
const NOTHING: Word = { heldSince: null, backSince: null };
type Page = { readonly items: readonly { readonly number: string; readonly refund?: boolean; readonly hold?: boolean }[] | null };

/** What the account API has told each life of parcels that must not leave, by its answers alone: whether a station keeps that proves nothing. */
export function calledBack(time: VirtualTime) {
  const told = new WeakMap<Life, Map<string, Word>>();
  const since = (yes: boolean | undefined, before: number | null): number | null => (yes === undefined ? before : yes ? (before ?? time.steps()) : null);
  return {
    hears(life: Life, { url }: Outgoing, sent: Sent): void {
      const [, feed] = /\/v1\/(orders|interceptions)(?:\?.*)?$/.exec(url) ?? [];
      if (feed === undefined || sent.kind !== 'answer' || sent.status !== 200 || !sent.text.startsWith('{"items":')) return;
      const words = told.get(life) ?? new Map<string, Word>();
      told.set(life, words);
      for (const { number, refund, hold } of (JSON.parse(sent.text) as Page).items ?? []) {
        const { heldSince, backSince } = words.get(number) ?? NOTHING;
        // Nothing takes an interception back, and no order here is paid again.
        words.set(number, { heldSince: since(hold, heldSince), backSince: since(feed === 'interceptions' || refund || undefined, backSince) });
      }
    },
    /** Told before this step: what is claimed in the very step in which it is heard may have been claimed before. */
    of(life: Life, number: string): { readonly held: boolean; readonly back: boolean } {
      const { heldSince, backSince } = told.get(life)?.get(number) ?? NOTHING;
      const isBefore = (step: number | null): boolean => step !== null && step < time.steps();
      return { held: isBefore(heldSince), back: isBefore(backSince) };
    },
  };
}
