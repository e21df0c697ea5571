import i18next from 'i18next';
import { expect, test } from 'vitest';
import type { Card } from '../../../src-shared/bridge/views.ts';
import type { VerdictReason } from '../../../src-shared/domain/reason.ts';
import zh from '../../../src-renderer/i18n/zh-CN.json';
import { noJobs, reasonText } from '../../../src-renderer/screens/desk/reason-text.ts';

const t = await i18next.init({ lng: 'zh-CN', defaultNS: 'station', interpolation: { escapeValue: false }, resources: { 'zh-CN': { station: zh } } });
const NOW = Date.parse('2026-11-24T10:00:00+08:00');
const text = (reason: VerdictReason, over: Partial<Card> = {}): string => reasonText({ number: 'SF1234567890123', reason, parcel: null, jobs: [], piece: null, ...over }, NOW, t);

test.each(['AB-20240001', '12345678901'])('%s is in no known format, and is said to stay here and to be in 待查', (number) => {
  expect(text({ kind: 'unreadable', why: 'no-format' }, { number })).toMatch(/包裹留下[^]*待查/);
});
test('what no order can have is said to be none, and nothing else', () => {
  expect(text({ kind: 'unreadable', why: 'no-format' }, { number: 'A-12' })).toBe(zh.unreadable['no-format']);
  expect(text({ kind: 'unreadable', why: 'piece-wrong' }, { number: 'AB-20240001' })).toBe(zh.unreadable['piece-wrong']);
});

test.each<readonly [VerdictReason]>([
  [{ kind: 'work', work: ['sync'] }],
  [{ kind: 'nothing-to-do' }],
  [{ kind: 'piece' }],
  [{ kind: 'seen', at: NOW - 60_000, operator: '张师傅', station: '03' }],
  [{ kind: 'funds', needed: 155, left: 0 }],
  [{ kind: 'intercepted', why: 'refund', at: NOW }],
  [{ kind: 'intercepted', why: 'hold', at: null }],
])('which piece of an order it is, is said with %j', (reason) => {
  expect(text(reason, { piece: { number: 2, of: 3, sent: 1 } })).toMatch(/^第 2\/3 件 · ./);
  expect(text(reason)).not.toContain('第');
});

test('a piece that was seen says when, who and where, in lines that break where they are read', () => {
  const seen = { kind: 'seen', at: NOW - 60_000, operator: '张师傅', station: '03' } as const;
  expect(text(seen)).toBe('09:59 已扫 · 张师傅 · 工位 03');
  expect(text(seen, { piece: { number: 2, of: 3, sent: 1 } })).toBe('第 2/3 件 · 09:59 已扫\n张师傅 · 工位 03');
});

test('what it is converted to is said as what it is, beside a conversion that was refused before', () => {
  const job = (kind: 'sync' | 'trace', state: 'refused' | 'done') => ({ jobId: kind, kind, state, waits: null, price: 0, charged: 0, refunded: 0, delivery: null, error: null });
  const parcel = { courier: 'sf', platform: 'taobao', store: '', orderNumber: '', target: { kind: 'courier', courier: 'zto' }, recipient: '', phone: '', region: '', items: [] } as const;
  expect(text({ kind: 'work', work: ['forwarding-sms'] }, { parcel, jobs: [job('sync', 'refused'), job('trace', 'done')] })).toBe(`顺丰 → 中通 · ${zh.jobKind.trace}`);
});

test.each<readonly [string, Card['verdict'], VerdictReason]>([
  ['piece', 'pass', { kind: 'piece' }],
  ['noPiece', 'invalid', { kind: 'unreadable', why: 'piece-missing' }],
  ['noPiece', 'invalid', { kind: 'unreadable', why: 'piece-wrong' }],
  ['unknown', 'invalid', { kind: 'unreadable', why: 'no-format' }],
  ['invalid', 'invalid', { kind: 'unreadable', why: 'link' }],
  ['intercepted', 'intercepted', { kind: 'intercepted', why: 'hold', at: null }],
])('why nothing is done: %s', (why, verdict, reason) => {
  expect(noJobs({ number: 'AB-20240001', verdict, reason })).toBe(why);
});
