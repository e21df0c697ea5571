const NEW_BURST_AFTER = 300;
const LETTERS_COME_WITHIN = 600;
const TEXT_TYPES = ['text', 'search', 'tel', 'url', 'email', 'number'];

export type Field = HTMLInputElement | HTMLTextAreaElement;

export const isTextField = (target: EventTarget | null): target is Field => target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && TEXT_TYPES.includes(target.type));

/** Passwords are typed by programs too, as fast as scanners, and are nobody's business. A field that `data-takes-scans` is meant for scans. */
export const isLeftAlone = (target: EventTarget | null): boolean => target instanceof HTMLElement && ((target instanceof HTMLInputElement && target.type === 'password') || target.dataset['takesScans'] !== undefined);

/**
 * What stood in a field before a scanner typed into it, and where its caret was. Any key begins a burst: through an
 * input method a letter can be in the field before its own key is heard.
 */
export function editedField(): { readonly key: (target: EventTarget | null, at: number) => void; readonly restore: (masked: boolean) => void } {
  let before: { readonly field: Field; readonly value: string; readonly from: number | null; readonly to: number | null } | null = null;
  let lastAt = 0;
  return {
    key(target, at) {
      if (!isTextField(target)) before = null;
      else if (before?.field !== target || at - lastAt > NEW_BURST_AFTER) before = { field: target, value: target.value, from: target.selectionStart, to: target.selectionEnd };
      lastAt = Math.max(lastAt, at);
    },
    restore(masked) {
      if (before === null) return;
      const { field, value, from, to } = before;
      before = null;
      const put = (): void => putBack(field, value, from, to);
      put();
      if (masked) againstComposition(field, () => field.value !== value && put());
    },
  };
}

function putBack(field: Field, value: string, from: number | null, to: number | null): void {
  // Past React's own setter, so that it hears of the change.
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field) as object, 'value')?.set?.call(field, value);
  field.dispatchEvent(new Event('input', { bubbles: true }));
  // Numbers and addresses have no caret that could be asked or set.
  if (from !== null) field.setSelectionRange(from, to);
}

/** A composition ends when its field loses the focus, and leaves its letters there some moments later. */
function againstComposition(field: Field, again: () => void): void {
  field.addEventListener('input', again);
  field.blur();
  setTimeout(() => field.focus(), LETTERS_COME_WITHIN / 2);
  setTimeout(() => {
    field.removeEventListener('input', again);
    again();
  }, LETTERS_COME_WITHIN);
}
