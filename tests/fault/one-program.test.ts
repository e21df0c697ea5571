import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { takeFolder } from '../../src-main/store/one-program.ts';
import { tempDir } from '../support/station.ts';

const OURS = pathToFileURL(join(import.meta.dirname, '../../src-main/store/one-program.ts')).href;

/** Another program, as one of another user or on another machine is: it says whether it has the folder, and stays. */
async function another(dir: string): Promise<{ readonly has: boolean; readonly kill: () => Promise<void> }> {
  const text = `import { takeFolder } from ${JSON.stringify(OURS)}; console.log(takeFolder(process.argv[1])); setInterval(() => undefined, 1_000);`;
  const child: ChildProcess = spawn(process.execPath, ['--input-type=module', '-e', text, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  onTestFinished(kill);
  const [said] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  return { has: said.toString().trim() === 'true', kill };
}

test('a data folder is taken by one program, and free when that has ended, by a kill too', async () => {
  const dir = tempDir();
  const first = await another(dir);
  expect([first.has, takeFolder(dir)]).toEqual([true, false]);
  await first.kill();
  expect(takeFolder(dir)).toBe(true);
  expect((await another(dir)).has).toBe(false);
  expect(readdirSync(dir)).toEqual(['station.lock']);
  expect(takeFolder(tempDir())).toBe(true);
});
test('a folder in which the lock can not be opened keeps nobody out', () => {
  const dir = tempDir();
  mkdirSync(join(dir, 'station.lock'));
  expect(takeFolder(dir)).toBe(true);
});
