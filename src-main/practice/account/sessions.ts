import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Role } from '../../../src-shared/domain/roles.ts';
import type { Stage } from '../stage/stage.ts';
import { CURRENT_AGREEMENT } from './agreement-text.ts';
import type { Caller, Plays } from './call.ts';
import { hashPassword, passwordFits } from './password.ts';
import { Refusal } from './refusal.ts';
import { userById, userByLogin } from './users.ts';

/** Short enough to matter within one shift. */
const ACCESS_MS = 15 * 60_000;

type SessionRow = { session_id: string; user_id: string; refresh_hash: string; former_refresh_hash: string | null; expires_at: number; ended: number };

/** Only hashes are kept, as a platform would. */
const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');
const newToken = (): string => randomBytes(24).toString('base64url');

export const playSignIn: Plays<'signIn'> = ({ stage, request }) => {
  const user = userByLogin(stage, request.account);
  // An unknown name and a wrong password look alike.
  if (!user || !passwordFits(request.password, user.password_hash)) throw new Refusal(401, 'wrong-password');
  const tokens = { accessToken: newToken(), refreshToken: newToken(), expiresAt: stage.now() + ACCESS_MS };
  stage
    .sql('INSERT INTO sessions (session_id, user_id, device_id, access_hash, refresh_hash, expires_at) VALUES (?,?,?,?,?,?)')
    .run(randomUUID(), user.user_id, request.device.id, hashOf(tokens.accessToken), hashOf(tokens.refreshToken), tokens.expiresAt);
  return {
    ...tokens,
    account: { id: user.account_id, name: user.account_name },
    operator: { id: user.user_id, name: user.name },
    roles: JSON.parse(user.roles) as Role[],
    mustChangePassword: user.must_change === 1,
    agreementVersion: CURRENT_AGREEMENT.version,
    acceptedAgreementVersion: user.accepted_version,
  };
};

/**
 * Rotates both tokens. The refresh token before the current one still works until the new access token was used once:
 * otherwise an answer lost on the way would end the session.
 */
export const playRefresh: Plays<'refresh'> = ({ stage, request }) => {
  const hash = hashOf(request.refreshToken);
  const session = stage.sql<SessionRow>('SELECT * FROM sessions WHERE (refresh_hash = @hash OR former_refresh_hash = @hash) AND ended = 0').get({ hash });
  if (!session) throw new Refusal(401, 'session-expired');
  const tokens = { accessToken: newToken(), refreshToken: newToken(), expiresAt: stage.now() + ACCESS_MS };
  stage
    .sql('UPDATE sessions SET access_hash = ?, refresh_hash = ?, former_refresh_hash = ?, expires_at = ? WHERE session_id = ?')
    .run(hashOf(tokens.accessToken), hashOf(tokens.refreshToken), hash, tokens.expiresAt, session.session_id);
  return tokens;
};

/** The caller behind an Authorization header. Throws a 401 `unauthenticated` or `session-expired`. */
export function callerOf(stage: Stage, authorization: string | undefined): Caller {
  const token = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1];
  if (!token) throw new Refusal(401, 'unauthenticated');
  const session = stage.sql<SessionRow>('SELECT * FROM sessions WHERE access_hash = ? AND ended = 0').get(hashOf(token));
  if (!session) throw new Refusal(401, 'unauthenticated');
  if (session.expires_at <= stage.now()) throw new Refusal(401, 'session-expired');
  const user = userById(stage, session.user_id);
  if (!user) throw new Refusal(401, 'unauthenticated');
  if (session.former_refresh_hash !== null) stage.sql('UPDATE sessions SET former_refresh_hash = NULL WHERE session_id = ?').run(session.session_id);
  return {
    sessionId: session.session_id,
    userId: user.user_id,
    accountId: user.account_id,
    roles: JSON.parse(user.roles) as Role[],
    mustChange: user.must_change === 1,
    accepted: user.accepted_version,
    suspended: user.suspended === 1,
  };
}

export const playSignOut: Plays<'signOut'> = ({ stage, caller }) => {
  stage.sql('UPDATE sessions SET ended = 1 WHERE session_id = ?').run(caller.sessionId);
  return {};
};

/** 403, not 401, for a wrong old password: the session itself is well, and a client would refresh it for nothing. */
export const playChangePassword: Plays<'changePassword'> = ({ stage, request, caller }) => {
  const user = userById(stage, caller.userId);
  if (!user || !passwordFits(request.oldPassword, user.password_hash)) throw new Refusal(403, 'wrong-password');
  if (request.newPassword === request.oldPassword) throw new Refusal(422, 'weak-password', 'the same as before');
  stage.sql('UPDATE users SET password_hash = ?, must_change = 0 WHERE user_id = ?').run(hashPassword(request.newPassword), caller.userId);
  stage.sql('UPDATE sessions SET ended = 1 WHERE user_id = ? AND session_id <> ?').run(caller.userId, caller.sessionId);
  return {};
};
