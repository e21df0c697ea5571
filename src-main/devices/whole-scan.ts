import type { Held } from '../../src-shared/bridge/devices.ts';
import { isRestOf, remembered, type Before } from '../../src-shared/domain/wedge/before.ts';
import type { Burst } from '../../src-shared/domain/wedge/burst.ts';
import { judgeSilent } from '../../src-shared/domain/wedge/judge.ts';
import { couldGoOn } from '../../src-shared/domain/wedge/whole-code.ts';
import type { Frame } from './frames.ts';

/** What a frame comes to. */
type Found = { readonly kind: 'scan'; readonly text: string } | { readonly kind: 'held'; readonly text: string; readonly why: Held };

/** As long as a plug is away nothing can come: what was cut off is remembered until something does. */
const UNTIL_IT_IS_BACK = Number.POSITIVE_INFINITY;

/**
 * Whether a frame is a scan, by the rules that keyboard scanners are judged by: no part of a number is ever taken for a
 * number. `before` is what may go on in this frame, and in the answer what may go on in the next. `at`: ms of any clock that
 * does not go back. Pure.
 */
export function wholeScan(frame: Frame, before: Before | null, at: number, isBadge: (text: string) => boolean): { readonly found: readonly Found[]; readonly before: Before | null } {
  const { text, endedBy } = frame;
  if (frame.kind === 'held') {
    const goesOn: Before | null = frame.why === 'cut' && endedBy === null ? { text, gaps: [], at: UNTIL_IT_IS_BACK, kind: 'torn' } : endedBy === 'silence' ? { text, gaps: [], at, kind: 'torn' } : null;
    return { found: [{ kind: 'held', text, why: frame.why }], before: goesOn };
  }
  const { gaps } = frame;
  const burst: Burst = { text, gaps, longestGap: Math.max(0, ...gaps), firstAt: at - gaps.reduce((sum, gap) => sum + gap, 0), lastAt: at };
  const rest = isRestOf(before, burst);
  const scan = !rest && (endedBy === 'line' || isBadge(text));
  const found: readonly Found[] = rest ? [{ kind: 'held', text, why: 'rest' }] : scan ? [{ kind: 'scan', text }] : judged(burst);
  const whole = found.some(({ kind }) => kind === 'scan');
  return { found, before: endedBy === 'line' || (whole && !couldGoOn(text)) ? null : remembered(before, burst, whole ? 'whole' : 'part') };
}

/** A text that silence has ended. */
function judged(burst: Burst): readonly Found[] {
  const findings = judgeSilent(burst, null, 'nothing');
  if (findings.length === 0) return [{ kind: 'held', text: burst.text, why: 'no-format' }];
  return findings.map((finding) => (finding.kind === 'scan' ? { kind: 'scan', text: finding.text } : { kind: 'held', text: finding.text, why: finding.reason === 'stalled' ? 'stalled' : 'no-format' }));
}
