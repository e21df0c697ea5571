import { globSync } from 'node:fs';
import { Stop } from '../report/stop.ts';
import { installPackages } from './debian.ts';

/** What the test with a real Chinese input method uses, and the Debian package that brings it. */
const needs: readonly (readonly [file: string, from: string])[] = [
  ['/usr/bin/Xvfb', 'xvfb'],
  ['/usr/bin/xdotool', 'xdotool'],
  ['/usr/bin/dbus-daemon', 'dbus'],
  ['/usr/bin/fcitx5', 'fcitx5'],
  ['/usr/share/fcitx5/inputmethod/pinyin.conf', 'fcitx5-chinese-addons'],
  ['/usr/lib*/{,*/}gtk-3.0/3.0.0/immodules/im-fcitx5.so', 'fcitx5-frontend-gtk3'],
];

const missing = (): string[] => needs.filter(([file]) => globSync(file).length === 0).map(([, from]) => from);

let answer: Promise<string | null> | undefined;

/**
 * Sees to a real input method, and says why there is none where it cannot: unlike what Electron itself
 * needs, that stops nobody. Asked once a run: where the package server is silent, once is long enough.
 */
export const lackOfInputMethod = (): Promise<string | null> => (answer ??= look());

async function look(): Promise<string | null> {
  if (process.platform !== 'linux') return 'its input method, fcitx5, is one of Linux';
  const wanted = missing();
  if (wanted.length === 0) return null;
  try {
    await installPackages('E_INPUT_METHOD', 'There is no Chinese input method to test with', wanted);
  } catch (error) {
    if (error instanceof Stop) return `${error.message}. ${error.next}`;
    throw error;
  }
  const still = missing();
  return still.length === 0 ? null : `${still.join(', ')} did not bring what was expected`;
}
