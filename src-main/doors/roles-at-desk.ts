import type { Role } from '../../src-shared/domain/roles.ts';
import type { OperatorAtDesk } from '../station/operators.ts';

/**
 * What whoever stands at the desk may do. A badge is no password: it takes rights away and gives none that the session
 * does not have. Whoever was chosen from the list has not shown even that, and packs.
 */
export function rolesOf(ofSession: readonly Role[], signedInAs: string | null, atDesk: OperatorAtDesk | null): readonly Role[] {
  if (!atDesk) return ofSession;
  if (!atDesk.byBadge) return ofSession.filter((role) => role === 'packer');
  if (atDesk.id === signedInAs) return ofSession;
  return ofSession.filter((role) => (atDesk.roles ?? ['packer']).includes(role));
}
