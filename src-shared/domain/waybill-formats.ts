import type { Courier } from './couriers.ts';

/** One format of a courier. `source` says how it is known; a courier's own document replaces what was only seen on labels. */
export type WaybillFormat = { readonly courier: Courier; readonly pattern: RegExp; readonly source: 'labels' | 'upu-s10' };

/**
 * Formats as data with a version, so that they are refreshed without a change of code. They rank candidates for a number
 * that no order names; they never decide a courier. Order matters: best first, the more specific pattern of a look-alike
 * pair before the other. `labels`: seen on parcels and in integrators' public code (docs/numbers.md); `upu-s10`: UPU
 * standard S10, identifiers of postal items, whose check digit waybill-number.ts verifies.
 */
export const WAYBILL_FORMATS: { readonly version: number; readonly updated: string; readonly formats: readonly WaybillFormat[] } = {
  version: 2,
  updated: '2026-11-24',
  formats: [
    { courier: 'sf', pattern: /^SF\d{13}$/, source: 'labels' },
    { courier: 'yto', pattern: /^YT\d{13}$/, source: 'labels' },
    { courier: 'jt', pattern: /^JT\d{13}$/, source: 'labels' },
    { courier: 'deppon', pattern: /^DPK\d{12}$/, source: 'labels' },
    { courier: 'jd', pattern: /^JD[A-Z]{0,2}\d{11,15}$/, source: 'labels' },
    { courier: 'sto', pattern: /^77\d{13}$/, source: 'labels' },
    { courier: 'zto', pattern: /^7\d{11}(\d{2})?$/, source: 'labels' },
    { courier: 'sto', pattern: /^77\d{10}\d?$/, source: 'labels' },
    { courier: 'yunda', pattern: /^\d{13}(\d{2})?$/, source: 'labels' },
    { courier: 'sto', pattern: /^\d{12,13}$/, source: 'labels' },
    { courier: 'sf', pattern: /^(\d{12}|\d{15})$/, source: 'labels' },
    { courier: 'ems', pattern: /^[A-Z]{2}\d{9}CN$/, source: 'upu-s10' },
    { courier: 'ems', pattern: /^\d{13}$/, source: 'labels' },
  ],
};

/** Numbers of carriers that are not ours and look like ours (docs/numbers.md): refused, not guessed. */
export const LOOK_ALIKES: readonly { readonly carrier: string; readonly pattern: RegExp }[] = [
  { carrier: 'YunExpress', pattern: /^YT\d{16}$/ },
  { carrier: 'DHL', pattern: /^JD\d{18}$/ },
];
