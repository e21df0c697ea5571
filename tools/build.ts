// npm run build
import { build } from './build/build.ts';
import { runTool } from './report/stop.ts';

await runTool(async () => {
  await build();
  return 0;
});
