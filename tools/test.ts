// npm test: check, unit tests, the app end to end, the packaged app end to end; the last line is the sum
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bin } from './bin.ts';
import { build } from './build/build.ts';
import { handOver, handOverQuietly, listenBeside } from './child.ts';
import type { Electron } from './electron/distribution.ts';
import { ON_THE_BUILD } from './e2e/on-the-build.ts';
import { runE2e } from './e2e/run.ts';
import { makeDriveable } from './package/driveable.ts';
import { packageApp } from './package/package.ts';
import { ready } from './ready.ts';
import { say } from './report/say.ts';
import { explain, runTool } from './report/stop.ts';
import { nothing, sum, tallyPlaywright, tallyVitest, type Tally } from './report/tally.ts';

const reports = mkdtempSync(join(tmpdir(), 'jingbus-station-reports-'));
process.once('exit', () => rmSync(reports, { recursive: true, force: true }));

const vitest = (report: string, ...args: string[]): string[] => [bin('vitest'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args];

let total: Tally = nothing;
const broken: string[] = [];

/** A stage that breaks is reported and the next one still runs: one run should tell everything it can. */
async function stage(name: string, work: () => Promise<number>): Promise<void> {
  say(`\n== ${name}`);
  try {
    if ((await work()) !== 0) broken.push(name);
  } catch (error) {
    explain(error);
    broken.push(name);
  }
}

await runTool(async () => {
  await stage('check', () => handOverQuietly(process.execPath, [join(import.meta.dirname, 'check.ts')]));
  await stage('what the tests need of this machine', async () => {
    await testOn(await ready());
    return 0;
  });
  if (total.skipped > 0) say(`${total.skipped} skipped`);
  // The end of a log is what somebody is shown: it names what failed.
  if (broken.length > 0) say(`\nFAILED: ${broken.join(', ')}`);
  for (const failure of total.failures) say(`  ${failure}`);
  process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
  return broken.length === 0 && total.failed === 0 && total.passed > 0 ? 0 : 1;
});

async function testOn(electron: Electron): Promise<void> {
  // They take what the others leave of the processors, from the first minute to the last.
  const patient = join(reports, 'patient.json');
  const underWay = listenBeside(process.execPath, vitest(patient, '--project=patient'));

  await stage('tests in Node', async () => {
    const report = join(reports, 'vitest.json');
    const code = await handOver(process.execPath, vitest(report, '--project=unit', '--project=whole'));
    total = sum(total, tallyVitest(report));
    return code;
  });

  await stage('tests of the app', async () => {
    await build();
    const report = join(reports, 'e2e.json');
    const code = await runE2e({ electron, report, args: ON_THE_BUILD.map((spec) => `/${spec}.spec.ts`) });
    total = sum(total, tallyPlaywright(report));
    return code;
  });

  await stage('tests of the packaged app', async () => {
    await packageApp(electron);
    const report = join(reports, 'e2e-packaged.json');
    const code = await runE2e({ electron, report, packaged: (await makeDriveable()).executable });
    total = sum(total, tallyPlaywright(report));
    return code;
  });

  await stage('tests in Node that ran beside the others', async () => {
    const { code, stdout, stderr } = await underWay;
    process.stdout.write(stdout);
    process.stderr.write(stderr);
    total = sum(total, tallyVitest(patient));
    return code;
  });
}
