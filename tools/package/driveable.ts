import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses';
import { constants } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { say } from '../report/say.ts';
import { driveable, shippable, type PackagedApp } from './place.ts';

/**
 * Playwright starts Electron with --inspect, which the shipped app rightly refuses. The tests of
 * the packaged app therefore run on a copy that differs from it in that one fuse and nothing else;
 * tests/e2e/packaged.spec.ts reads the fuses of the one that ships.
 */
export async function makeDriveable(): Promise<PackagedApp> {
  say('Copying the packaged app for the tests, with the debugger fuse on');
  const copy = driveable();
  await rm(copy.folder, { recursive: true, force: true });
  await cp(shippable().folder, copy.folder, {
    recursive: true,
    verbatimSymlinks: true,
    mode: constants.COPYFILE_FICLONE,
  });
  await flipFuses(copy.executable, {
    version: FuseVersion.V1,
    resetAdHocDarwinSignature: process.platform === 'darwin',
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
  return copy;
}
