/** 138****1234: how a phone number may be shown on a screen. Of anything shorter than a mobile number too little would be hidden. */
export function maskPhone(phone: string): string {
  return phone.length < 11 ? '****' : `${phone.slice(0, 3)}****${phone.slice(-4)}`;
}

/** One spelling of a phone however it is written: digits alone, a Chinese mobile number without its country. */
export function plainPhone(phone: string): string {
  const digits = phone.normalize('NFKC').replace(/\D/g, '');
  return /^(?:00)?86(1[3-9]\d{9})$/.exec(digits)?.[1] ?? digits;
}

/** For logs and error details: no mobile number survives, with its country and in groups or not; three digits are kept to correlate. */
export function redactPhones(text: string): string {
  return text.replace(/(?<!\d)(?:(?:\+|00)?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d(\d{3})(?!\d)/g, '[phone…$1]');
}
