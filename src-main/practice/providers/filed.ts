import { TEMPLATES, filedTemplates } from '../account/messages.ts';
import type { Stage } from '../stage/stage.ts';

/** What the variables of filed templates may be, at any vendor. */
const SHAPES: Readonly<Record<string, RegExp>> = { courier: /^[\u4e00-\u9fa5A-Z]{2,10}$/, number: /^[A-Z0-9]{8,24}$/, place: /^[^\n【】]{1,60}$/u, code: /^[\p{L}\p{N} #-]{1,40}$/u, privacy: /^1\d{10}$/ };
const ANY = /^.+$/;

/** A vendor's code of each notification, by the account API's name for it. */
const codesWith = (start: string): Readonly<Record<string, string>> => Object.fromEntries(TEMPLATES.filter(({ type }) => type === 'notification').map(({ template }, at) => [template, `${start}${at + 1}`]));
export const ALIYUN_CODES = codesWith('SMS_20000000');
export const TENCENT_CODES = codesWith('200000');

/** A filed text with a place for each of its variables, which stand in the order in which it first names them. */
export type Filed = { readonly body: string; readonly variables: readonly { readonly name: string; readonly shape: RegExp }[] };

/** What is filed under a vendor's code now. */
export function filedUnder(stage: Stage, codes: Readonly<Record<string, string>>, code: string): Filed | null {
  const found = filedTemplates(stage).find(({ template }) => codes[template] === code);
  if (!found) return null;
  const names = [...new Set([...found.body.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name))];
  return { body: found.body, variables: names.map((name) => ({ name, shape: SHAPES[name] ?? ANY })) };
}

export const filledIn = ({ body }: Filed, valueOf: (name: string) => string): string => body.replace(/\{(\w+)\}/g, (_, name: string) => valueOf(name));
