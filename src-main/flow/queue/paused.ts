import { z } from 'zod';
import type { Store } from '../../store/store.ts';

const kept = z.object({ at: z.int(), by: z.string() });
export type Paused = z.infer<typeof kept>;
const KEY = 'queue.paused';

/** Whether a person has paused the queue, since when (UTC ms) and who. In the database: a restart does not send what was stopped. */
export function pausedQueue({ meta }: Store) {
  let now = read(meta.get(KEY));
  return {
    paused: (): boolean => now !== null,
    view: (): Paused | null => now,
    set(paused: boolean, at: number, by: string): void {
      const next = paused ? (now ?? { at, by }) : null;
      meta.set(KEY, next && JSON.stringify(next));
      now = next;
    },
  };
}

/** What can't be read pauses too: somebody wanted it, and one press goes on. */
function read(text: string | null): Paused | null {
  if (text === null) return null;
  try {
    return kept.safeParse(JSON.parse(text)).data ?? { at: 0, by: '' };
  } catch {
    return { at: 0, by: '' };
  }
}
