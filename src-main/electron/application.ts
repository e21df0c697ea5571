import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { app, type BrowserWindow } from 'electron';
import { createHandlers } from '../bridge/handlers.ts';
import { createReception } from '../bridge/reception.ts';
import { createDevices } from '../devices/devices.ts';
import { createPrinters } from '../devices/printers/printers.ts';
import { serialPorts } from '../devices/ports.ts';
import { createDoors } from '../doors/doors.ts';
import { componentSocket } from '../egress/component-socket.ts';
import { explain } from '../start/explain.ts';
import type { Flags } from '../start/flags.ts';
import { openLog } from '../start/log.ts';
import { copyingBackIn } from '../store/copying-back.ts';
import { startProblem } from '../start/start-problem.ts';
import { tablesIn } from '../table/in-worker.ts';
import { connectBridge, teller } from './bridge.ts';
import { fileDialogs } from './file-dialogs.ts';
import { tellFront } from './front.ts';
import { devServer } from './no-network.ts';
import { APP_ORIGIN, servePages } from './page.ts';
import { openSecrets } from './secrets.ts';
import { quitWith } from './quitting.ts';
import { systemPrinters } from './slip-printer.ts';
import { openSettings } from './settings.ts';
import { lockDown, openWindow } from './window.ts';
import { reopenWhenGone } from './window-again.ts';
import { worldProcess } from './world-process.ts';

/** Starts everything, the window first: it loads while the database opens. */
export function startApplication(flags: Flags, dataDir: string, out: string): void {
  const dev = devServer();
  servePages(join(out, 'renderer'));
  lockDown(dev);
  let window: BrowserWindow | null = openWindow(join(out, 'preload', 'preload.cjs'), dev ?? `${APP_ORIGIN}/index.html`);
  window.on('closed', () => (window = null));
  const log = openLog(dataDir);
  const settings = openSettings(dataDir);
  reopenWhenGone(window, () => settings.view().language, log);
  const secrets = openSecrets(dataDir, log);
  const tell = teller(() => window);
  tellFront(window, (inFront) => tell('front', inFront));
  const told = {
    view: () => settings.view(),
    change(change: Parameters<typeof settings.change>[0]) {
      const now = settings.change(change);
      tell('settings', now);
      return now;
    },
  };
  const devices = createDevices({ ports: serialPorts, kept: settings.devices, newId: randomUUID, changed: (view) => tell('devices', view), news: () => tell('deviceNews', null), isBadge: (text) => doors.isBadge(text), log });
  // Nobody can meet a rule about a scale that is not there.
  const weighing = { scale: devices.scale, rules: () => ({ ...settings.view().weighing, required: settings.view().weighing.required && devices.hasScale() }) };
  const printers = createPrinters({
    system: systemPrinters(() => window?.webContents ?? null), open: componentSocket(() => doors.printComponents()), newId: randomUUID, log,
  });
  const doors = createDoors({
    dataDir,
    seed: flags.seed,
    practicePort: flags.practicePort,
    version: app.getVersion(),
    accountApi: flags.accountApi,
    device: settings.device,
    secrets,
    settings: told,
    weighing,
    printers,
    copyingBack: copyingBackIn(join(out, 'main', 'copying-worker.js'), (error) => log('copying-back', error instanceof Error ? error.message : 'failed')),
    startWorld: worldProcess(join(out, 'main', 'practice-world.js'), dataDir),
    tell: { session: (view) => tell('session', view), status: (view) => tell('status', view), card: (card) => tell('card', card), announcement: (news) => tell('announcement', news), messages: () => tell('messages', null) },
    log,
  });
  const print = (): Promise<void> => new Promise((resolve) => (window ? window.webContents.print({}, () => resolve()) : resolve()));
  const tables = tablesIn(join(out, 'main', 'table-worker.js'));
  connectBridge(() => window, dev ?? APP_ORIGIN, createReception(doors, createHandlers({ doors, settings: told, newId: randomUUID, print, tables, files: fileDialogs(() => window), devices }), log));
  devices.start();
  settings.begin(doors.problems, () => {
    tell('settings', settings.view());
    devices.start();
  });
  secrets.begin(doors.problems);

  const first = flags.practice ? doors.startPractice() : doors.resume();
  first.catch((error: unknown) => {
    process.stderr.write(`${explain(startProblem(error), settings.view().language)}\n`);
    log('start', error instanceof Error ? error.message : 'failed');
    doors.fail(error);
  });

  // Calls under way get a moment to end; what is left over is asked about at the next start.
  quitWith(window, () => Promise.allSettled([devices.stop(), tables.stop(), doors.stop().finally(printers.stop)]));
}
