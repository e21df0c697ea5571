import { formatYuan, type Li } from '../../../src-shared/domain/money.ts';

const LEAST_TOP_UP: Li = 1000;
const MOST_TOP_UP: Li = 100_000_000;

/** "12.345" yuan as 厘, digit by digit: a float of yuan never exists. Null where it is no amount of at most three decimals. */
export function parseYuan(text: string): Li | null {
  const parts = /^(\d{1,9})(?:\.(\d{1,3}))?$/.exec(text.trim());
  if (!parts) return null;
  const [, yuan = '', decimals = ''] = parts;
  return Number(yuan) * 1000 + Number(decimals.padEnd(3, '0'));
}

/** The same, within what one top-up may be. */
export function parseTopUp(text: string): Li | null {
  const amount = parseYuan(text);
  return amount !== null && amount >= LEAST_TOP_UP && amount <= MOST_TOP_UP ? amount : null;
}

/** As a payment page shows it: ¥100.00, and three decimals only where they say something. */
export const payableText = (amount: Li): string => formatYuan(amount, amount % 10 === 0 ? 2 : 3);
