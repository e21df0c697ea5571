import { describe, expect, onTestFinished, test } from 'vitest';
import { createEgress, originOf } from '../../src-main/egress/egress.ts';
import { reply, serve } from '../support/account-server.ts';

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
  ])('%s is %s', (address, origin) => {
    expect(originOf(address)).toBe(origin);
  });

  test.each([
    'http://127.0.0.1.evil.example', 'http://localhost.evil.example', 'http://127.0.0.1@evil.example', 'http://evil.example', 'http://127.0.0.2', 'http://0.0.0.0', 'http://[::ffff:127.0.0.1]',
    'http://169.254.169.254', 'http://192.168.1.1', 'https://user@api.example.com', 'https://user:pass@api.example.com', 'https://:pass@api.example.com', 'https://api.example.com:443@evil.example',
    'ftp://127.0.0.1', 'file:///etc/passwd', 'javascript:alert(1)', 'data:text/plain,x', 'ws://127.0.0.1', 'wss://api.example.com', 'app://station', 'https://', 'https:', '//api.example.com', 'api.example.com', '', ' ', 'https://a b.example',
  ])('%j is none', (address) => {
    expect(originOf(address)).toBeNull();
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
      '/v1/orders',
      'file:///etc/passwd',
      '',
    ];
    for (const url of tricks) {
      const sent = await send({ method: 'POST', url, headers: {}, body: '{"secret":1}' });
      expect(sent, url).toMatchObject({ kind: 'not-sent', about: expect.stringMatching(/^egress refused/) });
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
