import { BrowserWindow, Menu, app, session } from 'electron';
import { closePeers, closeSession } from './no-network.ts';
import { APP_ORIGIN } from './page.ts';

/** The one window: sandboxed, isolated, and unable to go anywhere else. `address` is the built page or the dev server's. */
export function openWindow(preload: string, address: string): BrowserWindow {
  Menu.setApplicationMenu(null);
  const window = new BrowserWindow({
    width: 1920,
    height: 1080,
    minWidth: 1024,
    minHeight: 700,
    show: false,
    title: '京巴士发货台',
    backgroundColor: '#f4f6f9',
    webPreferences: {
      preload, sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false, spellcheck: false, devTools: !app.isPackaged,
      // The desk sounds before anybody clicks: a packer never does.
      autoplayPolicy: 'no-user-gesture-required',
      // A desk behind another window still has to take scans, sound and paint at once.
      backgroundThrottling: false,
    },
  });
  window.once('ready-to-show', () => window.show());
  void window.loadURL(address);
  return window;
}

/** No permission, no other window, no other page, for every web contents that ever exists. */
export function lockDown(devServer: string | null): void {
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.defaultSession.setPermissionCheckHandler(() => false);
  void closeSession();
  app.on('web-contents-created', (_event, contents) => {
    closePeers(contents);
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    // A page may load itself anew, and nothing else.
    contents.on('will-navigate', (event) => {
      if (!event.isMainFrame || event.url !== contents.getURL()) event.preventDefault();
    });
    contents.on('will-attach-webview', (event) => event.preventDefault());
  });
  // The renderer's network is its own files: whatever else it asks for is cut off before it leaves.
  session.defaultSession.webRequest.onBeforeRequest((details, answer) => {
    const own = details.url.startsWith(`${APP_ORIGIN}/`) || /^(data|blob|devtools|chrome-extension):/.test(details.url);
    const dev = devServer !== null && [new URL(devServer).host].includes(new URL(details.url).host);
    answer({ cancel: !own && !dev });
  });
}
