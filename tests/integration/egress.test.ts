import { createServer as createHttps } from 'node:https';
import { createServer as createTcp, type AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { createEgress, type Send, type Sent } from '../../src-main/egress/egress.ts';
import { listen, recording, reply, serve, type Heard } from '../support/account-server.ts';
import { authority, type Authority, type Identity } from '../support/certificates.ts';
import { skipBecause } from '../support/skip.ts';
import { tempDir } from '../support/station.ts';

const PATIENCE = 250;

function door(...origins: readonly string[]): Send {
  const send = createEgress(() => new Set(origins), PATIENCE);
  onTestFinished(() => send.close());
  return send;
}
const get = (send: Send, url: string, headers: Record<string, string> = {}): Promise<Sent> => send({ method: 'GET', url, headers, body: null });
const post = (send: Send, url: string, body = '{}', headers: Record<string, string> = {}): Promise<Sent> => send({ method: 'POST', url, headers, body });

/** A TCP server that does what the test says with each connection. */
async function tcp(each: Parameters<typeof createTcp>[1]): Promise<string> {
  const server = createTcp(each);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  onTestFinished(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('an answer', () => {
  test('comes with its status, its text as it is, its date and its Retry-After in ms', async () => {
    const { origin, heard } = await serve((_, response) => reply(response, 429, ' {"a":1} \n', { date: 'Tue, 24 Nov 2026 04:00:00 GMT', 'retry-after': '7' }));
    expect(await post(door(origin), `${origin}/x?y=1`, '{"b":"中"}', { 'content-type': 'application/json', 'x-a': 'b' })).toEqual({
      kind: 'answer', status: 429, text: ' {"a":1} \n', date: Date.UTC(2026, 10, 24, 4), retryAfter: 7_000,
    });
    expect(heard[0]).toMatchObject({ method: 'POST', path: '/x?y=1', body: '{"b":"中"}', headers: { 'x-a': 'b' } });
  });
  test.each([
    // No time at all, or one that is over, says nothing.
    ['0', null],
    ['5', 5_000],
    ['86400', 3_600_000],
    // By the server's clock, whatever this machine's says.
    ['Tue, 24 Nov 2026 04:00:30 GMT', 30_000],
    ['Tue, 24 Nov 2026 03:00:00 GMT', null],
    ['Tue, 24 Nov 2026 04:00:00 GMT', null],
    ['soon', null],
    ['-5', null],
  ])('Retry-After %s is %j ms', async (value, expected) => {
    const { origin } = await serve((_, response) => reply(response, 503, '', { 'retry-after': value, date: 'Tue, 24 Nov 2026 04:00:00 GMT' }));
    expect(await get(door(origin), origin)).toMatchObject({ retryAfter: expected });
  });
  test('that redirects is the answer: the other place is never asked', async () => {
    const other = await serve((_, response) => reply(response, 200, '{}'));
    for (const status of [301, 302, 303, 307, 308]) {
      const { origin } = await serve((_, response) => reply(response, status, '', { location: `${other.origin}/steal` }));
      expect(await post(door(origin, other.origin), origin, '{"secret":1}')).toMatchObject({ kind: 'answer', status });
    }
    expect(other.heard).toEqual([]);
  });
  test('is asked for with the headers that were meant: a value brings no other', async () => {
    const { origin, heard } = await serve((_, response) => reply(response, 200, ''));
    const sent = await post(door(origin), origin, '{}', { 'x-app-id': 'a\r\nx-evil: 1' });
    if (sent.kind === 'answer') expect(heard[0]?.headers).not.toHaveProperty('x-evil');
    else expect(heard).toEqual([]);
  });
  test('that never ends is cut off: nobody knows what it meant', async () => {
    let written = 0;
    const { origin } = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const piece = 'x'.repeat(1024 * 1024);
      const more = (): void => {
        while (written < 50 && !response.destroyed) {
          written += 1;
          if (!response.write(piece)) return void response.once('drain', more);
        }
        response.end();
      };
      more();
    });
    expect(await get(door(origin), origin)).toMatchObject({ kind: 'lost' });
    expect(written).toBeLessThan(50);
  });
  test('that grows when it is unpacked is cut off as well', async () => {
    const packed = gzipSync(Buffer.alloc(50 * 1024 * 1024, 'x'));
    expect(packed.length).toBeLessThan(100_000);
    const { origin } = await serve((_, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed));
    expect(await get(door(origin), origin)).toMatchObject({ kind: 'lost' });
  });
});

describe('not sent: provably not a byte has left', () => {
  test('nobody listens', async () => {
    const address = await tcp((socket) => socket.destroy());
    const port = Number(address.split(':')[1]);
    const closed = createTcp();
    await new Promise<void>((ready) => closed.listen(0, '127.0.0.1', ready));
    const { port: free } = closed.address() as AddressInfo;
    await new Promise<void>((gone) => closed.close(() => gone()));
    expect(free).not.toBe(port);
    expect(await post(door(`http://127.0.0.1:${free}`), `http://127.0.0.1:${free}/`)).toEqual({ kind: 'not-sent', about: 'ECONNREFUSED' });
  });
  test('the name does not exist', async () => {
    expect(await post(door('https://station.invalid'), 'https://station.invalid/')).toMatchObject({ kind: 'not-sent' });
  });
  test('a server that takes the connection and never shakes hands', async () => {
    const address = await tcp((socket) => void socket.on('error', () => undefined));
    expect(await post(door(`https://${address}`), `https://${address}/`)).toEqual({ kind: 'not-sent', about: 'ETIMEDOUT' });
  });
  test('a server that does not speak TLS', async () => {
    const address = await tcp((socket) => void socket.on('error', () => undefined).end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    expect(await post(door(`https://${address}`), `https://${address}/`)).toMatchObject({ kind: 'not-sent' });
  });
});

describe('lost: it may have arrived', () => {
  test('the connection is reset after the request was read', async () => {
    const { origin, heard } = await serve(({ socket }) => void socket.resetAndDestroy());
    expect(await post(door(origin), origin)).toEqual({ kind: 'lost', about: 'ECONNRESET' });
    expect(heard).toHaveLength(1);
  });
  test('no answer comes', async () => {
    const { origin, heard } = await serve(() => undefined);
    expect(await post(door(origin), origin)).toMatchObject({ kind: 'lost' });
    expect(heard).toHaveLength(1);
  });
  test('the answer breaks off in the middle', async () => {
    const { origin } = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"a":', () => response.destroy());
    });
    expect(await post(door(origin), origin)).toMatchObject({ kind: 'lost' });
  });
  test('an answer that only drips', async () => {
    const { origin } = await serve((_, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write('x'), PATIENCE / 8);
      response.on('close', () => clearInterval(drip));
    });
    expect(await post(door(origin), origin)).toMatchObject({ kind: 'lost' });
  });
  test('a connection that was used before counts as one', async () => {
    let asked = 0;
    const { origin } = await serve(({ socket }, response) => {
      asked += 1;
      if (asked === 1) return reply(response, 200, '{}');
      socket.resetAndDestroy();
    });
    const send = door(origin);
    expect(await post(send, origin)).toMatchObject({ kind: 'answer' });
    expect(await post(send, origin)).toMatchObject({ kind: 'lost' });
    expect(asked).toBe(2);
  });
});

describe('a certificate', () => {
  async function secureServer(identity: Identity): Promise<{ origin: string; heard: Heard[] }> {
    const heard: Heard[] = [];
    const server = createHttps(identity, recording(heard, (_, response) => reply(response, 200, '{}')));
    server.on('tlsClientError', () => undefined);
    return { ...(await listen(server, 'https')), heard };
  }
  /** Trusts a root of our own for this test, as an operating system would one of its own. */
  function trusting(root: string): void {
    const before = getCACertificates('default');
    setDefaultCACertificates([...before, root]);
    onTestFinished(() => setDefaultCACertificates(before));
  }

  test.each<readonly [string, (made: Authority) => Identity, string | null]>([
    ['that is in order passes', (made) => made.sign(), null],
    ['that has expired is refused', (made) => made.sign({ days: -1 }), 'CERT_HAS_EXPIRED'],
    ['of somebody else is refused', (made) => made.sign({ address: 'station.example' }), 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['that signed itself is refused', (made) => made.selfSigned(), 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ])('%s', async (_name, identity, refusal) => {
    const { origin, heard } = await secureServer(identity(made()));
    trusting(made().root);
    expect(await post(door(origin), `${origin}/`, '{"secret":1}')).toMatchObject(refusal === null ? { kind: 'answer', status: 200 } : { kind: 'not-sent', code: 'server-untrusted', about: refusal });
    expect(heard).toHaveLength(refusal === null ? 1 : 0);
  });
  test('of a root that nobody knows is refused', async () => {
    const { origin, heard } = await secureServer(made().sign());
    expect(await post(door(origin), `${origin}/`)).toMatchObject({ kind: 'not-sent', code: 'server-untrusted', about: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
    expect(heard).toEqual([]);
  });

  let known: Authority | null = null;
  beforeEach((context) => {
    known = authority(tempDir());
    if (!known) skipBecause(context, 'there is no openssl here to make a certificate');
  });
  const made = (): Authority => {
    if (!known) throw new Error('no authority');
    return known;
  };
});
