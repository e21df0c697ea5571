/** 138****1234: how a phone number may be shown on a screen. Anything shorter than 7 digits is hidden whole. */
export function maskPhone(phone: string): string {
  return phone.length < 7 ? '****' : `${phone.slice(0, 3)}****${phone.slice(-4)}`;
}

/** For logs and error details: no run of digits that could be a phone survives, three are kept to correlate. */
export function redactPhones(text: string): string {
  return text.replace(/(?<!\d)(?:\+?86)?1[3-9]\d{6}(\d{3})(?!\d)/g, '[phone…$1]');
}
