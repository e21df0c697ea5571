import { EMPTY_WEDGE, fitsCourier, isBurst, press, type Key, type Wedge } from './wedge.ts';

/** Faster than fingers, over a whole number: nothing a person types into a field is taken for a scan. */
const SCANNER_GAP = 35;
const LEAST_LENGTH = 8;
const NEW_BURST_AFTER = 300;

type Field = HTMLInputElement | HTMLTextAreaElement;
type Before = { readonly field: Field; readonly value: string; readonly from: number | null; readonly to: number | null; masked: boolean };

/**
 * A scanner that types into a text field: its Enter must not send the form, and what stood there comes back. An input
 * method may have eaten the characters; the keys tell them all the same. Returns true for a key that is to be swallowed.
 */
export function scansInFields(onScan: (text: string) => void): (target: EventTarget | null, key: Key) => boolean {
  let wedge: Wedge = EMPTY_WEDGE;
  let before: Before | null = null;
  return (target, key) => {
    if (!isTextField(target)) {
      wedge = EMPTY_WEDGE;
      return false;
    }
    if (before?.field !== target || key.time - wedge.lastAt > NEW_BURST_AFTER) wedge = EMPTY_WEDGE;
    const step = press(wedge, key);
    if (wedge.text === '') before = { field: target, value: target.value, from: target.selectionStart, to: target.selectionEnd, masked: false };
    if (before && key.masked) before.masked = true;
    const scanned = step.finding?.kind === 'scan' && isBurst(wedge, LEAST_LENGTH, SCANNER_GAP) && fitsCourier(step.finding.text);
    wedge = step.wedge;
    if (!scanned || !step.finding || !before) return false;
    restore(before);
    onScan(step.finding.text);
    return true;
  };
}

/** Passwords are typed by programs too, as fast as scanners. */
const isTextField = (target: EventTarget | null): target is Field => target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && target.type === 'text');

function restore({ field, value, from, to, masked }: Before): void {
  // A composition ends when its field loses the focus.
  if (masked) field.blur();
  // Past React's own setter, so that it hears of the change.
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field) as object, 'value')?.set?.call(field, value);
  field.dispatchEvent(new Event('input', { bubbles: true }));
  if (masked) field.focus();
  field.setSelectionRange(from, to);
}
