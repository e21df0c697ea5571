import type { MessageTemplate } from '../../../src-shared/contract/templates.ts';
import type { Message } from './message.ts';

/** What a template is filled with, by the name of its variable. */
export type Values = Readonly<Record<string, string>>;

const VARIABLE = /\{(\w+)\}/g;

/** Signature and body with every variable filled in, word for word as it is filed. Null where a variable has no value. */
export function render({ template, signature, body }: MessageTemplate, values: Values): Message | null {
  const names = [...new Set([...body.matchAll(VARIABLE)].map((found) => found[1] as string))];
  const filled = names.map((name) => ({ name, value: oneLine(Object.hasOwn(values, name) ? (values[name] ?? '') : '') }));
  if (filled.some(({ value }) => value === '')) return null;
  const text = body.replace(VARIABLE, (_, name: string) => filled.find((one) => one.name === name)?.value ?? '');
  return { template, signature, values: filled, text: `【${signature}】${text}` };
}

/** A value is a word of the sentence: no line breaks or control characters, and no brackets that would look like another signature. */
function oneLine(value: string): string {
  return value.replace(/[\p{C}\s]+/gu, ' ').replace(/[【】]/g, '').trim();
}
