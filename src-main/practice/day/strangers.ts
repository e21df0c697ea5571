import type { SheetRow } from '../../../src-shared/bridge/views.ts';
import { s10CheckDigit } from '../../../src-shared/domain/waybill-number.ts';
import type { Dice } from './dice.ts';

/**
 * What lies on the belt and is no parcel of the day: numbers that no order has, and codes that are no waybill number.
 * All are printable as Code 128. `numbers` are numbers in real formats that the day has not used.
 */
export function strangers(dice: Dice, numbers: readonly string[]): SheetRow[] {
  const eight = dice.digits(8);
  const wrong = (s10CheckDigit(eight) + 1) % 10;
  const unknown = [...numbers, `DPK${dice.digits(12)}`, `JT${dice.digits(13)}`];
  const invalid = [
    `https://example.invalid/p/${dice.digits(6)}`,
    `1990000${dice.digits(4)}`,
    '!!##??',
    `RA${eight}${wrong}CN`,
    `{"id":"${dice.digits(8)}"}`,
    `YT${dice.digits(16)}`,
    'HELLO-WORLD',
  ];
  return dice.shuffle([...unknown.map((number) => row(number, 'unknown')), ...invalid.map((number) => row(number, 'invalid'))]);
}

function row(number: string, verdict: 'unknown' | 'invalid'): SheetRow {
  return { number, platform: null, courier: null, verdict, work: [], interceptedAfter: null };
}
