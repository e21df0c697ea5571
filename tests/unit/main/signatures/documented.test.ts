import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { KINDS } from '../../../../src-main/flow/provider/signatures/kinds.ts';

const document = readFileSync(resolve(import.meta.dirname, '../../../../docs/sign.md'), 'utf8');
/** Each section of docs/sign.md has two blocks of JSON: a request, and what is printed. */
const sections = [...document.matchAll(/^## (\S+)\n[^#]*?```json\n(.+)\n```\n```json\n(.+)\n```/gm)].map(([, kind = '', request = '', printed = '']) => [kind, request, printed] as const);

test('docs/sign.md has an example of every kind', () => expect(sections.map(([kind]) => kind)).toEqual([...KINDS.keys()]));

test.each(sections)('the example of %s', (kind, request, printed) => {
  const outcome = KINDS.get(kind)?.(JSON.parse(request));
  expect(outcome && 'signed' in outcome ? JSON.stringify(outcome.signed) : outcome).toBe(printed);
});
