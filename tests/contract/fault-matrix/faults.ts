import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import type { ServerResponse } from 'node:http';
import type { Outcome } from '../../../src-main/flow/queue/task.ts';
import { expect } from 'vitest';
import { pass, passes, type Fate } from './line.ts';

export type Expected = { readonly kind: Outcome['kind'] } & Readonly<Record<string, unknown>>;
export type Fault = {
  readonly name: string;
  readonly fate: Fate;
  /** How a call, and a question, must end. */
  readonly ends: Expected;
  /** Whether the provider did the work. */
  readonly happens: boolean;
  /** Nobody answers at all: the station has to give up by itself. */
  readonly silent?: true;
};

const UNKNOWN: Expected = { kind: 'unknown' };
const after = (status: number, headers: Record<string, string> = {}): Fate => ({ response }) => void response.writeHead(status, headers).end('{}');
/** ms; far less than anybody waits. */
const SLOW = 150;
const MEGABYTE = 'x'.repeat(1024 * 1024);
/** Until more can be written, or nobody wants it any more. */
async function room(response: ServerResponse): Promise<void> {
  const enough = new AbortController();
  const heard = ['drain', 'close'].map((event) => once(response, event, { signal: enough.signal }));
  await Promise.race(heard);
  enough.abort();
  await Promise.allSettled(heard);
}
/** What a provider means to say, and what becomes of it. Nothing is left of it by which it could be a refusal. */
const garbled = (change: (text: string) => string, type?: string): Fate => async ({ forward, response }) => {
  const answer = await forward();
  pass(response, { ...answer, status: 200, text: change(answer.text) }, type);
};

/** Everything that can go wrong between a station and a provider, whoever it is. */
export const FAULTS: readonly Fault[] = [
  { name: 'nothing goes wrong', fate: passes, ends: { kind: 'done' }, happens: true },
  { name: 'the request is lost', fate: ({ response }) => void response.socket?.resetAndDestroy(), ends: UNKNOWN, happens: false },
  { name: 'the answer is lost', fate: async ({ forward, response }) => void (await forward(), response.socket?.resetAndDestroy()), ends: UNKNOWN, happens: true },
  { name: 'the answer does not come in time', fate: async ({ forward }) => void (await forward()), ends: UNKNOWN, happens: true, silent: true },
  {
    name: 'the answer is slow and comes in pieces',
    fate: async ({ forward, response }) => {
      const { status, headers, text } = await forward();
      const [half, rest] = [text.slice(0, text.length / 2), text.slice(text.length / 2)];
      response.writeHead(status, { 'content-type': headers['content-type'] ?? 'text/plain' });
      response.write(half);
      await setTimeout(SLOW);
      response.end(rest);
    },
    ends: { kind: 'done' }, happens: true,
  },
  { name: 'the answer is garbage', fate: garbled(() => '\u0000<<garbage'), ends: UNKNOWN, happens: true },
  { name: 'the answer is empty', fate: garbled(() => ''), ends: UNKNOWN, happens: true },
  { name: 'the answer is half of one', fate: garbled((text) => text.slice(0, text.length / 2)), ends: UNKNOWN, happens: true },
  {
    name: 'the answer breaks off in the middle',
    fate: async ({ forward, response }) => {
      const { text } = await forward();
      response.writeHead(200, { 'content-length': String(Buffer.byteLength(text)) });
      response.write(text.slice(0, text.length / 2), () => response.destroy());
    },
    ends: UNKNOWN, happens: true,
  },
  // What it says decides, not what it is called.
  { name: 'the answer has a wrong content type', fate: garbled((text) => text, 'image/png'), ends: { kind: 'done' }, happens: true },
  { name: 'a page of somebody in between answers', fate: ({ response }) => pass(response, { status: 200, headers: {}, text: '<html><body>Please sign in</body></html>' }, 'text/html'), ends: UNKNOWN, happens: false },
  {
    name: 'the answer has 50 MB',
    fate: async ({ forward, response }) => {
      await forward();
      response.writeHead(200, { 'content-type': 'application/json' });
      for (let sent = 0; sent < 50 && !response.destroyed; sent += 1) {
        if (!response.write(MEGABYTE)) await room(response);
      }
      if (!response.destroyed) throw new Error('all of it was taken');
    },
    ends: UNKNOWN, happens: true,
  },
  { name: '429 with Retry-After', fate: after(429, { 'retry-after': '7' }), ends: { kind: 'later', why: 'limited', after: 7_000 }, happens: false },
  { name: '500', fate: after(500), ends: UNKNOWN, happens: false },
  { name: '503', fate: after(503, { 'retry-after': '1' }), ends: UNKNOWN, happens: false },
  { name: '404', fate: after(404), ends: { kind: 'refused', act: 'platform', about: expect.stringMatching(/HTTP 404$/) }, happens: false },
];

/** Each way to name another place. */
export const REDIRECTS = [301, 302, 303, 307, 308] as const;
