import { existsSync } from 'node:fs';
import { listen } from '../child.ts';
import type { Electron } from '../electron/distribution.ts';
import { say } from '../report/say.ts';
import { installPackages, isDebian, isRoot } from './debian.ts';

/** The shared libraries of Electron on Debian 12; each brings its own dependencies. */
const libraries = ['libgtk-3-0', 'libnss3', 'libgbm1', 'libasound2', 'libatk-bridge2.0-0', 'libxtst6', 'libxss1'];
const screen = ['xvfb'];
const chinese = ['fontconfig', 'fonts-noto-cjk'];

export const hasDisplay = (): boolean =>
  process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);

/**
 * Sees to what Electron needs of the system: shared libraries, a screen if there is none, a Chinese font.
 * `soon` names packages a later step will need: asked for along with these, for one command instead of two.
 */
export async function ensureLibraries(electron: Electron, soon: readonly string[]): Promise<void> {
  if (process.platform !== 'linux') return;
  const missing = await missingLibraries(electron.executable);
  const noScreen = !hasDisplay() && !existsSync('/usr/bin/Xvfb');
  const noFont = isDebian() && !(await hasChineseFont());
  if (missing.length > 0 || noScreen) {
    const what = [
      ...(missing.length > 0 ? [`Electron lacks ${some(missing)}`] : []),
      ...(noScreen ? ['There is no screen (DISPLAY) and no Xvfb'] : []),
      ...(noFont ? ['There is no Chinese font'] : []),
    ].join('; ');
    await installPackages('E_SYSTEM_LIBRARIES', what, [
      ...(missing.length > 0 ? libraries : []),
      ...(noScreen ? screen : []),
      ...(noFont ? chinese : []),
      ...soon,
    ]);
    return;
  }
  if (!noFont) return;
  // Boxes instead of characters are bad, but no reason not to start where we may not install.
  if (isRoot()) await installPackages('E_FONT', 'There is no Chinese font', chinese);
  else say(`There is no Chinese font. For readable text: sudo apt-get install -y ${chinese.join(' ')}`);
}

function some(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more libraries` : shown;
}

async function missingLibraries(executable: string): Promise<string[]> {
  const { stdout } = await listen('ldd', [executable]);
  return stdout.split('\n').filter((line) => line.includes('not found')).map((line) => line.trim().split(' ')[0] ?? '');
}

async function hasChineseFont(): Promise<boolean> {
  const { code, stdout } = await listen('fc-list', [':lang=zh-cn', 'family']);
  return code === 0 && stdout.trim() !== '';
}
