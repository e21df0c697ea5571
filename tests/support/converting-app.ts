import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { headless } from './headless.ts';
import { tempDir } from './station.ts';

/** The whole app without its window, in a practice day, until the test ends; and so many numbers of parcels that it converts. `dir` is empty but for its data. */
export async function convertingApp(parcels: number) {
  const dir = tempDir();
  const data = join(dir, 'data');
  mkdirSync(data);
  const app = headless({ dir: data, seed: 5 });
  onTestFinished(() => app.stop());
  await app.ask('session.startPractice', {});
  await app.until('orders are ready', () => app.status().ordersReady && app.status().leaseLeft > 0);
  const { rows } = await app.ask('practice.view', {});
  const numbers = rows.filter(({ verdict, interceptedAfter, work }) => verdict === 'pass' && interceptedAfter === null && work.some((kind) => kind === 'sync' || kind === 'trace')).map(({ number }) => number);
  return { app, dir, numbers: numbers.slice(0, parcels) };
}
