import type { RecordedKey } from '../../src-shared/domain/wedge/key-event.ts';

export const END = {
  enter: [{ key: 'Enter', code: 'Enter', keyCode: 13 }],
  numpadEnter: [{ key: 'Enter', code: 'NumpadEnter', keyCode: 13 }],
  tab: [{ key: 'Tab', code: 'Tab', keyCode: 9 }],
  crLf: [{ key: 'Enter', code: 'Enter', keyCode: 13 }, { key: 'j', code: 'KeyJ', keyCode: 74, modified: true }],
  enterEnter: [{ key: 'Enter', code: 'Enter', keyCode: 13 }, { key: 'Enter', code: 'Enter', keyCode: 13 }],
  tabEnter: [{ key: 'Tab', code: 'Tab', keyCode: 9 }, { key: 'Enter', code: 'Enter', keyCode: 13 }],
  nothing: [],
} as const satisfies Readonly<Record<string, readonly RecordedKey[]>>;
export type End = keyof typeof END;

export type Typing = {
  /** ms between keydowns; a function of the place in the text for an uneven one. */
  readonly gap?: number | ((at: number) => number);
  readonly from?: number;
  readonly end?: End;
  /** As an input method hides them. */
  readonly masked?: boolean;
  readonly caps?: boolean;
  readonly numpad?: boolean;
  readonly editable?: boolean;
  /** Shift's own events, and the letting go of each key. */
  readonly noise?: boolean;
};

const SHIFTED = ')!@#$%^&*(';
const PLACES: Readonly<Record<string, readonly [code: string, shift: boolean]>> = {
  '-': ['Minus', false], '_': ['Minus', true], '/': ['Slash', false], '?': ['Slash', true], ':': ['Semicolon', true], '.': ['Period', false], '=': ['Equal', false], '&': ['Digit7', true],
  '{': ['BracketLeft', true], '}': ['BracketRight', true], "'": ['Quote', false], '"': ['Quote', true], ',': ['Comma', false], ' ': ['Space', false], '\n': ['Enter', false],
};

function placeOf(character: string): readonly [code: string, shift: boolean] {
  if (/[a-z]/i.test(character)) return [`Key${character.toUpperCase()}`, /[A-Z]/.test(character)];
  if (/\d/.test(character)) return [`Digit${character}`, false];
  const digit = SHIFTED.indexOf(character);
  return PLACES[character] ?? (digit >= 0 ? [`Digit${digit}`, true] : ['', false]);
}

function keyDown(character: string, { masked = false, caps = false, numpad = false }: Typing): RecordedKey {
  const [us, shift] = placeOf(character);
  const code = numpad && /\d/.test(character) ? `Numpad${character}` : us;
  if (masked) return { key: 'Process', keyCode: 229, code, shift, caps, composing: false };
  const seen = caps && /[a-z]/i.test(character) ? (shift ? character.toLowerCase() : character.toUpperCase()) : character;
  return { key: character === '\n' ? 'Enter' : seen, code, keyCode: 0, shift, caps };
}

/** The events of a scanner, or of a person, that types `text`. */
export function typed(text: string, typing: Typing = {}): RecordedKey[] {
  const { gap = 8, from = 1000, end = 'enter', masked = false, editable = false, noise = false } = typing;
  const gapAt = typeof gap === 'number' ? () => gap : gap;
  const events: RecordedKey[] = [];
  let t = from;
  const downs = [...[...text].map((character) => keyDown(character, typing)), ...(masked ? altered(END[end], () => ({ key: 'Process', keyCode: 229 })) : END[end])];
  for (const [at, down] of downs.entries()) {
    if (at > 0) t += gapAt(at);
    if (noise) events.push({ t, type: 'keydown', key: 'Shift', code: 'ShiftLeft', keyCode: 16, shift: true, editable });
    events.push({ t, type: 'keydown', editable, ...down });
    if (noise) events.push({ t, type: 'keyup', editable, ...down }, { t, type: 'keyup', key: 'Shift', code: 'ShiftLeft', keyCode: 16, shift: false, editable });
  }
  return events;
}

/** When the last of them was. */
export const lastOf = (events: readonly RecordedKey[]): number => events.at(-1)?.t ?? 0;

/** The same with a pause of `ms` before the character at `at`. */
export const stalled = (text: string, at: number, ms: number, typing: Typing = {}): RecordedKey[] => {
  const usual = typing.gap ?? 8;
  return typed(text, { ...typing, gap: (place) => (place === at ? ms : typeof usual === 'number' ? usual : usual(place)) });
};

/** Each event with some of its fields as `change` says. */
export const altered = (events: readonly RecordedKey[], change: (one: RecordedKey, at: number) => RecordedKey): RecordedKey[] => events.map((one, at) => Object.assign({}, one, change(one, at)));
