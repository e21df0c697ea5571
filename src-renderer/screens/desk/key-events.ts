import type { KeyEvent } from '../../../src-shared/domain/wedge/key-event.ts';
import { isTextField } from './edited-field.ts';

/** What the page says of a key, in the words of a recording. Its time is the event's own: a handler's clock would measure how busy the window is. */
export function keyEventOf(event: KeyboardEvent): KeyEvent {
  return {
    t: event.timeStamp,
    type: event.type === 'keyup' ? 'keyup' : 'keydown',
    key: event.key.slice(0, 64),
    code: event.code,
    keyCode: event.keyCode,
    shift: event.shiftKey,
    caps: event.getModifierState('CapsLock'),
    modified: event.ctrlKey || event.altKey || event.metaKey,
    repeat: event.repeat,
    composing: event.isComposing,
    editable: isTextField(event.target),
  };
}

const NO_KEY = { key: '', code: '', keyCode: 0, shift: null, caps: null, modified: null, repeat: null } as const;

export const compositionOf = (event: CompositionEvent): KeyEvent => ({
  ...NO_KEY, t: event.timeStamp, type: event.type === 'compositionstart' ? 'compositionstart' : 'compositionend', composing: true, editable: true,
});

/** The window is no longer in front. */
export const blurAt = (t: number): KeyEvent => ({ ...NO_KEY, t, type: 'blur', composing: null, editable: null });
