import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MUTATIONS, fits } from '../sim/mutations.ts';

test('the table of known mistakes is theirs', () => {
  const docs = readFileSync(join(import.meta.dirname, '../../docs/simulation.md'), 'utf8');
  const rows = [...docs.matchAll(/^\| (.+?) \| \d+ \| (.+?) \|$/gm)].map(([, name, expects]) => `${name}: ${expects}`);
  expect(rows.sort()).toEqual(MUTATIONS.map(({ name, expects }) => `${name}: ${expects.join(', ')}`).sort());
});

test('every known mistake still fits the code, in one place', () => {
  expect(MUTATIONS.filter((mutation) => !fits(mutation)).map(({ name }) => name)).toEqual([]);
});
