import { launchApp } from '../support/app.ts';
import { deskReady } from '../support/scanner.ts';
import { launchBlank } from './blank-window.ts';
import { figure, spread, type Figure } from './figures.ts';
import { oneByOne, recordPaints } from './painted.ts';
import { SEED } from './warehouse.ts';

const SCANS = 500;

/** From the last key of a scan (its event's own time) to the frame that shows the verdict. The blank window changes one line on the same key. */
export async function benchKeyToPaint(dataDir: string, numbers: readonly string[]): Promise<Figure> {
  const blank = await launchBlank();
  await recordPaints(blank.window);
  const baseline = spread(await oneByOne(blank.window, numbers.slice(0, SCANS)));
  await blank.app.close();

  const station = await launchApp({ args: ['--practice', '--seed', String(SEED)], userDataDir: dataDir });
  try {
    await recordPaints(station.window);
    await deskReady(station.window);
    const ours = spread(await oneByOne(station.window, numbers.slice(0, SCANS)));
    return figure({
      name: 'last key to painted verdict, real window', unit: 'ms', ours, count: SCANS,
      baselines: [{ is: 'blank window, one line changed on the same key', numbers: baseline }], expected: 'p99 <= 50 ms', met: ours.p99 <= 50,
    });
  } finally {
    await station.close();
  }
}
