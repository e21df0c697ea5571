import { createServer, request as httpRequest, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Identity } from '../../support/certificates.ts';

type Asked = { readonly method: string; readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: string };
type Answer = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly text: string };

/** What happens to one request on its way: `forward` brings it to the provider and gives its answer. */
export type Fate = (way: { readonly asked: Asked; readonly forward: () => Promise<Answer>; readonly response: ServerResponse }) => void | Promise<void>;

/**
 * A line between the station and the practice world's providers. Requests keep the host they were sent to: some
 * are signed over it. `failures` are fates that did not come about as they were meant.
 */
export type Line = { readonly origin: string; readonly heard: Asked[]; readonly failures: unknown[]; meets: Fate; readonly close: () => Promise<void> };

export const passes: Fate = async ({ forward, response }) => pass(response, await forward());

export function pass(response: ServerResponse, { status, text }: Answer, type = 'application/json'): void {
  response.writeHead(status, { 'content-type': type }).end(text);
}

/** Opens a line to `world`; with an identity it speaks TLS. Every request meets `meets`, which the test changes. */
export async function openLine(world: () => string, identity?: Identity): Promise<Line> {
  const answer = (asked: Asked, response: ServerResponse): void => {
    line.heard.push(asked);
    void Promise.resolve(line.meets({ asked, response, forward: () => bring(world(), asked) })).catch((error: unknown) => {
      line.failures.push(error);
      response.destroy();
    });
  };
  const listener: Parameters<typeof createServer>[1] = (request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => answer({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body: Buffer.concat(pieces).toString() }, response));
  };
  const server: Server = identity ? createHttps(identity, listener) : createServer(listener);
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const line: Line = {
    origin: `${identity ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard: [],
    failures: [],
    meets: passes,
    close: () =>
      new Promise((gone) => {
        server.close(() => gone());
        server.closeAllConnections();
      }),
  };
  return line;
}

function bring(world: string, { method, path, headers, body }: Asked): Promise<Answer> {
  return new Promise((settle, reject) => {
    const outgoing = httpRequest(world + path, { method, headers }, (answer) => {
      const pieces: Buffer[] = [];
      answer.on('data', (piece: Buffer) => pieces.push(piece));
      answer.on('error', reject);
      answer.on('end', () => settle({ status: answer.statusCode ?? 0, headers: answer.headers, text: Buffer.concat(pieces).toString() }));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
