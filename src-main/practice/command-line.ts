import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readSeed } from './seed.ts';
import { CannotStart } from './stage/failure.ts';

/** Ports of 0 mean any free one. `address`: the file that says where this world listens. */
export type CommandLine = { readonly dataDir: string; readonly address: string; readonly seed: number; readonly port: number; readonly controlPort: number };

/** Reads `--data-dir DIR --seed N [--address FILE] [--port P] [--control-port P]`. Throws CannotStart `internal` that says what is wrong. */
export function readCommandLine(args: readonly string[]): CommandLine {
  let values: { 'data-dir'?: string | undefined; address?: string | undefined; seed?: string | undefined; port?: string | undefined; 'control-port'?: string | undefined };
  try {
    ({ values } = parseArgs({ args: [...args], options: { 'data-dir': { type: 'string' }, address: { type: 'string' }, seed: { type: 'string' }, port: { type: 'string' }, 'control-port': { type: 'string' } } }));
  } catch (error) {
    throw new CannotStart('internal', error instanceof Error ? error.message : String(error));
  }
  const dataDir = values['data-dir'];
  const seed = readSeed(values.seed);
  if (!dataDir) throw new CannotStart('internal', '--data-dir DIR is missing');
  if (seed === null) throw new CannotStart('internal', '--seed N is missing or no whole number');
  return { dataDir, address: values.address || join(dataDir, 'practice-world.json'), seed, port: portOf('--port', values.port), controlPort: portOf('--control-port', values['control-port']) };
}

function portOf(flag: string, text: string | undefined): number {
  if (text === undefined) return 0;
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw new CannotStart('internal', `${flag} is no port`);
  return Number(text);
}
