import { randomUUID } from 'node:crypto';
import type { Role } from '../../../src-shared/domain/roles.ts';
import type { Stage } from '../stage/stage.ts';
import type { Plays } from './call.ts';
import { hashPassword } from './password.ts';

export type NewUser = {
  readonly accountId: string;
  readonly login: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly badge: string;
  /** Null for somebody who has a badge only and cannot sign in. */
  readonly password: string | null;
  readonly mustChange: boolean;
  readonly accepted: string | null;
};

export type UserRow = {
  user_id: string; account_id: string; account_name: string; suspended: number; login: string; name: string;
  roles: string; password_hash: string; must_change: number; accepted_version: string | null; accepted_at: number | null;
};

export function addUser(stage: Stage, user: NewUser): void {
  stage
    .sql('INSERT INTO users (user_id, account_id, login, name, roles, badge, password_hash, must_change, accepted_version) VALUES (?,?,?,?,?,?,?,?,?)')
    .run(`user-${randomUUID()}`, user.accountId, user.login, user.name, JSON.stringify(user.roles), user.badge, user.password === null ? '' : hashPassword(user.password), Number(user.mustChange), user.accepted);
}

/** A join here would be planned anew for each of the many requests that ask who the caller is. */
const WITH_ACCOUNT = `SELECT u.*, (SELECT name FROM accounts a WHERE a.account_id = u.account_id) AS account_name,
  (SELECT suspended FROM accounts a WHERE a.account_id = u.account_id) AS suspended FROM users u`;

export const userByLogin = (stage: Stage, login: string): UserRow | undefined => stage.sql<UserRow>(`${WITH_ACCOUNT} WHERE u.login = ?`).get(login);
export const userById = (stage: Stage, userId: string): UserRow | undefined => stage.sql<UserRow>(`${WITH_ACCOUNT} WHERE u.user_id = ?`).get(userId);

/** Who may stand at this account's stations, and what their badges say. */
export const playOperators: Plays<'operators'> = ({ stage, caller }) => ({
  operators: stage
    .sql<{ id: string; name: string; badge: string; roles: string }>('SELECT user_id AS id, name, badge, roles FROM users WHERE account_id = ? ORDER BY badge')
    .all(caller.accountId)
    .map(({ id, name, badge, roles }) => ({ id, name, badge, roles: JSON.parse(roles) as Role[] })),
});
