import { StationError, type ErrorCode } from '../../src-shared/errors/codes.ts';

/**
 * A call of the account API that did not succeed. `effect` says what is known: `none` the API refused or never had it,
 * `unknown` it may have happened (then only a repeat with the same Idempotency-Key is safe).
 */
export class CallFailed extends StationError {
  readonly effect: 'none' | 'unknown';
  /** The API's own stable code, where it answered with a problem document. */
  readonly problem: string | null;
  /** Of the HTTP answer; null where there was none. */
  readonly status: number | null;
  readonly retryAfter: number | null;
  constructor(code: ErrorCode, about: string, given: { effect: 'none' | 'unknown'; problem?: string | null; status?: number | null; retryAfter?: number | null }) {
    super(code, about);
    this.effect = given.effect;
    this.problem = given.problem ?? null;
    this.status = given.status ?? null;
    this.retryAfter = given.retryAfter ?? null;
  }
}

/** The API's problem codes that mean something of their own to a person; any other refusal is `api-refused`. */
export const PROBLEMS: ReadonlyMap<string, ErrorCode> = new Map<string, ErrorCode>([
  ['wrong-password', 'wrong-password'],
  ['weak-password', 'weak-password'],
  ['must-change-password', 'must-change-password'],
  ['agreement-required', 'agreement-required'],
  ['agreement-outdated', 'agreement-outdated'],
  ['account-suspended', 'account-suspended'],
  ['service-disabled', 'service-disabled'],
  ['insufficient-balance', 'insufficient-balance'],
  ['forbidden', 'not-allowed'],
  ['rules-changed', 'rules-changed'],
  ['rule-doubled', 'rule-doubled'],
]);
