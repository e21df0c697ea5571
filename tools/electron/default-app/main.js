// Stands in for the default app of Electron's releases, which makes `electron FOLDER` start that folder.
// The distribution from the registry comes without one. Command line: electron [switches] [-r MODULE] FOLDER [args]
import { app } from 'electron';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const preloads = [];
let folder;
const words = process.argv.slice(1);
for (let i = 0; i < words.length && folder === undefined; i++) {
  if (words[i] === '-r' || words[i] === '--require') preloads.push(words[++i]);
  else if (!words[i].startsWith('-')) folder = resolve(words[i]);
}
if (folder === undefined) {
  console.error('usage: electron [switches] FOLDER [arguments of the app]');
  app.exit(2);
} else {
  Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true });
  const require = createRequire(resolve(folder, 'package.json'));
  for (const preload of preloads) require(preload);
  const manifest = JSON.parse(readFileSync(resolve(folder, 'package.json'), 'utf8'));
  app.setVersion(manifest.version);
  app.setName(manifest.productName ?? manifest.name);
  app.setAppPath(folder);
  try {
    // import(), not require(): the app's main may be an ES module. Awaited, so that 'ready' waits for it.
    await import(pathToFileURL(require.resolve(folder)).href);
  } catch (error) {
    console.error('The app threw while loading:', error);
    app.exit(1);
  }
}
