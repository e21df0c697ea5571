import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Every file under a folder, whole. */
export function bytesUnder(dir: string): { readonly path: string; readonly bytes: Buffer }[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .map((name) => join(dir, name))
    // A browser's lock is a link to nowhere, and its files may go while they are listed.
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile())
    .map((path) => ({ path: relative(dir, path), bytes: readFileSync(path) }));
}

/** A text as it may lie in a file: UTF-8, UTF-16 both ways, hex, and base64 wherever in a longer text it begins. */
function encodings(text: string): [string, Buffer][] {
  const utf8 = Buffer.from(text, 'utf8');
  const le = Buffer.from(text, 'utf16le');
  const hex = utf8.toString('hex');
  const base64 = [0, 1, 2].map((before): [string, Buffer] => {
    const whole = Buffer.concat([Buffer.alloc(before), utf8]).toString('base64');
    // The characters at both ends depend on the neighbours.
    return [`base64+${before}`, Buffer.from(whole.slice(before === 0 ? 0 : 4, Math.floor((utf8.length + before) / 3) * 4), 'latin1')];
  });
  return [['utf8', utf8], ['utf16le', le], ['utf16be', Buffer.from(le).swap16()], ['hex', Buffer.from(hex, 'latin1')], ['HEX', Buffer.from(hex.toUpperCase(), 'latin1')], ...base64];
}

/** A mobile number as people, feeds and SQLite write it: an integer that a column made of it takes six bytes there. */
export function formsOfPhone(phone: string): [string, Buffer][] {
  const [a, b, c] = [phone.slice(0, 3), phone.slice(3, 7), phone.slice(7)];
  const texts = [phone, `${a}-${b}-${c}`, `${a} ${b} ${c}`, [...phone].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join('')];
  const integer = Buffer.alloc(6);
  integer.writeUIntBE(Number(phone), 0, 6);
  return [...texts.flatMap((text) => encodings(text).map(([how, bytes]): [string, Buffer] => [`${how} of ${text.replace(/\d/g, '0')}`, bytes])), ['integer', integer]];
}

/** Where which form of any of these bytes lies; empty where none does. */
export function found(files: readonly { readonly path: string; readonly bytes: Buffer }[], forms: readonly [string, Buffer][]): string[] {
  return files.flatMap(({ path, bytes }) => forms.filter(([, form]) => bytes.includes(form)).map(([how]) => `${path}: ${how}`));
}
