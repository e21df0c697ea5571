import { z } from 'zod';
import type { Learnt } from '../domain/wedge/calibration.ts';
import type { Grams, WeighingRules } from '../domain/weight.ts';
import type { ErrorCode } from '../errors/codes.ts';

/** 扫描枪与电子秤 at serial ports, USB ones that pretend to be one included. Times are UTC ms of this machine. */

/** Names are said on the desk: two devices never share one. */
export const deviceName = z.string().trim().min(1).max(20);
/** COM3, /dev/ttyUSB0, /dev/serial/by-id/…: what the system calls the port. */
const portPath = z.string().trim().min(1).max(200);

export const BAUD_RATES = [1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200] as const;
/** line: CR, LF or both after every scan. silence: nothing is sent after a scan, a pause ends it. */
export const FRAME_ENDS = ['line', 'silence'] as const;

export const serialDevice = z.strictObject({
  id: z.uuid(),
  kind: z.enum(['scanner', 'scale']),
  name: deviceName,
  path: portPath,
  baudRate: z.literal(BAUD_RATES),
  end: z.enum(FRAME_ENDS),
});
export type SerialDevice = z.infer<typeof serialDevice>;

/** What a person may rule for the scale. */
export const weighingRules: z.ZodType<WeighingRules> = z.strictObject({ required: z.boolean(), toleranceGrams: z.int().min(0).max(10_000), tolerancePercent: z.int().min(0).max(100) });

/** What the station's keyboard scanner is like, as the calibration card has shown it; `at`: UTC ms of this machine. */
export const scannerCalibration: z.ZodType<Learnt & { readonly at: number }> = z.strictObject({
  at: z.int().nonnegative(),
  letters: z.enum(['upper', 'lower']),
  layout: z.enum(['same', 'differs']),
  capsLock: z.boolean(),
  inputMethod: z.boolean(),
  gap: z.number().min(0).max(10_000),
  longestGap: z.number().min(0).max(10_000),
  end: z.enum(['enter', 'tab', 'nothing', 'sometimes']),
  ends: z.int().min(0).max(9),
  lost: z.int().min(0).max(9),
});
export type ScannerCalibration = z.infer<typeof scannerCalibration>;

export type PortView = {
  readonly path: string;
  /** What the system knows of it: manufacturer and product; empty where it knows nothing. */
  readonly about: string;
};

/** reconnecting heals by itself, failed needs a person; both are tried again and again. */
export type DeviceState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'connected'; readonly since: number }
  | { readonly kind: 'reconnecting' | 'failed'; readonly code: ErrorCode; readonly since: number };

export type DeviceView = SerialDevice & {
  readonly state: DeviceState;
  /** What came last, control characters made visible, cut to 80 characters; `how` it ended, or why it is no scan. */
  readonly last: null | { readonly at: number; readonly text: string; readonly how: (typeof FRAME_ENDS)[number] | Held };
  /** The next thing that comes is shown here and goes nowhere else. */
  readonly testing: boolean;
  /** Of a scale: what it shows now, and the format that its lines were recognised as; null while nothing that can be read comes. */
  readonly shows: null | { readonly grams: Grams | null; readonly rests: boolean; readonly format: string };
  /** What it sends is none of a scale, or none of a scanner. */
  readonly trouble: ErrorCode | null;
  /** Why it has not been there for some seconds. This and `trouble` are said in every room. */
  readonly away: ErrorCode | null;
};
export type DevicesView = { readonly devices: readonly DeviceView[] };

/** Without an id it is a new one. */
export const deviceChange = serialDevice.omit({ id: true }).extend({ id: z.uuid().optional() });
export type DeviceChange = z.infer<typeof deviceChange>;

/** Why something that a device sent is no scan. */
export const HELD = ['bytes', 'too-long', 'cut', 'stalled', 'no-end', 'rest', 'no-format', 'at-scale'] as const;
export type Held = (typeof HELD)[number];

/** What a device sent since it was last asked for, in the order in which it came. */
export type DeviceNews =
  | { readonly kind: 'scan'; readonly device: string; readonly at: number; readonly text: string }
  | { readonly kind: 'held'; readonly device: string; readonly at: number; readonly text: string; readonly why: Held };
