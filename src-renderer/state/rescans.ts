import type { Held } from '../../src-shared/bridge/devices.ts';
import type { HeldReason } from '../../src-shared/domain/wedge/finding.ts';
import { scannedCode } from '../../src-shared/domain/wedge/whole-code.ts';

/** A code that may be a fragment. `device`: the serial scanner that sent it; its reasons have words of their own. */
export type Rescan = { readonly text: string; readonly why: HeldReason; readonly device: null } | { readonly text: string; readonly why: Held; readonly device: string };

/** So few characters stand in many numbers: they tell nothing but at an end. */
const LEAST = 4;

/** Is this label the one that the fragment came of? */
function fits(fragment: string, label: string): boolean {
  const part = scannedCode(fragment);
  const whole = scannedCode(label);
  return part !== '' && (whole.startsWith(part) || whole.endsWith(part) || (part.length >= LEAST && whole.includes(part)));
}

/** The fragments after another one, the newest last. One that came before and is a part of it came of the same label. */
export const withFragment = (rescans: readonly Rescan[], fragment: Rescan): readonly Rescan[] => [...rescans.filter(({ text }) => !fits(text, fragment.text)), fragment];

/** The fragments after a label was scanned whole: those that came of it are settled, the others are not. */
export const withoutWhole = (rescans: readonly Rescan[], label: string): readonly Rescan[] => {
  const left = rescans.filter(({ text }) => !fits(text, label));
  return left.length === rescans.length ? rescans : left;
};
