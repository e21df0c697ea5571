import { randomUUID } from 'node:crypto';
import { existsSync, renameSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import Store from 'electron-store';
import { z } from 'zod';
import { scannerCalibration, serialDevice, weighingRules, type SerialDevice } from '../../src-shared/bridge/devices.ts';
import { FIRST_WEIGHING } from '../../src-shared/domain/weight.ts';
import { printSettings } from '../../src-shared/bridge/printing.ts';
import { FIRST_PRINTING } from '../../src-shared/domain/printing.ts';
import type { Settings } from '../../src-shared/bridge/views.ts';

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
  devices: z.array(serialDevice).max(16),
});
type Fields = z.infer<typeof fields>;

const DEFAULTS: Omit<Fields, 'deviceId'> = { language: 'zh-CN', theme: 'light', volume: 0.7, muted: false, stationName: '01', accountApi: null, devices: [], weighing: FIRST_WEIGHING, printing: FIRST_PRINTING, scanner: null };

/**
 * settings.json in the data folder. A file that cannot be read is put aside, never thrown away, and `damaged` names it;
 * a single value that does not fit gives way to its default.
 */
export function openSettings(dataDir: string) {
  let damaged: string | null = null;
  const file = join(dataDir, 'settings.json');
  const open = (): Store => new Store({ name: 'settings', cwd: dataDir, clearInvalidConfig: false });
  let store: Store;
  try {
    store = open();
  } catch (error) {
    if (!existsSync(file)) throw error;
    damaged = `settings.damaged-${Date.now()}.json`;
    renameSync(file, join(dataDir, damaged));
    store = open();
  }
  const read = (): Fields => {
    const kept: unknown = store.store;
    const values: Record<string, unknown> = { ...DEFAULTS, deviceId: randomUUID() };
    for (const [name, schema] of Object.entries(fields.shape)) {
      const value = (kept as Record<string, unknown>)[name];
      if (value === undefined) continue;
      if (schema.safeParse(value).success) values[name] = value;
      else damaged ??= name;
    }
    return values as Fields;
  };
  let current = read();
  store.set(current);
  return {
    damaged: (): string | null => damaged,
    device: { id: current.deviceId, name: hostname().slice(0, 60) },
    view(): Settings {
      const { deviceId: _, devices: __, ...settings } = current;
      return settings;
    },
    devices: {
      devices: (): readonly SerialDevice[] => current.devices,
      keep(devices: readonly SerialDevice[]): void {
        current = fields.parse({ ...current, devices });
        store.set(current);
      },
    },
    change(change: Partial<Settings>): Settings {
      current = fields.parse({ ...current, ...change });
      store.set(current);
      return this.view();
    },
  };
}
