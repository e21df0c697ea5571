import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bin } from '../bin.ts';
import { handOverQuietly } from '../child.ts';
import { say } from '../report/say.ts';
import { Stop } from '../report/stop.ts';
import { root } from '../root.ts';
import { isFresh, recordBuild, sourcesNow } from './freshness.ts';

export async function build(): Promise<void> {
  say('Building');
  const from = sourcesNow();
  await rm(join(root, 'out'), { recursive: true, force: true });
  const code = await handOverQuietly(process.execPath, [bin('electron-vite'), 'build']);
  if (code !== 0) {
    throw new Stop('E_BUILD', `The build failed with exit code ${code}`, 'Mend the error above; `npm run check` may say more.');
  }
  recordBuild(from);
}

export async function buildIfStale(): Promise<void> {
  if (!isFresh()) await build();
}
