import { setTimeout as pause } from 'node:timers/promises';
import { listeningStore, type Met } from './listening-store.ts';
import { startQuickOutside } from './quick-outside-process.ts';
import { runningStation } from './running-station.ts';
import { parcelOf, putParcels, type Side } from './station-flow.ts';

const SCANS = 60;
const EVERY = 100;

/** Every statement of a station that starts on this database, works and scans for some seconds, and shows its lists; the slowest first. */
export async function statementsAtWork({ flow, dir }: Side, concurrency: number): Promise<readonly Met[]> {
  const outside = await startQuickOutside(concurrency);
  const { store, met } = listeningStore(flow.store);
  const station = await runningStation({ store, dir, origin: outside.origin });
  const numbers = putParcels(flow, Array.from({ length: SCANS }, (_, n) => parcelOf(7, n)));
  for (const number of numbers) {
    await station.scan(number);
    await pause(EVERY);
  }
  station.exceptions();
  station.today();
  // Before its end, which closes the database.
  const heard = met();
  await station.stop();
  outside.stop();
  return heard;
}
