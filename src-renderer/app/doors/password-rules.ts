export type PasswordRules = { readonly length: boolean; readonly mixed: boolean; readonly new: boolean; readonly same: boolean };

/** What must be true of a new password. The account API has the last word (`weak-password`). */
export function passwordRules(oldPassword: string, password: string, repeated: string): PasswordRules {
  return {
    length: [...password].length >= 8,
    mixed: /\p{L}/u.test(password) && /\d/.test(password),
    new: password !== '' && password !== oldPassword,
    same: password !== '' && password === repeated,
  };
}

/** A hint, not a gate: long beats complicated, and one repeated character is worth nothing. */
export function passwordStrength(password: string): 'weak' | 'fair' | 'strong' {
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\d/, /[^\p{L}\d]/u].filter((kind) => kind.test(password)).length;
  const distinct = new Set(password).size;
  if ([...password].length < 8 || distinct < 5) return 'weak';
  return ([...password].length >= 12 && kinds >= 2) || kinds >= 4 ? 'strong' : kinds >= 2 ? 'fair' : 'weak';
}
