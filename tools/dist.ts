// npm run dist:dir: the app as it ships, unpacked, in dist/
import { buildIfStale } from './build/build.ts';
import { packageApp } from './package/package.ts';
import { shippable } from './package/place.ts';
import { ready } from './ready.ts';
import { say } from './report/say.ts';
import { runTool } from './report/stop.ts';

await runTool(async () => {
  const electron = await ready();
  await buildIfStale();
  await packageApp(electron);
  say(`Packaged: ${shippable().executable}`);
  return 0;
});
