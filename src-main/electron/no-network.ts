import { url as inspectedAt } from 'node:inspector';
import { app, session, type WebContents } from 'electron';

/** Chromium resolves no name at all: a DNS prefetch would tell one to somebody before any request could be cut off. */
const NO_NAMES = 'MAP * ~NOTFOUND';

/** What opens a running program to others on this machine. */
const OPENS = ['remote-debugging-port', 'remote-debugging-pipe', 'remote-debugging-address', 'remote-allow-origins', 'disable-web-security'];

/**
 * Before the app is ready. The renderer's network is its own files (window.ts cuts off requests); here go the ways out that
 * are no request: names that are looked up ahead, and peer connections. The main process does not use Chromium's network.
 */
export function closeChromium(): void {
  app.commandLine.appendSwitch('host-resolver-rules', devServer() === null ? NO_NAMES : `${NO_NAMES}, EXCLUDE ${new URL(devServer() ?? '').hostname}`);
  // The fuse that refuses a debugger of the main process says nothing of the renderer's. A copy for tests has that fuse on.
  if (app.isPackaged && inspectedAt() === undefined) for (const name of OPENS) app.commandLine.removeSwitch(name);
}

/** When it is ready: what finds a way past that ends at a proxy that is not there. */
export function closeSession(): Promise<void> {
  return session.defaultSession.setProxy({ proxyRules: 'http://nowhere.invalid:9', proxyBypassRules: devServer() === null ? '<-loopback>' : '' });
}

/** Peer connections (WebRTC) are under no content security policy: without UDP past the proxy they reach nobody. */
export function closePeers(contents: WebContents): void {
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
}

/** Vite's, while somebody develops. Never in a packaged app. */
export function devServer(): string | null {
  return app.isPackaged ? null : (process.env['ELECTRON_RENDERER_URL'] ?? null);
}
