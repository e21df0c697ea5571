import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { serialize } from 'node:v8';
import { createAccountClient } from '../../src-main/account/client.ts';
import { createClock } from '../../src-main/account/clock.ts';
import { createEgress } from '../../src-main/egress/egress.ts';
import { createProblems } from '../../src-main/station/problems.ts';
import { openStation, type Station } from '../../src-main/station/station.ts';
import { markFile } from '../../src-main/store/mark-file.ts';
import type { Store } from '../../src-main/store/store.ts';

import { DESK, PHONE_KEYS } from './station-flow.ts';

/** As often as the doors tell a window what is (doors.ts). */
const STATUS_EVERY = 120;

/**
 * The main process's station, at work in front of a real egress: everything but the window. What would go to the window is
 * put into the bytes that would be sent.
 */
export async function runningStation({ store, dir, origin }: { store: Store; dir: string; origin: string }): Promise<Station> {
  const egress = createEgress(() => new Set([origin]));
  const clock = createClock(Date.now, 0);
  const client = createAccountClient({
    origin: () => origin, send: egress, tokens: { access: () => 'bench', refresh: () => null, session: () => null, set: () => undefined },
    heard: (date, took) => void clock.heard(date, took), reached: (yes) => station.reached(yes), ended: () => undefined, barred: () => undefined,
  });
  let telling: NodeJS.Timeout | undefined;
  const station = openStation({
    store, client, signedIn: () => true, send: egress, clock, mark: markFile(join(dir, 'mark')), phoneKeys: PHONE_KEYS, device: { id: 'bench', name: 'bench' }, desk: () => DESK,
    problems: createProblems(() => undefined),
    cardChanged: (card) => void serialize(card),
    statusChanged() {
      telling ??= setTimeout(() => {
        telling = undefined;
        if (store.db.open) serialize(station.status());
      }, STATUS_EVERY);
    },
    log: (event, about) => void process.stderr.write(`${event} ${about}\n`),
  });
  station.start();
  while (!station.status().ordersReady) await pause(20);
  return station;
}
