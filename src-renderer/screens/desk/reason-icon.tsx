import type { ReactElement, ReactNode } from 'react';
import type { ReasonName } from '../../../src-shared/domain/reason.ts';

/** What a reason looks like: simple enough to be told apart at 2 m, beside its words. Drawn in a frame of 24 by 24. */
const BOX = <path d="M4 8.5 12 4l8 4.500v7L12 20l-8-4.500zM4 8.500l8 4.5 8-4.500M12 13v7" />;
const BOXES = <path d="M3 13h8v7H3zM13 13h8v7h-8zM8 4h8v7H8z" />;
const REFUND = <path d="M5 9h10a5 5 0 0 1 0 10H8M5 9l4-4M5 9l4 4" />;
const CODE = <path d="M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2M20 14v6M14 20h2" />;
const BARS = <path d="M4 5v14M8 5v14M11 5v14M15 5v14M20 5v14" />;

const DRAWN: Readonly<Record<ReasonName, ReactNode>> = {
  work: <path d="M4 9h15l-4-4M20 15H5l4 4" />,
  'nothing-to-do': BOX,
  piece: BOXES,
  seen: <path d="M12 3.500a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17M12 7.500V12l3 2" />,
  'refund-while-packing': <>{REFUND}<path d="M19 3v4M19 10v.1" /></>,
  refund: REFUND,
  hold: <path d="M8 4v16M16 4v16" />,
  'address-change': <path d="M12 21c4-5 6.5-8 6.5-11a6.5 6.5 0 0 0-13 0c0 3 2.5 6 6.5 11M12 8v4M12 14v.1" />,
  risk: <path d="M12 3l8 3v6c0 4.5-3.5 7.5-8 9-4.5-1.5-8-4.5-8-9V6zM12 8v5M12 16v.1" />,
  recall: <path d="M20 12H5M5 12l6-6M5 12l6 6M20 5v14" />,
  expired: <path d="M6 3h12M6 21h12M7 3c0 5 10 6 10 9s-10 4-10 9M17 3c0 5-10 6-10 9s10 4 10 9" />,
  'wrong-platform': <path d="M12 3v18M12 5h7l2 2.5-2 2.500h-7M12 12H5l-2 2.500L5 17h7" />,
  'number-in-use': <path d="M9 15l6-6M10 6.500l2-2a4 4 0 0 1 6 6l-2 2M14 17.500l-2 2a4 4 0 0 1-6-6l2-2" />,
  'no-order': <path d="M6 3h9l4 4v14H6zM10 10a2.2 2.2 0 1 1 3 2c-.8.4-1 .9-1 1.600M12 17v.1" />,
  'no-order-stop': <path d="M4 12v7h16v-7M4 12l3-7h10l3 7M4 12h5l1 2h4l1-2h5" />,
  funds: <path d="M4 7h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2zM4 7l11-3v3M16 13h.1" />,
  empty: <path d="M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M8 12h8" />,
  'too-long': <path d="M3 12h18M3 12l4-4M3 12l4 4M21 12l-4-4M21 12l-4 4" />,
  payment: <>{CODE}<path d="M12 9v6" /></>,
  link: <path d="M12 3.500a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17M3.5 12h17M12 3.500c-5 5-5 12 0 17M12 3.500c5 5 5 12 0 17" />,
  phone: <path d="M8 3h8v18H8zM11 18h2" />,
  'sf-structured': CODE,
  structured: CODE,
  characters: <path d="M3 18 8 6l5 12M5 14h6M16 9h5M16 15h5" />,
  'look-alike': <path d="M4 7h9v13H4zM11 4h9v13h-3" />,
  'check-digit': <path d="M9 4 7 20M17 4l-2 16M4 9h17M3 15h17" />,
  'no-format': <>{BARS}<path d="M3 20 21 4" /></>,
  'piece-missing': BOXES,
  'piece-wrong': <>{BOXES}<path d="m3 21 18-18" /></>,
};

export function ReasonIcon({ reason }: { readonly reason: ReasonName }): ReactElement {
  return (
    <svg className="reason-icon" data-reason={reason} viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="2.2" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      {DRAWN[reason]}
    </svg>
  );
}
