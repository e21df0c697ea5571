import { randomUUID } from 'node:crypto';
import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type Store from 'electron-store';
import { z } from 'zod';
import { scannerCalibration, serialDevice, weighingRules, type SerialDevice } from '../../src-shared/bridge/devices.ts';
import { FIRST_WEIGHING } from '../../src-shared/domain/weight.ts';
import { printSettings } from '../../src-shared/bridge/printing.ts';
import { FIRST_PRINTING } from '../../src-shared/domain/printing.ts';
import type { Settings } from '../../src-shared/bridge/views.ts';
import type { Problems } from '../station/problems.ts';
import { openKept, untilKept, writeKept } from './kept-file.ts';

const MOST_DEVICES = 16;
const fields = z.object({
  language: z.enum(['zh-CN', 'en']),
  theme: z.enum(['light', 'dark', 'system']),
  volume: z.number().min(0).max(1),
  muted: z.boolean(),
  stationName: z.string().min(1).max(40),
  accountApi: z.string().nullable(),
  deviceId: z.uuid(),
  weighing: weighingRules,
  scanner: scannerCalibration.nullable(),
  printing: printSettings,
  /** Scanners and scales at serial ports. */
  devices: z.array(serialDevice).max(MOST_DEVICES),
});
type Fields = z.infer<typeof fields>;

const DEFAULTS: Omit<Fields, 'deviceId'> = { language: 'zh-CN', theme: 'light', volume: 0.7, muted: false, stationName: '01', accountApi: null, devices: [], weighing: FIRST_WEIGHING, printing: FIRST_PRINTING, scanner: null };

type Kept = Readonly<Record<string, unknown>>;

/**
 * settings.json in the data folder. What was there and could not be read is kept in a file beside it, never thrown away:
 * a value that does not fit gives way to its default, a device that does not fit to none. Settings that can't be written
 * hold until the program ends, and are tried again: no start needs room on the disk for them.
 */
export function openSettings(dataDir: string) {
  const file = join(dataDir, 'settings.json');
  let aside = newAside();
  let store = opened(dataDir, file, aside);
  const kept: Kept = store?.store ?? {};
  const read = fieldsOf(kept);
  let current = read.fields;
  /** The file has what was not understood, or not even read: it is not to be written over before there is a copy of it. */
  let isToBeCopied = read.isMisfit || (store === null && existsSync(file));
  let told: Pick<Problems, 'add'> | null = null;

  /** A file that was damaged since is put aside as at the start: trying again would never read it. */
  function orPutAside<T>(look: () => T): T {
    try {
      return look();
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      const next = newAside();
      renameSync(file, join(dataDir, next));
      aside = next;
      isToBeCopied = false;
      told?.add({ code: 'settings-damaged', about: aside });
      return look();
    }
  }
  const keeping = untilKept('settings-not-written', () => {
    const at = (store ??= orPutAside(() => openKept(dataDir, 'settings')));
    const there = orPutAside(() => at.store);
    if (isToBeCopied) copyWhole(file, join(dataDir, aside));
    isToBeCopied = false;
    writeKept(at, { ...there, ...current });
  });
  return {
    /** From here on somebody hears what is wrong with the file. Writes what the file does not have yet. */
    begin(problems: Pick<Problems, 'add' | 'cure'>): void {
      told = problems;
      keeping.begin(problems);
      if (JSON.stringify({ ...kept, ...current }) !== JSON.stringify(kept)) keeping.now();
      const copied = existsSync(join(dataDir, aside));
      if (copied || isToBeCopied) problems.add({ code: 'settings-damaged', about: copied ? aside : 'settings.json' });
    },
    device: { id: current.deviceId, name: hostname().slice(0, 60) },
    view(): Settings {
      const { deviceId: _, devices: __, ...settings } = current;
      return settings;
    },
    devices: {
      devices: (): readonly SerialDevice[] => current.devices,
      keep(devices: readonly SerialDevice[]): void {
        current = fields.parse({ ...current, devices });
        keeping.now();
      },
    },
    change(change: Partial<Settings>): Settings {
      current = fields.parse({ ...current, ...change });
      keeping.now();
      return this.view();
    },
  };
}

const newAside = (): string => `settings.damaged-${Date.now()}.json`;

/** Null where the disk lets the file be neither read nor put aside. */
function opened(dataDir: string, file: string, aside: string): Store | null {
  try {
    return openKept(dataDir, 'settings');
  } catch {
    try {
      renameSync(file, join(dataDir, aside));
      return openKept(dataDir, 'settings');
    } catch {
      return null;
    }
  }
}

function fieldsOf(kept: Kept): { fields: Fields; isMisfit: boolean } {
  const values: Record<string, unknown> = { ...DEFAULTS, deviceId: randomUUID() };
  let isMisfit = false;
  for (const [name, schema] of Object.entries(fields.shape)) {
    const value = kept[name];
    if (value === undefined) continue;
    if (schema.safeParse(value).success) values[name] = value;
    else {
      isMisfit = true;
      if (name === 'devices') values[name] = devicesOf(value);
    }
  }
  return { fields: values as Fields, isMisfit };
}

/** One that is unreadable takes no other away: a desk without its scanner stands still. */
function devicesOf(value: unknown): SerialDevice[] {
  const some = Array.isArray(value) ? (value as unknown[]) : [];
  return some.flatMap((device) => serialDevice.safeParse(device).data ?? []).slice(0, MOST_DEVICES);
}

/** Half a copy is none. */
function copyWhole(from: string, to: string): void {
  try {
    copyFileSync(from, to);
  } catch (error) {
    rmSync(to, { force: true });
    throw error;
  }
}
