import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test, vi } from 'vitest';
import { UnknownNumbers } from '../../../src-renderer/screens/exceptions/unknown-numbers.tsx';
import { MOST_UNKNOWN, type UnknownNumberRow } from '../../../src-shared/bridge/views.ts';

const shown = vi.hoisted(() => ({ rows: [] as unknown[], inStatus: 0 }));
vi.mock('react-i18next', () => ({ useTranslation: () => ({ t: (key: string, given?: { count?: number }) => [key, given?.count].filter((word) => word !== undefined).join(' ') }) }));
vi.mock('../../../src-renderer/components/use-answer.ts', () => ({ useAnswer: () => ({ value: shown.rows, at: 1, loading: false, problem: null, reload: () => undefined, show: () => undefined }) }));
vi.mock('../../../src-renderer/components/data-table.tsx', () => ({ DataTable: () => null }));
vi.mock('../../../src-renderer/state/status.ts', () => ({ useStatus: (pick: (status: object) => unknown) => pick({ view: { unknownNumbers: shown.inStatus } }) }));

function noteWith(arrived: number, open: number, inStatus: number): string {
  const rows = (['arrived', 'open'] as const).flatMap((state, at) => Array.from({ length: [arrived, open][at] ?? 0 }, () => ({ state, candidates: [], times: 1 }) as unknown as UnknownNumberRow));
  Object.assign(shown, { rows, inStatus });
  return renderToStaticMarkup(createElement(UnknownNumbers, { tabs: null }));
}

test('待查 says how many of those that wait are listed', () => {
  expect(noteWith(2, MOST_UNKNOWN - 2, 1_234)).toContain(`unknown.count 1234 · unknown.newest ${MOST_UNKNOWN - 2} · asOf`);
});
test('and of a list that is full of what has arrived, in which none of them has room, nothing', () => {
  expect(noteWith(MOST_UNKNOWN, 0, 7)).toContain('unknown.count 7 · asOf');
});
test('and of one that has them all, nothing', () => {
  expect(noteWith(2, 3, 9)).toContain('unknown.count 3 · asOf');
});
