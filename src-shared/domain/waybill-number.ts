import type { Courier } from './couriers.ts';
import { LOOK_ALIKES, WAYBILL_FORMATS } from './waybill-formats.ts';

/** Why a scanned text is no waybill number at all. */
export type NotANumber =
  | 'empty' | 'too-long' | 'characters' | 'look-alike' | 'check-digit'
  | 'link' | 'phone' | 'structured'
  /** A code to pay by, or that a person pays with. */
  | 'payment'
  /** The square code of an SF label: `MMM={'k1':…}`. */
  | 'sf-structured';

export type Reading =
  | {
      readonly kind: 'number';
      /** Upper case, half width, no spaces, without a JD parcel suffix. */
      readonly number: string;
      /** JD prints "-1-3-" behind the number of a parcel with several pieces. */
      readonly suffix: string | null;
      /** Couriers whose format fits, best first; empty where none does. */
      readonly candidates: readonly Courier[];
    }
  | { readonly kind: 'not-a-number'; readonly why: NotANumber };

/** Longer than any code that a courier prints; a scanner that sends more is reading something else. */
export const LONGEST_NUMBER = 40;

/** A mobile number as labels and links print it: with or without its country, in groups or not. */
const PHONE = /^(?:TEL:)?(?:(?:\+|00)?86-?)?1[3-9]\d-?\d{4}-?\d{4}$/;
/**
 * Payment codes: 微信 (wxp://, payapp.weixin.qq.com), 支付宝 (alipays://, qr.alipay.com), 云闪付 (qr.95516.com); and the code
 * that a phone shows to be charged: 微信 18 digits from 10 to 15, 支付宝 16 to 24 digits from 25 to 30. No courier's number
 * is 16 to 24 digits alone (waybill-formats.ts).
 */
const PAYMENT = /^(?:WXP:\/\/|WEIXIN:\/\/WXPAY|ALIPAYS?:\/\/|HTTPS?:\/\/(?:[A-Z0-9-]+\.)*(?:QR\.ALIPAY\.COM|QR\.95516\.COM|PAYAPP\.WEIXIN\.QQ\.COM|WX\.TENPAY\.COM)(?=[/:?]|$))|^(?:1[0-5]\d{16}|(?:2[5-9]|30)\d{14,22})$/;
const JD_SUFFIX = /^(JD[A-Z]{0,2}\d{11,15})(-\d{1,4}-\d{1,4}-?)$/;
const S10 = /^[A-Z]{2}(\d{8})(\d)[A-Z]{2}$/;

/** Reads what a scanner sent. Total: any text gives a reading. Rules: courier formats in waybill-formats.ts, S10 of UPU. */
export function readWaybillNumber(raw: string): Reading {
  if (raw.length > 10_000) return refuse('too-long');
  const folded = foldCode(raw);
  if (folded === '') return refuse('empty');
  if (PAYMENT.test(folded)) return refuse('payment');
  if (/^[A-Z][A-Z0-9+.-]*:\/\//.test(folded) || folded.startsWith('WWW.')) return refuse('link');
  if (folded.startsWith('MMM=')) return refuse('sf-structured');
  if (/^[{[<]/.test(folded)) return refuse('structured');
  if (folded.length > LONGEST_NUMBER) return refuse('too-long');
  if (PHONE.test(folded)) return refuse('phone');
  if (!/^[A-Z0-9-]+$/.test(folded)) return refuse('characters');
  const s10 = S10.exec(folded);
  if (s10 && Number(s10[2]) !== s10CheckDigit(s10[1] as string)) return refuse('check-digit');
  const jd = JD_SUFFIX.exec(folded);
  const number = jd?.[1] ?? folded;
  if (LOOK_ALIKES.some(({ pattern }) => pattern.test(number))) return refuse('look-alike');
  return { kind: 'number', number, suffix: jd?.[2] ?? null, candidates: candidatesFor(number) };
}

/** Upper case, full-width forms to half width, spaces and control characters out. */
export function foldCode(raw: string): string {
  return raw.normalize('NFKC').replace(/[\s\p{C}]/gu, '').toUpperCase();
}

/** What is typed, pasted or scanned into a search, as numbers are kept: of a JD label without its parcel suffix. */
export function soughtNumber(typed: string): string {
  const reading = readWaybillNumber(typed);
  return reading.kind === 'number' ? reading.number : foldCode(typed);
}

/** A number, or what came in the place of one and is kept as it came, ends as is sought. */
export const endsSo = (number: string, sought: string): boolean => foldCode(number).endsWith(sought);

function candidatesFor(number: string): Courier[] {
  const fitting = WAYBILL_FORMATS.formats.filter((format) => format.pattern.test(number)).map((format) => format.courier);
  return [...new Set(fitting)];
}

/** A number that carries a check digit; one that is read has the right one. */
export const isCheckedNumber = (number: string): boolean => S10.test(number);

/** UPU S10: weights 8 6 4 2 3 5 9 7, 11 - sum mod 11, where 10 becomes 0 and 11 becomes 5. */
export function s10CheckDigit(eightDigits: string): number {
  const weights = [8, 6, 4, 2, 3, 5, 9, 7];
  const sum = weights.reduce((total, weight, at) => total + weight * Number(eightDigits[at]), 0);
  const digit = 11 - (sum % 11);
  return digit === 10 ? 0 : digit === 11 ? 5 : digit;
}

function refuse(why: NotANumber): Reading {
  return { kind: 'not-a-number', why };
}
