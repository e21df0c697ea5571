/**
 * A mainland mobile number as vendors of E.164 want it, +86 and 11 digits, whatever its writing; null for anything else: a
 * landline, a number with an extension, or a name in the phone's place.
 */
export function mainland(phone: string): string | null {
  const digits = phone.replace(/[ -]/g, '').replace(/^(?:\+|00)?86(?=1\d{10}$)/, '');
  return /^1[3-9]\d{9}$/.test(digits) ? `+86${digits}` : null;
}
