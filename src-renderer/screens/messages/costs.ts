import type { MessageLine } from '../../../src-shared/bridge/views.ts';
import type { Li } from '../../../src-shared/domain/money.ts';

/** What the rows show, added up, 厘: `uncharged` is the part of it that has not been charged, and may never be. */
export function costsOf(lines: readonly Pick<MessageLine, 'state' | 'cost'>[]): { readonly all: Li; readonly uncharged: Li } {
  const sum = (some: typeof lines): Li => some.reduce((cost, line) => cost + line.cost, 0);
  return { all: sum(lines), uncharged: sum(lines.filter(({ state }) => state !== 'done')) };
}
