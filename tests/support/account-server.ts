import { createServer, type IncomingHttpHeaders, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export type Heard = { readonly method: string; readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: string; readonly socket: Socket };
export type Play = (heard: Heard, response: ServerResponse) => void | Promise<void>;

/** A server on loopback that plays the account API as the test says, and remembers every request. Gone with the test. */
export async function serve(play: Play): Promise<{ readonly origin: string; readonly heard: Heard[]; readonly close: () => Promise<void> }> {
  const heard: Heard[] = [];
  const { origin, close } = await listen(createServer(recording(heard, play)), 'http');
  return { origin, heard, close };
}

export function recording(heard: Heard[], play: Play): RequestListener {
  return (request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const one: Heard = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body: Buffer.concat(pieces).toString(), socket: request.socket };
      heard.push(one);
      void play(one, response);
    });
  };
}

export async function listen(server: Server, scheme: 'http' | 'https'): Promise<{ readonly origin: string; readonly port: number; readonly close: () => Promise<void> }> {
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const close = (): Promise<void> =>
    new Promise((gone) => {
      server.close(() => gone());
      server.closeAllConnections();
    });
  onTestFinished(close);
  const { port } = server.address() as AddressInfo;
  return { origin: `${scheme}://127.0.0.1:${port}`, port, close };
}

export function reply(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

/** A refusal as RFC 9457 has it. */
export const problemOf = (status: number, code: string): object => ({ type: `urn:${code}`, title: code, status, code });
