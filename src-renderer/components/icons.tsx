import type { ReactElement, ReactNode } from 'react';

/** Small line icons drawn here, so that the first screen loads no icon library. */
function Line({ children }: { readonly children: ReactNode }): ReactElement {
  return (
    <svg className="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      {children}
    </svg>
  );
}

export const CopyIcon = (): ReactElement => (
  <Line>
    <rect x="9" y="9" width="11" height="11" rx="2" />
    <path d="M5 15V6a2 2 0 0 1 2-2h8" />
  </Line>
);
export const CheckIcon = (): ReactElement => (
  <Line>
    <path d="m5 12.5 4.5 4.5L19 7" />
  </Line>
);
export const CrossIcon = (): ReactElement => (
  <Line>
    <path d="M6 6l12 12M18 6 6 18" />
  </Line>
);
export const ClockIcon = (): ReactElement => (
  <Line>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M12 7.5V12l3 2" />
  </Line>
);
export const ArrowsIcon = (): ReactElement => (
  <Line>
    <path d="M4 9h15l-4-4M20 15H5l4 4" />
  </Line>
);
export const QuestionIcon = (): ReactElement => (
  <Line>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M9.6 9.6a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.2.9-1.2 1.7M12 16.4v.1" />
  </Line>
);
export const PersonIcon = (): ReactElement => (
  <Line>
    <circle cx="12" cy="8" r="3.5" />
    <path d="M5 20c.8-4 3.4-6 7-6s6.2 2 7 6" />
  </Line>
);
export const CloudIcon = (): ReactElement => (
  <Line>
    <path d="M7 18.5a4 4 0 0 1-.4-8A5.5 5.5 0 0 1 17.2 10 4.3 4.3 0 0 1 17 18.5z" />
  </Line>
);
export const AlertIcon = (): ReactElement => (
  <Line>
    <path d="M12 4 2.8 19.5h18.4z" />
    <path d="M12 10v4.5M12 17v.1" />
  </Line>
);
export const ScanIcon = (): ReactElement => (
  <Line>
    <path d="M4 8V5a1 1 0 0 1 1-1h3M16 4h3a1 1 0 0 1 1 1v3M20 16v3a1 1 0 0 1-1 1h-3M8 20H5a1 1 0 0 1-1-1v-3M8 9v6M12 9v6M16 9v6" />
  </Line>
);
export const ChartIcon = (): ReactElement => (
  <Line>
    <path d="M4 20h16M7 16v-4M12 16V6M17 16v-7" />
  </Line>
);
export const ListIcon = (): ReactElement => (
  <Line>
    <path d="M4 6.5h.1M4 12h.1M4 17.5h.1M8.5 6.5H20M8.5 12H20M8.5 17.5H20" />
  </Line>
);
export const WalletIcon = (): ReactElement => (
  <Line>
    <path d="M4 7.5A2.5 2.5 0 0 1 6.5 5H17v3M4 7.5V17a2 2 0 0 0 2 2h13a1 1 0 0 0 1-1V9a1 1 0 0 0-1-1H6" />
    <path d="M16 13.5h.1" />
  </Line>
);
export const SheetIcon = (): ReactElement => (
  <Line>
    <path d="M6 3h9l4 4v14H6z" />
    <path d="M9.5 11v6M12.5 11v6M15.5 11v6" />
  </Line>
);
export const MessageIcon = (): ReactElement => (
  <Line>
    <path d="M5 5h14a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-7l-4 4v-4H5a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1z" />
    <path d="M8 9h8M8 12.2h5" />
  </Line>
);
export const SettingsIcon = (): ReactElement => (
  <Line>
    <path d="M4 7h9M17 7h3M4 17h3M11 17h9" />
    <circle cx="15" cy="7" r="2" />
    <circle cx="9" cy="17" r="2" />
  </Line>
);
export const PauseIcon = (): ReactElement => (
  <Line>
    <path d="M8 5v14M16 5v14" />
  </Line>
);
export const SpeakerIcon = (): ReactElement => (
  <Line>
    <path d="M4 9.5h3.5L12 5.5v13l-4.5-4H4z" />
    <path d="M15.5 9a4.5 4.5 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11" />
  </Line>
);
export const MutedIcon = (): ReactElement => (
  <Line>
    <path d="M4 9.5h3.5L12 5.5v13l-4.5-4H4z" />
    <path d="m16 9.5 5 5M21 9.5l-5 5" />
  </Line>
);
export const UndoIcon = (): ReactElement => (
  <Line>
    <path d="M9 5 4.5 9.5 9 14" />
    <path d="M5 9.5h8.5a5.5 5.5 0 0 1 0 11H9" />
  </Line>
);
