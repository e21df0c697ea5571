import { expect, test } from 'vitest';
import { problemOfPasted, remark, resultWords } from '../../../src-renderer/screens/batch/words.ts';
import { BATCH_SKIPS, type BatchRowView } from '../../../src-shared/bridge/batch-views.ts';
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

test('a row says why its conversion waits, also where all of its kind wait, in the words of the desk', () => {
  const row = (over: Partial<BatchRowView>): string => remark({ why: null, error: null, job: null, ...over } as BatchRowView, ((key: string) => key) as never, (reason) => `waits: ${reason}`, { sync: 'paused' });
  const job = { kind: 'sync', state: 'waiting', waits: null } as const;
  expect(row({})).toBe('');
  expect(row({ job })).toBe('waits: paused');
  expect(row({ job: { ...job, waits: 'offline' } })).toBe('waits: offline');
  expect(row({ job: { ...job, kind: 'trace' } })).toBe('');
  expect(row({ job: { ...job, state: 'calling' } })).toBe('');
  expect(row({ job, error: 'api-busy' })).toBe('errors:api-busy.sentence');
});
