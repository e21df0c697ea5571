import { app } from 'electron';
import { ofTheEngine } from '../start/flags.ts';

/** The app's own arguments: behind the folder that Electron was started with, or behind a packaged app's path. */
export function ownArguments(argv: readonly string[]): string[] {
  const words = argv.slice(1);
  // A preload that a debugger or a test asks Electron for is not ours.
  const required = words.findIndex((word) => word === '-r' || word === '--require');
  if (required >= 0) words.splice(required, 2);
  if (app.isPackaged) return words;
  return words.slice(words.findIndex((word) => !word.startsWith('-')) + 1);
}

/** The command line of this run with other arguments of the app's own: what Electron and Chromium were given stays. */
export function argumentsWith(argv: readonly string[], own: readonly string[]): string[] {
  const before = ownArguments(argv);
  return [...argv.slice(1, argv.length - before.length), ...ofTheEngine(before), ...own];
}
