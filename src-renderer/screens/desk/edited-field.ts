import { SHORTEST_STALL } from '../../../src-shared/domain/wedge/burst.ts';

/** ms. An input method's letter and its key are that close; where the key comes first, its own change follows at once. */
const KEY_AFTER_LETTER = 300;
const LETTER_AFTER_KEY = 50;
/** A scan may be so slow that every key of it could be its first. */
const MOST_REMEMBERED = 64;
const LETTERS_COME_WITHIN = 600;
const TEXT_TYPES = ['text', 'search', 'tel', 'url', 'email', 'number'];

export type Field = HTMLInputElement | HTMLTextAreaElement;

export const isTextField = (target: EventTarget | null): target is Field => target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && TEXT_TYPES.includes(target.type));

/** A field for a password, also while it is shown, and those beside it. */
export const isOfADoor = (target: EventTarget | null): target is HTMLInputElement => target instanceof HTMLInputElement && (target.type === 'password' || target.dataset['ofADoor'] !== undefined);
/** Passwords are typed by programs too, as fast as scanners, and are nobody's business. A field that `data-takes-scans` is meant for scans. */
export const isLeftAlone = (target: EventTarget | null): boolean => isOfADoor(target) || (target instanceof HTMLElement && target.dataset['takesScans'] !== undefined);

type Edited = {
  /** A key went down, at `at` on its own clock: one after a pause may be the first of a scan. */
  readonly key: (target: EventTarget | null, at: number) => void;
  /** The text is about to change. Through an input method a letter is in the field before its own key is heard, if it is heard at all. */
  readonly changing: (target: EventTarget | null) => void;
  /** The field as it was before what began at `from`, on the clock of the keys: what a person typed before a scan stays. */
  readonly restore: (scan: { readonly from: number; readonly masked: boolean }) => void;
};
type Before = { readonly field: Field; readonly value: string; readonly from: number | null; readonly to: number | null };

/** What stood in a field before a scanner typed into it, and where its caret was. */
export function editedField(): Edited {
  let pauses: readonly { readonly was: Before; readonly at: number }[] = [];
  let lastAt = 0;
  /** When a key was last heard, and the field before the first of the latest changes that came without one, on this handler's clock. */
  let heard = Number.NEGATIVE_INFINITY;
  let early: { readonly was: Before; readonly seen: number } | null = null;
  return {
    key(target, at) {
      heard = performance.now();
      const here = pauses.at(-1)?.was.field === target;
      if (!isTextField(target)) pauses = [];
      else if (!here || at - lastAt > SHORTEST_STALL) {
        const was = early?.was.field === target && heard - early.seen < KEY_AFTER_LETTER ? early.was : standingIn(target);
        pauses = [...(here ? pauses.slice(1 - MOST_REMEMBERED) : []), { was, at }];
      }
      lastAt = Math.max(lastAt, at);
    },
    changing(target) {
      const seen = performance.now();
      if (!isTextField(target) || seen - heard < LETTER_AFTER_KEY) return;
      if (early?.was.field !== target || seen - early.seen > KEY_AFTER_LETTER) early = { was: standingIn(target), seen };
    },
    restore({ from, masked }) {
      // Sums of gaps are not exact.
      const before = pauses.findLast(({ at }) => at <= from + 1)?.was ?? pauses[0]?.was;
      pauses = [];
      early = null;
      if (before === undefined) return;
      const { field, value } = before;
      const put = (): void => putBack(before);
      put();
      if (masked) againstComposition(field, () => field.value !== value && put());
    },
  };
}

export const emptyField = (field: HTMLInputElement): void => putBack({ field, value: '', from: null, to: null });

const standingIn = (field: Field): Before => ({ field, value: field.value, from: field.selectionStart, to: field.selectionEnd });

function putBack({ field, value, from, to }: Before): void {
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
