// npm run dev [-- flags of the app]: rebuilds and reloads on every change
import { bin } from './bin.ts';
import { handOver } from './child.ts';
import { ready } from './ready.ts';
import { runTool } from './report/stop.ts';
import { openDisplay } from './system/display.ts';
import { sandboxArguments } from './system/sandbox.ts';

await runTool(async () => {
  const electron = await ready();
  const display = await openDisplay();
  const noSandbox = (await sandboxArguments(electron)).includes('--no-sandbox');
  try {
    return await handOver(
      process.execPath,
      [bin('electron-vite'), 'dev', '--watch', ...(noSandbox ? ['--noSandbox'] : []), '--', ...process.argv.slice(2)],
      { env: { ...process.env, ...display.env, ELECTRON_EXEC_PATH: electron.executable } },
    );
  } finally {
    display.close();
  }
});
