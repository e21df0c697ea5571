// npm run test:e2e [-- --packaged] [-- filters and options of Playwright]
import { buildIfStale } from './build/build.ts';
import { runE2e } from './e2e/run.ts';
import { makeDriveable } from './package/driveable.ts';
import { packageApp } from './package/package.ts';
import { ready } from './ready.ts';
import { runTool } from './report/stop.ts';

await runTool(async () => {
  const args = process.argv.slice(2).filter((arg) => arg !== '--packaged');
  const electron = await ready();
  await buildIfStale();
  if (!process.argv.includes('--packaged')) return runE2e({ electron, args });
  await packageApp(electron);
  return runE2e({ electron, args, packaged: (await makeDriveable()).executable });
});
