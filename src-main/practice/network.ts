import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';

/** A listening door of the world on 127.0.0.1. */
export type Door = {
  readonly port: () => number;
  readonly isOpen: () => boolean;
  /** Listens on the same port as before. Rejects with the system's error, EADDRINUSE where somebody else took it. */
  readonly open: () => Promise<void>;
  /** Stops listening and cuts every connection, as a pulled cable would. */
  readonly shut: () => Promise<void>;
};

/** Opens a door on `port`, 0 for any free one. */
export async function openDoor(app: Hono, port: number): Promise<Door> {
  const server = createServer(getRequestListener(app.fetch, { overrideGlobalObjects: false }));
  // Longer than any client keeps an idle connection: a server that closes first makes a request look lost.
  server.keepAliveTimeout = 75_000;
  let kept = port;
  const door: Door = {
    port: () => kept,
    isOpen: () => server.listening,
    open: async () => {
      if (!server.listening) kept = await listen(server, kept);
    },
    shut: async () => {
      if (!server.listening) return;
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
  await door.open();
  return door;
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}
