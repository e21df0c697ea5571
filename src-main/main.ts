import { join } from 'node:path';
import { StationError } from '../src-shared/errors/codes.ts';
import { app, closeChromium, failedStart, ownArguments, registerScheme, startApplication } from './electron/start.ts';
import { explain } from './start/explain.ts';
import { usableDataDir } from './start/data-dir.ts';
import { argumentsOf, readFlags, type Flags } from './start/flags.ts';
import { takeFolder } from './store/one-program.ts';

/*
 * The program is one sentence: scan -> decide -> queue -> provider -> ledger -> screen, each word a folder of flow/.
 * flow/one-scan.ts runs the first half in one transaction, flow/work.ts the second half in the background.
 *
 *   electron/   the window, its page and its bridge: the only folder that knows Electron
 *   bridge/     what a window may ask for, checked at the door
 *   doors/      welcome, sign-in or practice, password, agreement; then the station
 *   station/    one account's station: the flow over its database, kept up with the account API
 *   devices/    scanners and the scale at serial ports, print components
 *   account/    the account API client; egress/ is the one way out of this process
 *   store/      SQLite
 *   practice/   the outside world for practice and tests, in a process of its own
 */
function commandLine(): { flags: Flags; dataDir: string } {
  try {
    const flags = readFlags(ownArguments(process.argv));
    return { flags, dataDir: usableDataDir(flags.userDataDir ?? app.getPath('userData')) };
  } catch (error) {
    failedStart(error);
    process.exit(2);
  }
}

const { flags, dataDir } = commandLine();
app.setPath('userData', dataDir);
registerScheme();
closeChromium();
// What this start is told to whoever runs already, which may have been started in another folder.
if (app.requestSingleInstanceLock({ args: argumentsOf({ ...flags, userDataDir: flags.userDataDir && dataDir }) })) {
  // No window of this user is open on this machine; that it is another one's has to be said in a box, for there is none to show.
  if (takeFolder(dataDir)) void app.whenReady().then(() => startApplication(flags, dataDir, join(import.meta.dirname, '..'))).catch(failedStart);
  else failedStart(new StationError('already-running', dataDir));
} else {
  process.stderr.write(`${explain({ code: 'already-running', about: dataDir }, process.env['LANG'] ?? 'zh')}\n`);
  app.exit(0);
}
