import { join } from 'node:path';
import { root } from '../root.ts';

/** Where electron-builder leaves the unpacked app, and the program in it. */
export interface PackagedApp {
  readonly folder: string;
  readonly executable: string;
}

const suffix = process.arch === 'x64' ? '' : `-${process.arch}`;
const product = '京巴士发货台';

const layout: Partial<Record<NodeJS.Platform, { folder: string; executable: string }>> = {
  linux: { folder: `linux${suffix}-unpacked`, executable: 'jingbus-station' },
  win32: { folder: `win${suffix}-unpacked`, executable: `${product}.exe` },
  darwin: { folder: `mac${suffix}`, executable: `${product}.app/Contents/MacOS/${product}` },
};

function appIn(parent: string): PackagedApp {
  const here = layout[process.platform];
  if (here === undefined) throw new Error(`no packaged app on ${process.platform}`);
  const folder = join(parent, here.folder);
  return { folder, executable: join(folder, here.executable) };
}

/** The app as it ships. */
export const shippable = (): PackagedApp => appIn(join(root, 'dist'));

/** The copy that tests may drive; never shipped. */
export const driveable = (): PackagedApp => appIn(join(root, 'dist', 'driveable'));
