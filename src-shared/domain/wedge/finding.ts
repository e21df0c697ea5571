import { scannedCode } from './whole-code.ts';

/**
 * Why something was held back and the label has to be scanned again:
 * `no-end` it stopped, with no end key and fitting no format · `stalled` a long pause in its middle · `rest` it looks
 * like the rest of what came before it · `not-whole` typed by hand or too short, and no whole number · `torn` the focus
 * moved in its middle · `left` the window lost the front in its middle · `input-method` an input method took part in it ·
 * `unreadable` a key in it could not be read, or took something back.
 */
export const HELD_REASONS = ['no-end', 'stalled', 'rest', 'not-whole', 'torn', 'left', 'input-method', 'unreadable'] as const;
export type HeldReason = (typeof HELD_REASONS)[number];

export type Finding =
  /** `text` as the code has it, `code` as a waybill number is written. */
  | { readonly kind: 'scan'; readonly text: string; readonly code: string }
  | { readonly kind: 'held'; readonly text: string; readonly reason: HeldReason };

export const scanOf = (text: string): Finding => ({ kind: 'scan', text, code: scannedCode(text) });
export const held = (text: string, reason: HeldReason): Finding => ({ kind: 'held', text, reason });
