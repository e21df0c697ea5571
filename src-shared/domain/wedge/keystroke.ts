import type { KeyEvent } from './key-event.ts';
import { codeOfNumber, usCharacter } from './us-keyboard.ts';

/** What one keydown means to a scan. */
export type Keystroke =
  | { readonly kind: 'character'; readonly character: string }
  | { readonly kind: 'end' }
  /** A digit of the keypad while NumLock is off: of a scanner it is that digit, of a person an arrow. */
  | { readonly kind: 'keypad'; readonly character: string }
  /** Something was typed, and neither its character nor its place is known. */
  | { readonly kind: 'unreadable' }
  /** Backspace and Escape, of a person who types. */
  | { readonly kind: 'back' }
  | { readonly kind: 'escape' }
  /** Part of the scan, and nothing in it: Shift, CapsLock, a control character, a held key that types. */
  | { readonly kind: 'noise' }
  /** Arrows, function keys, shortcuts: for whoever has the focus. */
  | { readonly kind: 'other' };

/** Names that hide a character; names such as "F5" or "ArrowUp" do not. */
const HIDDEN = new Set(['', 'Process', 'Unidentified', 'Dead']);
const KEYPAD_WITHOUT_NUMLOCK = new Set(['Insert', 'End', 'ArrowDown', 'PageDown', 'ArrowLeft', 'Clear', 'ArrowRight', 'Home', 'ArrowUp', 'PageUp']);
const NOISE = new Set(['Shift', 'CapsLock', 'NumLock', 'Control', 'Alt', 'AltGraph', 'Meta']);
const END_CODES = new Set(['Enter', 'NumpadEnter', 'Tab']);
/** CR, LF and TAB as characters, and as a scanner in "control characters" mode holds Ctrl for them. */
const END_CHARACTERS = new Set(['\r', '\n', '\t']);
const END_BY_CTRL = new Set(['KeyJ', 'KeyM']);

/** An input method has the key: `key` can't be believed, `code` can. */
export const isMasked = (event: KeyEvent): boolean => event.composing === true || event.keyCode === 229 || event.key === 'Process';

/** `byPlace`: the layouts differ, so that `key` is a wrong character. `shift`, `modified`: as recorded, or as the modifier's own events say. */
export function keystrokeOf(event: KeyEvent, { shift, modified, byPlace }: { readonly shift: boolean; readonly modified: boolean; readonly byPlace: boolean }): Keystroke {
  const code = event.code !== '' ? event.code : codeOfNumber(event.keyCode);
  const hidden = isMasked(event) || HIDDEN.has(event.key);
  if (NOISE.has(event.key) || /^(Shift|Control|Alt|Meta)(Left|Right)$|^(CapsLock|NumLock)$/.test(code)) return { kind: 'noise' };
  if (modified) return END_BY_CTRL.has(code) || END_CHARACTERS.has(event.key) ? { kind: 'end' } : { kind: 'other' };
  if (event.key === 'Enter' || event.key === 'Tab' || END_CHARACTERS.has(event.key) || (hidden && END_CODES.has(code))) return { kind: 'end' };
  if (event.key === 'Backspace' || (hidden && code === 'Backspace')) return { kind: 'back' };
  if (event.key === 'Escape' || (hidden && code === 'Escape')) return { kind: 'escape' };
  const character = hidden || byPlace ? (usCharacter(code, shift) ?? (hidden ? null : printable(event, code, shift))) : printable(event, code, shift);
  if (character === '') return { kind: 'noise' };
  if (character === null && KEYPAD_WITHOUT_NUMLOCK.has(event.key) && /^Numpad\d$/.test(code)) return { kind: 'keypad', character: code.slice(-1) };
  if (character === null) return hidden && code === '' && (event.key !== '' || event.keyCode === 229) ? { kind: 'unreadable' } : { kind: 'other' };
  return event.repeat ? { kind: 'noise' } : { kind: 'character', character };
}

/** Null where `key` is a name, empty where it is a control character. */
function printable({ key, caps }: KeyEvent, code: string, shift: boolean): string | null {
  if ([...key].length !== 1) return null;
  if (/\p{C}/u.test(key)) return '';
  const folded = key.normalize('NFKC');
  // Chinese punctuation in the place of a hyphen or a full stop: the key says what was meant.
  if (!/^[\x20-\x7e]+$/.test(folded)) return usCharacter(code, shift) ?? key;
  // CapsLock turns the scanner's capitals small and its small letters capital.
  if (caps && /^[A-Za-z]$/.test(folded)) return folded === folded.toUpperCase() ? folded.toLowerCase() : folded.toUpperCase();
  return folded;
}
