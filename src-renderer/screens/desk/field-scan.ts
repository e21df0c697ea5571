import { EMPTY_WEDGE, fitsCourier, isBurst, press, type Key, type Wedge } from './wedge.ts';

/** Faster than fingers, over a whole number: nothing a person types into a field is taken for a scan. */
const SCANNER_GAP = 35;
const LEAST_LENGTH = 8;
const NEW_BURST_AFTER = 300;
const LETTERS_COME_WITHIN = 600;

type Field = HTMLInputElement | HTMLTextAreaElement;
type Before = { readonly field: Field; readonly value: string; readonly from: number | null; readonly to: number | null; masked: boolean };

/**
 * A scanner that types into a text field: its Enter must not send the form, and what stood there comes back. Where an
 * input method took part, keys are missing and others have the wrong code: `onScan` then hears no text, rather than a
 * wrong one. Returns true for a key that is to be swallowed.
 */
export function scansInFields(onScan: (text: string) => void): (target: EventTarget | null, key: Key) => boolean {
  let wedge: Wedge = EMPTY_WEDGE;
  let before: Before | null = null;
  let lastAt = 0;
  return (target, key) => {
    if (!isTextField(target)) {
      before = null;
      return false;
    }
    // Any key begins a burst: through an input method a letter can be in the field before its own key is heard.
    if (before?.field !== target || key.time - lastAt > NEW_BURST_AFTER) {
      wedge = EMPTY_WEDGE;
      before = { field: target, value: target.value, from: target.selectionStart, to: target.selectionEnd, masked: false };
    }
    lastAt = Math.max(lastAt, key.time);
    const step = press(wedge, key);
    if (key.masked) before.masked = true;
    const { finding } = step;
    const burst = finding !== null && finding.kind !== 'cleared' && isBurst(wedge, LEAST_LENGTH, SCANNER_GAP);
    wedge = step.wedge;
    if (!burst || !(before.masked || fitsCourier(finding.text))) return false;
    restore(before);
    onScan(before.masked ? '' : finding.text);
    before = null;
    return true;
  };
}

/** Passwords are typed by programs too, as fast as scanners. A field that `data-takes-scans` is meant for them. */
const isTextField = (target: EventTarget | null): target is Field => target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && target.type === 'text' && target.dataset['takesScans'] === undefined);

function restore({ field, value, from, to, masked }: Before): void {
  const put = (): void => {
    // Past React's own setter, so that it hears of the change.
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field) as object, 'value')?.set?.call(field, value);
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.setSelectionRange(from, to);
  };
  put();
  if (!masked) return;
  // A composition ends when its field loses the focus, and leaves its letters there some moments later.
  const again = (): void => {
    if (field.value !== value) put();
  };
  field.addEventListener('input', again);
  field.blur();
  setTimeout(() => field.focus(), LETTERS_COME_WITHIN / 2);
  setTimeout(() => {
    field.removeEventListener('input', again);
    again();
  }, LETTERS_COME_WITHIN);
}
