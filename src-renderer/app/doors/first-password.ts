/**
 * The password that was typed at sign-in, kept in memory until it is replaced: a first sign-in asks for a
 * new one at once, and nobody should type the old one twice.
 */
let password: string | null = null;

export const rememberPassword = (typed: string): void => {
  password = typed;
};
export const typedPassword = (): string | null => password;
export const forgetPassword = (): void => {
  password = null;
};

let account = '';

/** The account that was typed last in this run: who has to sign in again need not type it. The session only knows its name. */
export const rememberAccount = (typed: string): void => {
  account = typed;
};
export const typedAccount = (): string => account;
