import type { Courier } from '../../../src-shared/domain/couriers.ts';
import { s10CheckDigit } from '../../../src-shared/domain/waybill-number.ts';
import type { Dice } from './dice.ts';

/** How each courier numbers its parcels, as seen on labels; src-shared/domain/waybill-formats.ts reads them. */
const PRINT: Readonly<Record<Courier, (dice: Dice) => string>> = {
  sf: (dice) => `SF${dice.digits(13)}`,
  yto: (dice) => `YT${dice.digits(13)}`,
  jt: (dice) => `JT${dice.digits(13)}`,
  deppon: (dice) => `DPK${dice.digits(12)}`,
  jd: (dice) => `JDVA${dice.digits(11)}`,
  // 77 belongs to STO, so ZTO's second digit is another one.
  zto: (dice) => `7${dice.pick([3, 4, 5, 6, 8])}${dice.digits(10)}`,
  sto: (dice) => `77${dice.digits(13)}`,
  // 86 and a mobile number would read as a phone.
  yunda: (dice) => `4${dice.pick([3, 6])}${dice.digits(11)}`,
  ems: (dice) => {
    const eight = dice.digits(8);
    return `EA${eight}${s10CheckDigit(eight)}CN`;
  },
};

/** A number in the courier's format that `taken` does not know yet. */
export function courierNumber(courier: Courier, dice: Dice, taken: (number: string) => boolean): string {
  for (;;) {
    const number = PRINT[courier](dice);
    if (!taken(number)) return number;
  }
}
