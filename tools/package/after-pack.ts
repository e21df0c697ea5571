import { rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Called by electron-builder before fuses and signature: what came with Electron to open any folder does not ship. */
export default async function afterPack(context: { appOutDir: string; packager: { getResourcesDir(appOutDir: string): string } }): Promise<void> {
  await rm(join(context.packager.getResourcesDir(context.appOutDir), 'default_app.asar'), { force: true });
}
