import type { CallName } from '../../../src-shared/contract/calls.ts';
import type { Role } from '../../../src-shared/domain/roles.ts';
import { CURRENT_AGREEMENT } from './agreement-text.ts';
import type { Caller } from './call.ts';
import { Refusal } from './refusal.ts';

/** The first login forces a new password; until then only these are open. */
const BEFORE_PASSWORD: readonly CallName[] = ['changePassword', 'signOut'];
/** Nobody uses the client before ticking the agreement. */
const BEFORE_AGREEMENT: readonly CallName[] = ['changePassword', 'signOut', 'agreement', 'acceptAgreement'];
const ROLES_FOR: Readonly<Partial<Record<CallName, readonly Role[]>>> = {
  createTopUp: ['merchant'],
  closeTopUp: ['merchant'],
  topUp: ['merchant'],
  ledger: ['merchant', 'supervisor'],
  writeOffLease: ['merchant'],
  authoriseStore: ['merchant'],
  setStoreRules: ['merchant', 'supervisor'],
};
/** What an account in suspension may not do. Reading and reporting go on: unsent work must be seen and settled. */
const CLOSED_WHILE_SUSPENDED: readonly CallName[] = ['entitlements', 'grantLease', 'writeBack', 'gatewayJob', 'createTopUp'];

/** Throws the 403 that keeps this caller from this call, if there is one. */
export function checkGate(name: CallName, caller: Caller): void {
  if (caller.mustChange && !BEFORE_PASSWORD.includes(name)) throw new Refusal(403, 'must-change-password');
  if (caller.accepted !== CURRENT_AGREEMENT.version && !BEFORE_AGREEMENT.includes(name)) throw new Refusal(403, 'agreement-required');
  const roles = ROLES_FOR[name];
  if (roles && !roles.some((role) => caller.roles.includes(role))) throw new Refusal(403, 'forbidden');
  if (caller.suspended && CLOSED_WHILE_SUSPENDED.includes(name)) throw new Refusal(403, 'account-suspended');
}
