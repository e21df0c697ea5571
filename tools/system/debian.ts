import { existsSync } from 'node:fs';
import { handOverQuietly, listen } from '../child.ts';
import { say } from '../report/say.ts';
import { Stop } from '../report/stop.ts';

/** Debian and what descends from it (Ubuntu, Deepin, UOS): elsewhere package names are not ours to know. */
export const isDebian = (): boolean =>
  process.platform === 'linux' && existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get');

export const isRoot = (): boolean => process.getuid?.() === 0;

/** Installs packages where we may; otherwise stops with the one command that a person has to run. */
export async function installPackages(code: string, what: string, wanted: readonly string[]): Promise<void> {
  if (!isDebian()) {
    throw new Stop(code, what, `Install what your system calls these Debian packages: ${wanted.join(' ')}`);
  }
  if (!isRoot()) {
    throw new Stop(code, what,
      `sudo apt-get update && sudo apt-get install -y --no-install-recommends ${(await renamed(wanted)).join(' ')}`);
  }
  say(`${what}: installing Debian packages`);
  await apt(code, ['update']);
  await apt(code, ['install', '-y', '--no-install-recommends', ...(await renamed(wanted))]);
}

async function apt(code: string, args: readonly string[]): Promise<void> {
  const command = ['apt-get', '-q', '-o', 'DPkg::Lock::Timeout=300', '-o', 'Dpkg::Use-Pty=0', ...args];
  say(`  ${command.join(' ')}`);
  const ended = await handOverQuietly('env', ['DEBIAN_FRONTEND=noninteractive', ...command]);
  if (ended !== 0) {
    throw new Stop(code, `apt-get ${args[0] ?? ''} failed with exit code ${ended}`,
      'Read its output above; check the package sources and the network, then run this again.');
  }
}

/** Debian 13 and Ubuntu 24.04 renamed libraries whose time_t grew: libgtk-3-0 became libgtk-3-0t64. */
async function renamed(wanted: readonly string[]): Promise<string[]> {
  const names: string[] = [];
  for (const name of wanted) {
    const newer = await listen('apt-cache', ['show', '--no-all-versions', `${name}t64`]);
    names.push(newer.code === 0 ? `${name}t64` : name);
  }
  return names;
}
