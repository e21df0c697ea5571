import { createSocket } from 'node:dgram';
import { readFileSync, statSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { launchApp, type Launched } from '../support/app.ts';
import { deskReady } from '../support/scanner.ts';

let station: Launched;

// None of these leaves anything behind.
test.beforeAll(async () => {
  station = await launchApp();
});
test.afterAll(async () => {
  await station.close();
});

test('opens one window with the name of the product', async () => {
  await expect(station.window).toHaveTitle('京巴士发货台');
  expect(station.app.windows()).toHaveLength(1);
});

test('gives the page neither Node nor Electron', async () => {
  const seen = await station.window.evaluate(() =>
    ['require', 'process', 'module', 'global', 'Buffer', 'electron', 'ipcRenderer'].filter((name) => name in globalThis),
  );
  expect(seen).toEqual([]);
});

test('runs the page sandboxed and isolated', async () => {
  const settings = await station.app.evaluate(({ webContents }) =>
    webContents.getAllWebContents().map((contents) => {
      // Electron has it, for its own tests; its types leave it out.
      const seen = (contents as unknown as { getLastWebPreferences(): Electron.WebPreferences }).getLastWebPreferences();
      return [seen.sandbox, seen.contextIsolation, seen.nodeIntegration, seen.webSecurity];
    }),
  );
  expect(settings).toEqual([[true, true, false, true]]);
});

test('keeps its data where it is told', async () => {
  const userData = await station.app.evaluate(({ app }) => app.getPath('userData'));
  expect(userData).toBe(station.userDataDir);
});

test('the page runs no script but its own, and reaches nothing', async () => {
  const seen = await station.window.evaluate(async () => {
    const script = document.createElement('script');
    script.textContent = 'document.documentElement.dataset.inline = "ran"';
    document.head.append(script);
    const reached = await fetch('http://127.0.0.1:9/').then(() => 'reached', (error: Error) => error.name);
    const image = await new Promise<string>((settle) => {
      const picture = new Image();
      picture.addEventListener('load', () => settle('loaded'));
      picture.addEventListener('error', () => settle('refused'));
      picture.src = 'http://127.0.0.1:9/x.png';
    });
    return { inline: document.documentElement.dataset['inline'] ?? 'refused', reached, image };
  });
  expect(seen).toEqual({ inline: 'refused', reached: 'TypeError', image: 'refused' });
  const policy = await station.window.evaluate(async () => (await fetch(location.href).catch(() => null))?.status ?? 'connect-src refuses');
  expect(policy).toBe('connect-src refuses');
});

test('no way past requests leads out either: names looked up ahead, peers, beacons, sockets, workers', async () => {
  const udp = createSocket('udp4');
  const tcp = createServer();
  let heard = 0;
  udp.on('message', () => (heard += 1));
  tcp.on('connection', (socket) => {
    heard += 1;
    socket.destroy();
  });
  await new Promise<void>((ready) => udp.bind(0, '127.0.0.1', ready));
  await new Promise<void>((ready) => tcp.listen(0, '127.0.0.1', ready));
  const ports = { udp: udp.address().port, tcp: (tcp.address() as AddressInfo).port };
  try {
    const seen = await station.window.evaluate(async ({ udp: stun, tcp: web }) => {
      for (const [rel, as] of [['preconnect', ''], ['dns-prefetch', ''], ['prefetch', ''], ['preload', 'font'], ['modulepreload', ''], ['stylesheet', ''], ['icon', '']] as const) {
        const link = document.createElement('link');
        Object.assign(link, { rel, as, href: `http://127.0.0.1:${web}/${rel}` });
        document.head.append(link);
      }
      navigator.sendBeacon(`http://127.0.0.1:${web}/beacon`, 'x');
      const socket = await new Promise<string>((settle) => {
        const opened = new WebSocket(`ws://127.0.0.1:${web}/`);
        opened.addEventListener('open', () => settle('open'));
        opened.addEventListener('error', () => settle('refused'));
      }).catch(() => 'refused');
      const worker = await new Promise<string>((settle) => {
        navigator.serviceWorker?.register('/app/worker.js').then(() => settle('registered'), () => settle('refused'));
        if (!('serviceWorker' in navigator)) settle('refused');
      }).catch(() => 'refused');
      const font = await new FontFace('x', `url(http://127.0.0.1:${web}/x.woff2)`).load().then(() => 'loaded', () => 'refused');
      const peer = new RTCPeerConnection({ iceServers: [{ urls: [`stun:127.0.0.1:${stun}`] }, { urls: [`turn:127.0.0.1:${web}?transport=tcp`], username: 'u', credential: 'p' }] });
      peer.createDataChannel('x');
      const candidates: string[] = [];
      peer.addEventListener('icecandidate', ({ candidate }) => void (candidate?.candidate && candidates.push(candidate.candidate)));
      await peer.setLocalDescription(await peer.createOffer());
      await new Promise<void>((settle) => {
        peer.addEventListener('icegatheringstatechange', () => peer.iceGatheringState === 'complete' && settle());
        setTimeout(settle, 5_000);
      });
      peer.close();
      return { socket, worker, font, candidates };
    }, ports);
    expect(seen).toEqual({ socket: 'refused', worker: 'refused', font: 'refused', candidates: [] });
    expect(await station.app.evaluate(({ app }) => app.commandLine.getSwitchValue('host-resolver-rules'))).toContain('MAP * ~NOTFOUND');
    expect(await station.app.evaluate(async ({ session }) => session.defaultSession.resolveHost('localhost').then(() => 'found', () => 'not found'))).toBe('not found');
    expect(await station.app.evaluate(async ({ session }) => session.defaultSession.resolveProxy('https://example.com/'))).not.toContain('DIRECT');
    expect(heard).toBe(0);
  } finally {
    udp.close();
    tcp.close();
  }
});

test('opens no other window and goes nowhere else', async () => {
  const { window, app } = station;
  const before = window.url();
  await window.evaluate(() => {
    open('https://example.com/');
    location.href = 'https://example.com/';
  });
  await expect.poll(() => app.windows().length).toBe(1);
  expect(window.url()).toBe(before);
});

test('a desk that rests has its WAL copied back in a thread', async () => {
  const desk = await launchApp({ args: ['--practice'] });
  try {
    await deskReady(desk.window);
    const threads = (): Promise<number> => desk.app.evaluate(() => (process.report.getReport() as { workers: unknown[] }).workers.length);
    // Whatever has been written so far was in the WAL alone.
    await expect.poll(() => statSync(join(desk.userDataDir, 'station.db')).size).toBeGreaterThan(100_000);
    expect(await threads()).toBe(1);
    expect(readFileSync(join(desk.userDataDir, 'logs', 'station.log'), 'utf8')).not.toContain('copying-back');
  } finally {
    await desk.close();
  }
});
