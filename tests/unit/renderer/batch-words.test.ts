import { expect, test } from 'vitest';
import { problemOfPasted, resultWords } from '../../../src-renderer/screens/batch/words.ts';
import { BATCH_SKIPS } from '../../../src-shared/bridge/batch-views.ts';
import { CHANNELS } from '../../../src-shared/bridge/channels.ts';
import { LIST_LIMITS } from '../../../src-shared/domain/list.ts';
import { ERROR_CODES } from '../../../src-shared/errors/codes.ts';
import en from '../../../src-shared/errors/en.json' with { type: 'json' };

test('a table of results has words for whatever a row can end with, and they pass the door', () => {
  const said = (key: string): string => (key.startsWith('errors:') ? (en[key.slice(7, -'.sentence'.length) as keyof typeof en].sentence) : key);
  const { titles, words } = resultWords(said as never);
  const known = new Map(words);
  for (const code of [...ERROR_CODES, ...BATCH_SKIPS]) expect(known.get(code), code).toMatch(/ |\./);
  expect(CHANNELS['batch.export'].schema.safeParse({ batchId: 1, what: 'results', titles, words }).success).toBe(true);
});

test('a pasted text is refused where it is longer than the door takes, and never cut', () => {
  for (const [length, code] of [[LIST_LIMITS.pasted, undefined], [LIST_LIMITS.pasted + 1, 'list-too-big']] as const) {
    const text = '1'.repeat(length);
    expect(problemOfPasted(text)?.code).toBe(code);
    expect(CHANNELS['batch.paste'].schema.safeParse({ text }).success).toBe(code === undefined);
  }
});
