import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Announcement } from './announcement.ts';

/**
 * DIR/practice-world.json: where this world listens and the token of its control server, for whoever sits at this
 * machine and wants to play with it (docs/practice-world.md). Readable by its owner only; no other secret is in it.
 */
export function leaveAddress(dataDir: string, { origin, controlOrigin, controlToken }: Extract<Announcement, { type: 'ready' }>): void {
  writeFileSync(join(dataDir, 'practice-world.json'), `${JSON.stringify({ origin, controlOrigin, controlToken }, null, 2)}\n`, { mode: 0o600 });
}
