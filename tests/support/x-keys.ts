import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Keystrokes of the X server: GTK, the input method and Chromium get them as those of any keyboard. */
export function xKeyboard(env: Readonly<Record<string, string>>) {
  return {
    /** Types a text, about `gap` ms a key; '\n' is Enter. Done when the server has the keys, not when the window has them. */
    type: async (text: string, gap = 4): Promise<void> => void (await run('xdotool', ['type', '--delay', String(gap), text], { env: { ...process.env, ...env } })),
  };
}
export type XKeyboard = ReturnType<typeof xKeyboard>;
