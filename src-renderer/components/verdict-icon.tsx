import type { ReactElement } from 'react';
import type { Verdict } from '../../src-shared/domain/verdict.ts';

/**
 * One outline per verdict: circle, arrows, octagon, rhombus, bank card, broken frame. At 2 m, and for eyes that see no
 * red and green, the shape says what the colour says. `currentColor` is the outline, `--sign` what is in it.
 */
const SHAPES: Readonly<Record<Verdict, ReactElement>> = {
  pass: (
    <>
      <circle cx="50" cy="50" r="46" fill="currentColor" />
      <path className="sign" d="m27 52 16 17 31-36" />
    </>
  ),
  duplicate: (
    <g className="outline">
      <path d="M15 56A36 36 0 0 1 80 29M85 44A36 36 0 0 1 20 71" />
      <path d="M82 8v23H59M18 92V69h23" />
    </g>
  ),
  intercepted: (
    <>
      <path fill="currentColor" d="M31 4h38l27 27v38L69 96H31L4 69V31z" />
      <path className="sign" d="M34 54V36M44 50V27M55 50V25M66 52V32M34 54c-2-5-9-8-11-4 4 6 8 21 18 25 14 4 25-2 25-16V50" />
    </>
  ),
  unknown: (
    <>
      <path fill="currentColor" d="M50 2l48 48-48 48L2 50z" />
      <path className="sign" d="M37 41a13 13 0 1 1 19 12c-4 2-6 5-6 9M50 74v1" />
    </>
  ),
  'no-funds': (
    <>
      <path fill="currentColor" d="M14 10h72a8 8 0 0 1 8 8v64a8 8 0 0 1-8 8H14a8 8 0 0 1-8-8V18a8 8 0 0 1 8-8z" />
      <path className="sign" d="m32 26 18 24 18-24M50 50v28M33 53h34M33 66h34" />
    </>
  ),
  invalid: (
    <>
      <path fill="none" stroke="currentColor" strokeWidth="8" strokeDasharray="14 9" d="M10 10h80v80H10z" />
      <path className="outline" d="m32 32 36 36M68 32 32 68" />
    </>
  ),
};

/** `small`: in its own colour on a plain surface, in lists. */
export function VerdictIcon({ verdict, small = false }: { readonly verdict: Verdict; readonly small?: boolean }): ReactElement {
  return (
    <svg className={small ? 'verdict-icon small' : 'verdict-icon'} data-verdict={small ? verdict : undefined} viewBox="0 0 100 100" fill="none" aria-hidden="true">
      {SHAPES[verdict]}
    </svg>
  );
}
