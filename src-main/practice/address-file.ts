import { writeFileSync } from 'node:fs';
import type { Announcement } from './announcement.ts';

/**
 * Where this world listens and the token of its control server, for whoever sits at this
 * machine and wants to play with it (docs/practice-world.md). Readable by its owner only; no other secret is in it.
 */
export function leaveAddress(file: string, { origin, controlOrigin, controlToken }: Extract<Announcement, { type: 'ready' }>): void {
  writeFileSync(file, `${JSON.stringify({ origin, controlOrigin, controlToken }, null, 2)}\n`, { mode: 0o600 });
}
