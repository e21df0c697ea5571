/** Money is an integer of 厘 (1/1000 yuan): an SMS can cost ¥0.045. Never a float of yuan. */
export type Li = number;

/** "¥1 204.100": three decimals for ledgers, two for cards. Throws RangeError on a non-integer. */
export function formatYuan(amount: Li, decimals: 2 | 3 = 3): string {
  if (!Number.isSafeInteger(amount)) throw new RangeError(`not an amount of li: ${amount}`);
  const rounded = decimals === 3 ? Math.abs(amount) : Math.round(Math.abs(amount) / 10) * 10;
  const sign = amount < 0 && rounded > 0 ? '-' : '';
  const yuan = Math.floor(rounded / 1000).toString().replace(/\B(?=(\d{3})+$)/g, '\u2009');
  const rest = (rounded % 1000).toString().padStart(3, '0').slice(0, decimals);
  return `${sign}¥${yuan}.${rest}`;
}
