// node tools/drive.ts SCRIPT [arguments]: runs a script that drives the built app, with a screen and an Electron
import { buildIfStale } from './build/build.ts';
import { handOver } from './child.ts';
import { withApp } from './e2e/environment.ts';
import { ready } from './ready.ts';
import { runTool } from './report/stop.ts';

await runTool(async () => {
  const electron = await ready();
  await buildIfStale();
  return withApp(electron, undefined, (env) => handOver(process.execPath, process.argv.slice(2), { env }));
});
