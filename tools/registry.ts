import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { listen } from './child.ts';
import { waiting } from './patience.ts';
import { progressOf, say } from './report/say.ts';
import { reason, Stop } from './report/stop.ts';

/** One exact tarball: the hash is pinned here, so that a registry or mirror cannot swap it. */
export interface Pinned {
  readonly name: string;
  readonly version: string;
  /** As the registry's dist.integrity: 'sha512-' and base64. */
  readonly integrity: string;
}

/** Downloads a package's tarball from the registry npm is configured with, and unpacks it into `folder`. */
export async function unpackPackage(pinned: Pinned, folder: string, only: readonly string[] = []): Promise<void> {
  const tarball = `${folder}.tgz`;
  try {
    await mkdir(folder, { recursive: true });
    await fetchTarball(pinned, tarball);
    await verify(pinned, tarball);
    const tar = await listen('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1', ...only]);
    if (tar.code !== 0) {
      throw new Stop('E_UNPACK', `tar could not unpack ${pinned.name}@${pinned.version}: ${tar.stderr.trim()}`,
        'Check that there are 2 GB free and that tar and gzip are installed, then run this again.');
    }
  } finally {
    await rm(tarball, { force: true });
  }
}

async function fetchTarball(pinned: Pinned, file: string): Promise<void> {
  const spec = `${pinned.name}@${pinned.version}`;
  // npm knows the registry, its credentials and its proxy; asking it for the address honours all three.
  const view = await listen('npm', ['view', spec, 'dist.tarball']);
  const url = view.stdout.trim();
  try {
    if (view.code !== 0 || !URL.canParse(url)) throw new Error(view.stderr.trim() || 'npm view gave no address');
    await download(url, file, spec);
  } catch (error) {
    say(`  direct download failed (${reason(error)}); asking npm, which shows no progress`);
    await packTarball(spec, file);
  }
}

async function packTarball(spec: string, file: string): Promise<void> {
  const pack = await listen('npm', ['pack', spec, '--silent', '--pack-destination', dirname(file)]);
  const name = pack.stdout.trim().split('\n').at(-1) ?? '';
  if (pack.code !== 0 || name === '') {
    throw new Stop('E_REGISTRY', `npm could not fetch ${spec}: ${pack.stderr.trim().split('\n')[0] ?? ''}`,
      'Check that `npm ping` answers (npm config get registry shows which registry is asked), then run this again.');
  }
  await rename(join(dirname(file), name), file);
}

async function download(url: string, file: string, label: string): Promise<void> {
  const wait = waiting({ firstMs: 20_000, idleMs: 60_000 });
  try {
    const response = await fetch(url, { signal: wait.signal });
    if (!response.ok || response.body === null) throw new Error(`${response.status} ${response.statusText}`);
    const length = Number(response.headers.get('content-length'));
    const progress = progressOf(label);
    let received = 0;
    const meter = new Transform({
      transform(chunk: Buffer, _encoding, pass) {
        wait.heard();
        progress((received += chunk.length), length > 0 ? length : null);
        pass(null, chunk);
      },
    });
    await pipeline(Readable.from(response.body), meter, createWriteStream(file), { signal: wait.signal });
  } finally {
    wait.stop();
  }
}

async function verify(pinned: Pinned, file: string): Promise<void> {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  const found = `sha512-${hash.digest('base64')}`;
  if (found === pinned.integrity) return;
  throw new Stop('E_INTEGRITY', `${pinned.name}@${pinned.version} is not the file this project pinned (got ${found})`,
    'Do not use it. Check the registry or mirror npm is configured with (npm config get registry).');
}
