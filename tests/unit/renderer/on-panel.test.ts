import { expect, test } from 'vitest';
import type { Card } from '../../../src-shared/bridge/views.ts';
import { onPanel } from '../../../src-renderer/screens/desk/on-panel.ts';
import type { FailedScan } from '../../../src-renderer/state/desk.ts';

const DAY = 86_400_000;
const NOON = Date.UTC(2026, 10, 24, 4);
const TODAY = '2026-11-24';
const card = (at: number, undone = false): Card => ({ at, undone: undone ? {} : null }) as unknown as Card;
const NOTHING = { held: undefined, unseen: undefined, rescan: undefined, card: null };
const unseen = { text: 'SF1' } as FailedScan;
const rescan = { text: 'SF1', why: 'no-end', device: null } as const;

test('the newest scan of the day', () => {
  expect(onPanel({ ...NOTHING, card: card(NOON) }, TODAY).kind).toBe('verdict');
  expect(onPanel({ ...NOTHING, card: card(NOON, true) }, TODAY).kind).toBe('undone');
});
test('a new day begins as a start does', () => {
  expect(onPanel(NOTHING, TODAY).kind).toBe('first');
  expect(onPanel({ ...NOTHING, card: card(NOON - DAY) }, TODAY).kind).toBe('first');
  expect(onPanel({ ...NOTHING, card: card(NOON - DAY, true) }, TODAY).kind).toBe('first');
});
test('a scan just after midnight is shown, also where the window has not heard of it yet', () => {
  expect(onPanel({ ...NOTHING, card: card(NOON + DAY) }, TODAY).kind).toBe('verdict');
});
test('what nobody has yet is there on the next day too, a parcel that must not leave before all', () => {
  const old = card(NOON - DAY);
  expect(onPanel({ held: old, unseen, rescan, card: card(NOON) }, TODAY)).toEqual({ kind: 'verdict', card: old });
  expect(onPanel({ ...NOTHING, unseen, rescan, card: old }, TODAY).kind).toBe('failed');
  expect(onPanel({ ...NOTHING, rescan, card: card(NOON) }, TODAY).kind).toBe('rescan');
});
