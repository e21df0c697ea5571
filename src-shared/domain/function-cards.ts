import { foldCode } from './waybill-number.ts';

/**
 * 功能卡: codes on a printed sheet that a packer scans instead of reaching for a mouse. They begin as no courier's number
 * does (letters, then a hyphen), and none is the beginning of another, so that a card that was read in part is no other card.
 */
export const FUNCTION_CARDS = ['ok', 'undo', 'switch', 'pause', 'mute', 'help', 'calibrate'] as const;
export type FunctionCard = (typeof FUNCTION_CARDS)[number];

export const CODE_OF: Readonly<Record<FunctionCard, string>> = {
  /** 确认: what is held has been taken off the belt. */
  ok: 'JBS-OK',
  /** 撤销上一件 */
  undo: 'JBS-UNDO',
  /** 换人: the next badge says who scans from now on. */
  switch: 'JBS-SWITCH',
  /** 暂停 or go on. */
  pause: 'JBS-PAUSE',
  /** 静音 or loud again. */
  mute: 'JBS-MUTE',
  /** 帮助 */
  help: 'JBS-HELP',
  /** 校准: scanned three times, it teaches the station its scanner. Letters, a hyphen and every digit: what CapsLock, a layout or a lost key spoils shows. */
  calibrate: 'JBS-CAL-0123456789',
};

/** The card that a scanned text is, in either case and in full-width forms too; null where it is none. Total. */
export function functionCardOf(text: string): FunctionCard | null {
  const code = foldCode(text);
  return FUNCTION_CARDS.find((card) => CODE_OF[card] === code) ?? null;
}

/** Begins as a function card does: whatever the rest is, it is no parcel. */
export const isCardLike = (text: string): boolean => foldCode(text).startsWith('JBS-');
