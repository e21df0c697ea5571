import { readMobile } from '../../../src-shared/domain/sms.ts';

/**
 * A mainland mobile number as vendors of E.164 want it, +86 and 11 digits, whatever its writing; null for anything else: a
 * landline, a number with an extension, or a name in the phone's place.
 */
export function mainland(phone: string): string | null {
  const digits = readMobile(phone);
  return digits === null ? null : `+86${digits}`;
}

/** One mobile number, however a vendor or the platform writes it; of other numbers the very same writing. */
export const sameNumber = (one: string, other: string): boolean => (readMobile(one) ?? one) === (readMobile(other) ?? other);
