import { execFile } from 'node:child_process';
import { createServer as createHttps } from 'node:https';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createEgress, isHere, namedBy, originOf } from '../../src-main/egress/egress.ts';
import { listen, recording, reply, serve, type Heard } from '../support/account-server.ts';
import { authority } from '../support/certificates.ts';
import { skipBecause } from '../support/skip.ts';
import { tempDir } from '../support/station.ts';

describe('an origin that may be used', () => {
  test.each([
    ['https://api.example.com', 'https://api.example.com'],
    ['https://API.Example.COM:443/v1?x#y', 'https://api.example.com'],
    ['https://api.example.com:8443', 'https://api.example.com:8443'],
    ['http://127.0.0.1:8080/x', 'http://127.0.0.1:8080'],
    ['http://localhost', 'http://localhost'],
    ['http://[::1]:9', 'http://[::1]:9'],
    // Other spellings of this very machine end at this very machine.
    ['http://2130706433:8080', 'http://127.0.0.1:8080'],
    ['http://0x7f.1:8080', 'http://127.0.0.1:8080'],
    ['http://127.0.0.1.:8080', 'http://127.0.0.1:8080'],
    ['http://ⓛocalhost', 'http://localhost'],
    // A name with its dot, and a name in other letters, are other names: nobody who named the first named them.
    ['https://api.example.com.', 'https://api.example.com.'],
    ['https://аpi.example.com', 'https://xn--pi-6kc.example.com'],
    ['https://api.example.com:444', 'https://api.example.com:444'],
  ])('%s is %s', (address, origin) => {
    expect(originOf(address)).toBe(origin);
  });

  test.each([
    'http://127.0.0.1.evil.example', 'http://localhost.evil.example', 'http://127.0.0.1@evil.example', 'http://evil.example', 'http://127.0.0.2', 'http://0.0.0.0', 'http://[::ffff:127.0.0.1]',
    'http://localhost.', 'http://a.localhost', 'http://localtest.me', 'HTTP://api.example.com', 'http:api.example.com', 'http:\\\\evil.example', 'blob:https://api.example.com/x', 'http://169.254.169.254', 'http://192.168.1.1', 'https://user@api.example.com', 'https://user:pass@api.example.com', 'https://:pass@api.example.com', 'https://api.example.com:443@evil.example',
    'ftp://127.0.0.1', 'file:///etc/passwd', 'javascript:alert(1)', 'data:text/plain,x', 'ws://127.0.0.1', 'wss://api.example.com', 'app://station', 'https://', 'https:', '//api.example.com', 'api.example.com', '', ' ', 'https://a b.example',
  ])('%j is none', (address) => {
    expect(originOf(address)).toBeNull();
  });
});

describe('an origin on this machine', () => {
  test.each(['http://127.0.0.1:8080', 'https://127.0.0.1', 'https://127.0.0.2', 'https://0.0.0.0', 'https://[::1]:9', 'https://[::]', 'https://[::ffff:7f00:1]', 'http://localhost', 'https://a.localhost'])('%s is one', (origin) => {
    expect(isHere(originOf(origin) ?? origin)).toBe(true);
  });
  test.each(['https://api.example.com', 'https://localhost.example', 'https://127.0.0.1.example', 'https://10.0.0.1', 'https://[2001:db8::1]'])('%s is none', (origin) => {
    expect(isHere(origin)).toBe(false);
  });
});

describe('the one door out', () => {
  /** A server that nobody named, one that was, and a door that knows only the second. */
  async function doorBeside() {
    const stranger = await serve((_, response) => reply(response, 200, 'stranger'));
    const friend = await serve((_, response) => reply(response, 200, 'friend'));
    const send = createEgress(() => new Set([friend.origin]), 1_000);
    onTestFinished(() => send.close());
    const port = (origin: string): string => new URL(origin).port;
    return { send, stranger, friend, strangerPort: port(stranger.origin), friendPort: port(friend.origin) };
  }

  test('lets nothing through to an origin that nobody named, whatever the address looks like', async () => {
    const { send, stranger, friend, strangerPort, friendPort } = await doorBeside();
    const tricks = [
      stranger.origin,
      `http://localhost:${strangerPort}/`,
      `http://localhost:${friendPort}/`,
      `http://127.0.0.1:${friendPort}@127.0.0.1:${strangerPort}/`,
      `http://127.0.0.1:${strangerPort}/#@127.0.0.1:${friendPort}`,
      `http://127.0.0.1:${strangerPort}\\@127.0.0.1:${friendPort}/`,
      `http://127.0.0.1:${strangerPort}/?x=http://127.0.0.1:${friendPort}`,
      `http://127.0.0.1:${friendPort}.evil.example/`,
      `http://127.0.0.1.evil.example:${friendPort}/`,
      `http://someone:secret@127.0.0.1:${friendPort}/`,
      `//127.0.0.1:${friendPort}/`,
      `http://127.0.0.1.:${strangerPort}/`,
      `HTTP://127.0.0.1:${strangerPort}/`,
      `http:/\\127.0.0.1:${strangerPort}/`,
      `http://127.1:${strangerPort}/`,
      `ws://127.0.0.1:${friendPort}/`,
      `https://127.0.0.1:${friendPort}/`,
      `data:text/plain,x`,
      '/v1/orders',
      'file:///etc/passwd',
      '',
    ];
    for (const url of tricks) {
      const sent = await send({ method: 'POST', url, headers: {}, body: '{"secret":1}' });
      expect(sent, url).toMatchObject({ kind: 'not-sent', code: 'address-refused' });
      expect(JSON.stringify(sent)).not.toContain('secret');
    }
    expect(stranger.heard).toEqual([]);
    expect(friend.heard).toEqual([]);
    expect(await send({ method: 'GET', url: `${friend.origin}/x`, headers: {}, body: null })).toMatchObject({ kind: 'answer', text: 'friend' });
  });

  test('closes for an origin at once when it is not named any more', async () => {
    const { origin, heard } = await serve((_, response) => reply(response, 200, ''));
    const named = new Set([origin]);
    const send = createEgress(() => named);
    onTestFinished(() => send.close());
    expect((await send({ method: 'GET', url: origin, headers: {}, body: null })).kind).toBe('answer');
    named.clear();
    expect((await send({ method: 'GET', url: origin, headers: {}, body: null })).kind).toBe('not-sent');
    expect(heard).toHaveLength(1);
  });

  test('takes no proxy from the environment: it would see everything', async () => {
    const proxy = await serve((_, response) => reply(response, 200, 'proxy'));
    const friend = await serve((_, response) => reply(response, 200, 'friend'));
    const names = ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'] as const;
    const before = names.map((name) => [name, process.env[name]] as const);
    for (const name of names) process.env[name] = proxy.origin;
    try {
      const send = createEgress(() => new Set([friend.origin]));
      onTestFinished(() => send.close());
      expect(await send({ method: 'GET', url: friend.origin, headers: {}, body: null })).toMatchObject({ text: 'friend' });
      expect(proxy.heard).toEqual([]);
    } finally {
      for (const [name, value] of before) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    }
  });
});

/** Sends one request from a process of its own, with such an environment. */
async function fromProcess(url: string, env: Readonly<Record<string, string>>): Promise<unknown> {
  const egress = resolve(import.meta.dirname, '../../src-main/egress/egress.ts');
  const script = `import { createEgress } from ${JSON.stringify(egress)}; const send = createEgress(() => new Set([new URL(${JSON.stringify(url)}).origin]), 5000);
    console.log(JSON.stringify(await send({ method: 'POST', url: ${JSON.stringify(url)}, headers: {}, body: '{"secret":1}' }))); send.close();`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { env: { ...process.env, ...env } });
  return JSON.parse(stdout);
}

describe('somebody else\'s environment', () => {
  test('names no proxy, not even to a Node that is told to heed it', async () => {
    const proxy = await serve((_, response) => reply(response, 200, 'proxy'));
    const friend = await serve((_, response) => reply(response, 200, 'friend'));
    const names = ['http_proxy', 'https_proxy', 'all_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'];
    const env = { ...Object.fromEntries(names.map((name) => [name, proxy.origin])), no_proxy: '', NO_PROXY: '', NODE_USE_ENV_PROXY: '1' };
    expect(await fromProcess(`${friend.origin}/`, env)).toMatchObject({ kind: 'answer', text: 'friend' });
    expect(proxy.heard).toEqual([]);
  });
  test('does not switch off the look at certificates', async (context) => {
    const made = authority(tempDir());
    if (!made) return skipBecause(context, 'there is no openssl here to make a certificate');
    const heard: Heard[] = [];
    const server = createHttps(made.selfSigned(), recording(heard, (_, response) => reply(response, 200, 'stranger')));
    server.on('tlsClientError', () => undefined);
    const { origin } = await listen(server, 'https');
    expect(await fromProcess(`${origin}/`, { NODE_TLS_REJECT_UNAUTHORIZED: '0' })).toMatchObject({ kind: 'not-sent', code: 'server-untrusted', about: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    expect(heard).toEqual([]);
  });
});

test('plain HTTP to localhost stays here, whatever a hosts file or a name server says of that name', async () => {
  const friend = await serve((_, response) => reply(response, 200, 'friend'));
  const { port } = new URL(friend.origin);
  const origin = `http://localhost:${port}`;
  const said = async (...addresses: readonly string[]) => {
    const send = createEgress(() => new Set([origin]), 2_000, (_name, _options, done) => done(null, addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))));
    onTestFinished(() => send.close());
    return send({ method: 'GET', url: `${origin}/`, headers: {}, body: null });
  };
  expect(await said('127.0.0.1')).toMatchObject({ kind: 'answer', text: 'friend' });
  expect(await said('192.0.2.1', '127.0.0.1')).toMatchObject({ kind: 'answer', text: 'friend' });
  for (const address of ['192.0.2.1', '10.0.0.1', '0.0.0.0', '2001:db8::1', '::ffff:192.0.2.1']) expect(await said(address), address).toEqual({ kind: 'not-sent', about: 'ENOTFOUND' });
  expect(friend.heard).toHaveLength(2);
});

test('an account API somewhere else names no service of this machine; one that is here names any', () => {
  const providers = ['https://sms.example.com', 'http://127.0.0.1:631', 'https://localhost', 'http://[::1]:9'];
  expect([...namedBy('https://api.example.com', providers)]).toEqual(['https://api.example.com', 'https://sms.example.com']);
  expect([...namedBy('http://127.0.0.1:8080', providers)]).toEqual(['http://127.0.0.1:8080', ...providers]);
  expect([...namedBy(null, providers)]).toEqual([]);
});
