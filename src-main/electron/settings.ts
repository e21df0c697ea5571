import { randomUUID } from 'node:crypto';
import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { scannerCalibration, serialDevice, weighingRules, type SerialDevice } from '../../src-shared/bridge/devices.ts';
import { FIRST_WEIGHING } from '../../src-shared/domain/weight.ts';
import { printSettings } from '../../src-shared/bridge/printing.ts';
import { FIRST_PRINTING } from '../../src-shared/domain/printing.ts';
import type { Settings } from '../../src-shared/bridge/views.ts';
import type { Problems } from '../station/problems.ts';
import { isDamaged, readAtStart, readKept, untilKept, writeKept } from './kept-file.ts';

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
 * a value that does not fit gives way to its default, a device that does not fit to none. A file that the disk does not let us read
 * stays where it is: what nobody has changed by then is taken from it when it can be. Settings that can't be written
 * hold until the program ends, and are tried again: no start needs room on the disk for them.
 */
export function openSettings(dataDir: string) {
  const file = join(dataDir, 'settings.json');
  let aside = newAside();
  const found = opened(dataDir, file, aside);
  let isRead = found !== null;
  const kept = found ?? {};
  const read = fieldsOf(kept, { ...DEFAULTS, deviceId: randomUUID() });
  let current = read.fields;
  /** What somebody has changed in this run. */
  let changed: Partial<Fields> = {};
  /** The file has what was not understood: it is not to be written over before there is a copy of it. */
  let isToBeCopied = read.isMisfit;
  let told: Pick<Problems, 'add' | 'cure'> | null = null;
  let readLate = (): void => undefined;

  /** Whether something of the file does not hold here, and where it is. */
  function tell(): void {
    const copied = existsSync(join(dataDir, aside));
    if (copied || isToBeCopied || !isRead) told?.add({ code: 'settings-damaged', about: copied ? aside : 'settings.json' });
    else told?.cure('settings-damaged');
  }
  /** A file that was damaged since is put aside as at the start: trying again would never read it. */
  function orPutAside<T>(look: () => T): T {
    try {
      return look();
    } catch (error) {
      if (!isDamaged(error)) throw error;
      const next = newAside();
      renameSync(file, join(dataDir, next));
      aside = next;
      isToBeCopied = false;
      tell();
      return look();
    }
  }
  /** What nobody has changed in this run is as a file has it that only now can be read. What was changed without it, a list of one scanner for one, is kept beside. */
  function takeFrom(there: Kept): void {
    const late = fieldsOf(there, current);
    current = { ...late.fields, ...changed };
    isToBeCopied = late.isMisfit || Object.entries(changed).some(([name, value]) => typeof there[name] === 'object' && !isDeepStrictEqual(there[name], value));
    isRead = true;
    readLate();
  }
  const keeping = untilKept('settings-not-written', () => {
    const { store, kept: there } = orPutAside(() => readKept(dataDir, 'settings'));
    const isNews = !isRead || isToBeCopied;
    if (!isRead) takeFrom(there);
    if (isToBeCopied) copyWhole(file, join(dataDir, aside));
    isToBeCopied = false;
    if (isNews) tell();
    writeKept(store, { ...there, ...current });
  });
  function change(to: Partial<Fields>): void {
    current = fields.parse({ ...current, ...to });
    changed = { ...changed, ...to };
    keeping.now();
  }
  return {
    /** From here on somebody hears what is wrong with the file, and that it was read after all. Writes what the file does not have yet. */
    begin(problems: Pick<Problems, 'add' | 'cure'>, late: () => void): void {
      told = problems;
      readLate = late;
      keeping.begin(problems);
      if (JSON.stringify({ ...kept, ...current }) !== JSON.stringify(kept)) keeping.now();
      tell();
    },
    device: {
      get id() {
        return current.deviceId;
      },
      name: hostname().slice(0, 60),
    },
    view(): Settings {
      const { deviceId: _, devices: __, ...settings } = current;
      return settings;
    },
    devices: {
      devices: (): readonly SerialDevice[] => current.devices,
      keep(devices: readonly SerialDevice[]): void {
        change({ devices: [...devices] });
      },
    },
    change(to: Partial<Settings>): Settings {
      change(to);
      return this.view();
    },
  };
}

const newAside = (): string => `settings.damaged-${Date.now()}.json`;

/** What is in it. Null where the disk lets the file not be read, or what is none of ours not be put aside. */
function opened(dataDir: string, file: string, aside: string): Kept | null {
  const read = (): Kept => readAtStart(dataDir, 'settings').kept;
  try {
    return read();
  } catch (error) {
    try {
      if (!isDamaged(error)) return null;
      renameSync(file, join(dataDir, aside));
      return read();
    } catch {
      return null;
    }
  }
}

/** `before` is what holds where the file says nothing. */
function fieldsOf(kept: Kept, before: Fields): { fields: Fields; isMisfit: boolean } {
  const values: Record<string, unknown> = { ...before };
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
