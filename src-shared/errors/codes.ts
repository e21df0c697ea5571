import { redactPhones } from '../domain/phone.ts';

/** What can keep a message from being sent; each rule is a code with its sentence and next action. Sources: docs/messages.md. */
export const MESSAGE_RULES = [
  'message-rules-unknown',
  'message-template-missing',
  'message-value-missing',
  'message-phone-invalid',
  'message-opt-outs-unknown',
  'message-opted-out',
  'message-types-mixed',
  'message-opt-out-missing',
  'message-consent-missing',
  'message-correction-unmarked',
  'message-names-recipient',
  'message-too-long',
  'message-repeated',
  'message-limit-template',
  'message-limit-recipient',
  'message-limit-platform',
  'message-hours',
] as const;
export type MessageRule = (typeof MESSAGE_RULES)[number];

/** Why this machine let nothing out although there is a network: the other side's certificate, or an address that nobody has named. */
export const UNSAFE = ['server-untrusted', 'address-refused'] as const;
export type Unsafe = (typeof UNSAFE)[number];
export const isUnsafe = (code: ErrorCode): code is Unsafe => (UNSAFE as readonly ErrorCode[]).includes(code);

/**
 * Every failure that a person can meet. Each has one plain sentence and one next action in
 * zh-CN.json and en.json beside this file; a test keeps the three in step.
 */
export const ERROR_CODES = [
  // start
  'flag-unknown',
  'flag-value',
  'data-dir-unusable',
  'already-running',
  'settings-damaged',
  'settings-not-written',
  'secrets-damaged',
  'secrets-not-written',
  'database-damaged',
  'database-lost',
  'database-older',
  'database-newer',
  'database-locked',
  'database-of-another',
  'disk-full',
  'store-failed',
  'practice-port-taken',
  'practice-died',
  'practice-unavailable',
  // at the door of the main process
  'request-malformed',
  'not-allowed',
  'not-signed-in',
  'internal',
  'window-failed',
  // the account API
  'api-unreachable',
  'api-address-missing',
  'api-address-invalid',
  'api-schema',
  'orders-unreadable',
  'interceptions-unreadable',
  'reports-unreadable',
  'arrivals-unreadable',
  'stores-unreadable',
  'templates-unreadable',
  'feed-not-followed',
  'api-refused',
  'api-busy',
  'wrong-password',
  'weak-password',
  'session-expired',
  'must-change-password',
  'agreement-required',
  'agreement-outdated',
  'account-suspended',
  'service-disabled',
  'insufficient-balance',
  'clock-wrong',
  'clock-doubted',
  'station-copied',
  'api-without-time',
  ...UNSAFE,
  // top-up
  'top-up-unknown',
  'top-up-gone',
  'top-up-amount',
  // jobs that wait for a person
  'provider-refused-platform',
  'provider-refused-merchant',
  'provider-refused-parcel',
  'provider-outcome-unknown',
  'provider-may-have-forgotten',
  'message-outcome-unknown',
  'provider-config',
  'tracking-refused',
  'job-unreadable',
  'job-dependency-failed',
  'job-gone',
  'charge-not-covered',
  'job-called-back',
  'job-phone-erased',
  // at the desk: no parcel
  'function-card',
  'badge-scanned',
  'unknown-gone',
  'store-not-authorised',
  'number-in-use',
  // conversion rules of a store
  'rules-changed',
  'rule-doubled',
  // lists of a batch
  'list-unreadable',
  'list-empty',
  'list-too-big',
  'list-too-long',
  'list-damaged',
  'list-quote',
  'list-too-slow',
  'list-old-excel',
  'list-encoding',
  'list-no-sheet',
  'list-no-column',
  'list-not-written',
  'conversions-none',
  'batch-gone',
  'batch-running',
  ...MESSAGE_RULES,
  // pickup codes
  'pickup-code-invalid',
  'pickup-place-invalid',
  'pickup-number-invalid',
  'pickup-code-used',
  'pickup-gone',
  'pickup-corrected',
  // scanners and scales at serial ports
  'device-absent',
  'device-lost',
  'device-busy',
  'device-denied',
  'device-not-serial',
  'device-driver',
  'device-list-failed',
  'device-name-taken',
  'device-port-taken',
  'device-too-many',
  'device-gone',
  'device-one-scale',
  'scale-unreadable',
  'device-swapped',
  'recording-not-written',
  // a scan whose weight is required
  'weight-no-scale',
  'weight-empty',
  'weight-not-stable',
  'weight-of-another',
  // slips
  'print-off',
  'print-no-printer',
  'print-no-template',
  'printer-gone',
  'printers-silent',
  'print-component-away',
  'print-component-silent',
  'print-refused',
  'print-failed',
  'print-page',
  'print-paper-small',
  'print-not-begun',
  'print-too-late',
  'print-kept',
  'print-unknown',
  'print-no-parcel',
  'print-not-ready',
  'print-held',
  'print-under-way',
  'print-not-unknown',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** A failure as it crosses the bridge: a code, and what it was about without phone numbers or tokens; `count` where it is one of several. */
export type Problem = { readonly code: ErrorCode; readonly about?: string; readonly count?: number };

/** An expected failure inside the program. Its message is for logs; people read the texts of its code. */
export class StationError extends Error {
  readonly code: ErrorCode;
  readonly about: string | undefined;
  constructor(code: ErrorCode, about?: string, options?: ErrorOptions) {
    super(about === undefined ? code : `${code}: ${about}`, options);
    this.name = 'StationError';
    this.code = code;
    this.about = about;
  }
}

/** What a window may know of a failure. Who throws keeps people out of `about`; this is the last place that can. */
export function problemOf(error: unknown): Problem {
  if (!(error instanceof StationError)) return { code: 'internal' };
  return error.about === undefined ? { code: error.code } : { code: error.code, about: redactPhones(error.about) };
}
