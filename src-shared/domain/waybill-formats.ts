import type { Courier } from './couriers.ts';

/**
 * Formats seen on parcels, as data with a version so that it can be refreshed without a change of code.
 * They rank candidates for a number that no order names; they never decide a courier.
 * Order matters: the more specific pattern of a look-alike pair comes first.
 */
export const WAYBILL_FORMATS: {
  readonly version: number;
  readonly formats: readonly { readonly courier: Courier; readonly pattern: RegExp }[];
} = {
  version: 1,
  formats: [
    { courier: 'sf', pattern: /^SF\d{13}$/ },
    { courier: 'yto', pattern: /^YT\d{13}$/ },
    { courier: 'jt', pattern: /^JT\d{13}$/ },
    { courier: 'deppon', pattern: /^DPK\d{12}$/ },
    { courier: 'jd', pattern: /^JD[A-Z]{0,2}\d{11,15}$/ },
    { courier: 'zto', pattern: /^7\d{11}(\d{2})?$/ },
    { courier: 'sto', pattern: /^77\d{10}(\d(\d{2})?)?$/ },
    { courier: 'yunda', pattern: /^\d{13}(\d{2})?$/ },
    { courier: 'sto', pattern: /^\d{12,13}$/ },
    { courier: 'sf', pattern: /^(\d{12}|\d{15})$/ },
    { courier: 'ems', pattern: /^[A-Z]{2}\d{9}CN$/ },
    { courier: 'ems', pattern: /^\d{13}$/ },
  ],
};
