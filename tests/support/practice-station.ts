import { newDataDir, removeDataDir } from './data-dir.ts';
import { headless, type Headless } from './headless.ts';

/** A station in practice mode, without a window, that knows its orders. `end` stops it and takes its folder away. */
export async function practiceStation(): Promise<{ readonly dir: string; readonly station: Headless; readonly end: () => Promise<void> }> {
  const dir = newDataDir('practice');
  const station = headless({ dir });
  await station.ask('session.startPractice', {});
  await station.until('the orders are here', () => station.status().ordersReady);
  return {
    dir,
    station,
    end: async () => {
      await station.stop();
      removeDataDir(dir);
    },
  };
}
