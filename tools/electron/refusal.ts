import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheRoot } from '../cache.ts';

const file = join(cacheRoot, 'electron', 'official-download-failed.json');
const rememberedForMs = 24 * 60 * 60 * 1000;

/**
 * Behind a firewall the official download may take its whole time limit to fail. That it failed
 * is remembered for a day, so that only the first start of the day waits.
 * STATION_RETRY_ELECTRON=1 asks again at once.
 */
export function failedLately(version: string): boolean {
  if (process.env['STATION_RETRY_ELECTRON'] === '1') return false;
  try {
    const seen = JSON.parse(readFileSync(file, 'utf8')) as { version?: unknown; mirror?: unknown; at?: unknown };
    const age = Date.now() - Number(seen.at);
    return seen.version === version && seen.mirror === mirror() && age >= 0 && age < rememberedForMs;
  } catch {
    return false;
  }
}

export function rememberFailure(version: string, why: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ version, mirror: mirror(), at: Date.now(), why }));
}

/** Naming another mirror is a new question, whatever the last one answered. */
function mirror(): string {
  return process.env['ELECTRON_MIRROR'] ?? process.env['npm_config_electron_mirror'] ?? '';
}
