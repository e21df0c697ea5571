/** What a table program would run as a formula is led by a quote (OWASP, CSV injection: = + - @ tab CR, and their wide forms). */
export const guarded = (value: string): string => (/^[=+\-@\t\r\n＝＋－＠]/.test(value) ? `'${value}` : value);
