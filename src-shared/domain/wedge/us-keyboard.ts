/**
 * Characters by physical key of a US keyboard: what a wedge scanner types when an input method has masked
 * `event.key` ("Process", keyCode 229), or when the computer has another layout than the scanner.
 */
const SYMBOLS: Readonly<Record<string, readonly [plain: string, shifted: string]>> = {
  Digit1: ['1', '!'], Digit2: ['2', '@'], Digit3: ['3', '#'], Digit4: ['4', '$'], Digit5: ['5', '%'],
  Digit6: ['6', '^'], Digit7: ['7', '&'], Digit8: ['8', '*'], Digit9: ['9', '('], Digit0: ['0', ')'],
  Minus: ['-', '_'], Equal: ['=', '+'], BracketLeft: ['[', '{'], BracketRight: [']', '}'], Backslash: ['\\', '|'],
  Semicolon: [';', ':'], Quote: ["'", '"'], Backquote: ['`', '~'], Comma: [',', '<'], Period: ['.', '>'], Slash: ['/', '?'],
  Space: [' ', ' '], NumpadAdd: ['+', '+'], NumpadSubtract: ['-', '-'], NumpadMultiply: ['*', '*'], NumpadDivide: ['/', '/'], NumpadDecimal: ['.', '.'],
};

/** Null for a key that types nothing. CapsLock plays no part: a scanner that means a capital holds Shift. */
export function usCharacter(code: string, shift: boolean): string | null {
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter !== undefined) return shift ? letter : letter.toLowerCase();
  const digit = /^Numpad(\d)$/.exec(code)?.[1];
  if (digit !== undefined) return digit;
  return SYMBOLS[code]?.[shift ? 1 : 0] ?? null;
}

const CODES_BY_NUMBER: Readonly<Record<number, string>> = {
  8: 'Backspace', 9: 'Tab', 13: 'Enter', 27: 'Escape', 32: 'Space', 106: 'NumpadMultiply', 107: 'NumpadAdd', 109: 'NumpadSubtract', 110: 'NumpadDecimal', 111: 'NumpadDivide',
  186: 'Semicolon', 187: 'Equal', 188: 'Comma', 189: 'Minus', 190: 'Period', 191: 'Slash', 192: 'Backquote', 219: 'BracketLeft', 220: 'Backslash', 221: 'BracketRight', 222: 'Quote',
};

/** The physical key behind a `keyCode`, where nothing better was recorded. 229 is no key: it says that an input method has it. */
export function codeOfNumber(keyCode: number): string {
  if (keyCode >= 48 && keyCode <= 57) return `Digit${keyCode - 48}`;
  if (keyCode >= 65 && keyCode <= 90) return `Key${String.fromCharCode(keyCode)}`;
  if (keyCode >= 96 && keyCode <= 105) return `Numpad${keyCode - 96}`;
  return CODES_BY_NUMBER[keyCode] ?? '';
}
