// npm start [-- flags of the app]
import { buildIfStale } from './build/build.ts';
import { handOver } from './child.ts';
import { ready } from './ready.ts';
import { runTool } from './report/stop.ts';
import { root } from './root.ts';
import { openDisplay } from './system/display.ts';
import { sandboxArguments } from './system/sandbox.ts';

await runTool(async () => {
  const electron = await ready();
  await buildIfStale();
  const display = await openDisplay();
  try {
    const args = [...(await sandboxArguments(electron)), root, ...process.argv.slice(2)];
    return await handOver(electron.executable, args, { env: { ...process.env, ...display.env } });
  } finally {
    display.close();
  }
});
