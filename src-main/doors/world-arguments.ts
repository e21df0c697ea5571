import { join } from 'node:path';

/**
 * The command line of the practice world that belongs to a data folder. It plays the outside, where phones have to be in plain, so
 * it keeps its database beside that folder, in `DIR.practice`, and never in it (docs/privacy.md). Its address is left in the folder.
 */
export const worldArguments = (dataDir: string, { seed, port, controlPort }: { readonly seed: number; readonly port: number; readonly controlPort: number }): string[] => [
  '--data-dir', `${dataDir}.practice`, '--address', join(dataDir, 'practice-world.json'), '--seed', String(seed), '--port', String(port), '--control-port', String(controlPort),
];
