/** 打印: where the slip of a parcel goes. `off`: nowhere. `cainiao` and `pdd` are the platforms' print components on this machine. */
export const PRINT_TO = ['off', 'system', 'cainiao', 'pdd'] as const;
export type PrintTo = (typeof PRINT_TO)[number];
export type PrintComponent = 'cainiao' | 'pdd';

/** Where the components listen, as their vendors say. */
export const COMPONENT_ADDRESS: Readonly<Record<PrintComponent, string>> = { cainiao: 'ws://localhost:13528', pdd: 'ws://127.0.0.1:5000' };

/** In mm. */
export type Paper = { readonly width: number; readonly height: number };
/** What courier labels are printed on. */
export const PAPERS: readonly Paper[] = [{ width: 76, height: 130 }, { width: 100, height: 150 }];

/** `converted`: by itself, once for each parcel that may leave, when its new number is here. `by-hand`: only when a person asks. */
export const PRINT_WHEN = ['converted', 'by-hand'] as const;

export type PrintSettings = {
  readonly to: PrintTo;
  /** As the system or the component names it; empty before one was chosen. */
  readonly printer: string;
  readonly when: (typeof PRINT_WHEN)[number];
  /** Of the system's printer; a component has it from its template. */
  readonly paper: Paper;
  /** The component's, on this machine: ws://127.0.0.1:5000. */
  readonly address: string;
  /** The template that the component fetches and fills in; its fields are in docs/devices.md. */
  readonly template: string;
};
export const FIRST_PRINTING: PrintSettings = { to: 'off', printer: '', when: 'converted', paper: { width: 76, height: 130 }, address: COMPONENT_ADDRESS.cainiao, template: '' };

/**
 * waiting for its new number, for its order to be let go, for the printer or for the disk; handed to the printer: nobody but a person asks for it again from here on;
 * then done, failed (it is known that nothing was printed) or unknown.
 */
export type PrintState = 'waiting' | 'handed' | 'done' | 'failed' | 'unknown';

/** Why a slip was asked for: by the scan itself, or by a person and why. */
export const PERSONS_REASONS = ['by-hand', 'retry', 'nothing-came', 'unreadable', 'lost'] as const;
export type PersonsReason = (typeof PERSONS_REASONS)[number];
export type PrintReason = 'scan' | PersonsReason;
/** Reasons for one more slip where one may be on paper. */
const REPRINT_REASONS = ['nothing-came', 'unreadable', 'lost'] as const satisfies readonly PersonsReason[];

/** What a person may ask for after the newest print of a parcel, null where there was none. */
export function mayAskFor(state: PrintState | null): readonly PersonsReason[] {
  switch (state) {
    case null:
      return ['by-hand'];
    case 'failed':
      return ['retry'];
    case 'done':
    case 'unknown':
      return REPRINT_REASONS;
    case 'waiting':
    case 'handed':
      return [];
  }
}

/** A WebSocket address on this very machine: print components are nowhere else. */
export function isComponentAddress(address: string): boolean {
  return /^ws:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):[1-9]\d{0,4}\/?$/.test(address);
}
