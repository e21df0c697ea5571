import { createHash } from 'node:crypto';

/** Upper hex md5(secret + name1value1name2value2... + secret), names sorted. Source: docs/conversion-contract.md. */
export function sign(secret: string, fields: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1));
  const text = sorted.map(([name, value]) => name + value).join('');
  return createHash('md5').update(secret + text + secret).digest('hex').toUpperCase();
}
