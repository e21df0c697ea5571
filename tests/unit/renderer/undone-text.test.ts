import type { TFunction } from 'i18next';
import { describe, expect, test } from 'vitest';
import type { Card } from '../../../src-shared/bridge/views.ts';
import type { PrintState } from '../../../src-shared/domain/printing.ts';
import { afterUndo, undoneText } from '../../../src-renderer/screens/desk/cards/undone-text.ts';

const t = ((key: string, values?: { work?: string; state?: string }) => [key, values?.work ?? values?.state].filter(Boolean).join(' ')) as unknown as TFunction;
const kept = (undone: Partial<NonNullable<Card['undone']>>, state: PrintState | null): string =>
  undoneText({ undone: { at: 0, by: '', taken: [], kept: [], ...undone }, print: state && ({ state } as Card['print']) }, t).kept;

describe('what an undo cannot take back', () => {
  test.each(['waiting', 'handed', 'done', 'failed', 'unknown'] as const)('a slip that is %s', (state) => {
    expect(kept({}, state)).toBe(['handed', 'done', 'unknown'].includes(state) ? `cards.kept cards.slip print.state.${state}` : '');
  });
  test('is named beside the work that was sent', () => {
    expect(kept({ kept: [{ kind: 'sync', state: 'done' }] }, 'done')).toBe('cards.kept cards.sent.synclistCommacards.slip print.state.done');
    expect(kept({}, null)).toBe('');
  });
});

test.each<readonly [Card['verdict'], Card['reason'], ReturnType<typeof afterUndo>]>([
  ['pass', { kind: 'nothing-to-do' }, 'again'],
  ['no-funds', { kind: 'funds', needed: 1, left: 0 }, 'again'],
  ['unknown', { kind: 'no-order' }, 'again'],
  ['unknown', { kind: 'no-order', stop: true }, 'stays'],
  ['intercepted', { kind: 'intercepted', why: 'hold', at: null }, 'stays'],
  ['duplicate', { kind: 'seen', at: 1, operator: '', station: '' }, 'repeat'],
  ['invalid', { kind: 'unreadable', why: 'link' }, 'nothing'],
])('after an undo of %s (%j): %s', (verdict, reason, then) => {
  expect(afterUndo({ verdict, reason })).toBe(then);
});
