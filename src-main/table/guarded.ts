/** With these a table program begins a formula (OWASP, CSV injection: = + - @ tab CR, and their wide forms). */
const FORMULA = '[=+\\-@\\t\\r\\n＝＋－＠]';
/** A quote that was there already gets one more, so that what is read back is what was written. */
const AT_THE_START = new RegExp(`^'*${FORMULA}`);
/** A list is opened with whatever separator the computer has: what stands behind one may become a cell of its own, whatever quotes are around it. */
const AFTER_A_SEPARATOR = new RegExp(`([;\\t\\r\\n])(?="*${FORMULA})`, 'g');

/** What a table program would run as a formula is led by a quote. */
export const guarded = (value: string): string => (AT_THE_START.test(value) ? `'${value}` : value);

/** The same in a text file, wherever a cell may begin in it. */
export const guardedInText = (value: string): string => guarded(value).replace(AFTER_A_SEPARATOR, "$1'");
