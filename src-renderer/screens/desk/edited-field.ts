const NEW_BURST_AFTER = 300;
const LETTERS_COME_WITHIN = 600;
const TEXT_TYPES = ['text', 'search', 'tel', 'url', 'email', 'number'];

export type Field = HTMLInputElement | HTMLTextAreaElement;

export const isTextField = (target: EventTarget | null): target is Field => target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && TEXT_TYPES.includes(target.type));

/** Passwords are typed by programs too, as fast as scanners, and are nobody's business. A field that `data-takes-scans` is meant for scans. */
export const isLeftAlone = (target: EventTarget | null): boolean => target instanceof HTMLElement && ((target instanceof HTMLInputElement && target.type === 'password') || target.dataset['takesScans'] !== undefined);

type Edited = {
  /** A key went down, at `at` on its own clock: the first one after a pause begins a burst. */
  readonly key: (target: EventTarget | null, at: number) => void;
  /** The text is about to change. Through an input method a letter is in the field before its own key is heard, if it is heard at all. */
  readonly changing: (target: EventTarget | null) => void;
  readonly restore: (masked: boolean) => void;
};
type Before = { readonly field: Field; readonly value: string; readonly from: number | null; readonly to: number | null };

/** What stood in a field before a scanner typed into it, and where its caret was. */
export function editedField(): Edited {
  let before: Before | null = null;
  let lastAt = 0;
  /** As it was before the first of the latest changes, and when that was, on this handler's clock. */
  let early: { readonly was: Before; readonly seen: number } | null = null;
  return {
    key(target, at) {
      if (!isTextField(target)) before = null;
      else if (before?.field !== target || at - lastAt > NEW_BURST_AFTER) before = early?.was.field === target && performance.now() - early.seen < NEW_BURST_AFTER ? early.was : standingIn(target);
      lastAt = Math.max(lastAt, at);
    },
    changing(target) {
      const seen = performance.now();
      if (isTextField(target) && (early?.was.field !== target || seen - early.seen > NEW_BURST_AFTER)) early = { was: standingIn(target), seen };
    },
    restore(masked) {
      if (before === null) return;
      const { field, value, from, to } = before;
      before = null;
      early = null;
      const put = (): void => putBack(field, value, from, to);
      put();
      if (masked) againstComposition(field, () => field.value !== value && put());
    },
  };
}

const standingIn = (field: Field): Before => ({ field, value: field.value, from: field.selectionStart, to: field.selectionEnd });

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
