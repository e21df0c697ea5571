import { CURRENT_AGREEMENT } from './agreement-text.ts';
import type { Plays } from './call.ts';
import { Refusal } from './refusal.ts';

export const playAgreement: Plays<'agreement'> = () => CURRENT_AGREEMENT;

/** Records who ticked which version, and when; an older version is no consent to the current one. */
export const playAcceptAgreement: Plays<'acceptAgreement'> = ({ stage, request, caller }) => {
  if (request.version !== CURRENT_AGREEMENT.version) throw new Refusal(409, 'agreement-outdated', CURRENT_AGREEMENT.version);
  const at = stage.now();
  stage
    .sql('UPDATE users SET accepted_at = CASE WHEN accepted_version = @version THEN accepted_at ELSE @at END, accepted_version = @version WHERE user_id = @userId')
    .run({ version: request.version, at, userId: caller.userId });
  const row = stage.sql<{ accepted_at: number | null }>('SELECT accepted_at FROM users WHERE user_id = ?').get(caller.userId);
  return { version: request.version, acceptedAt: row?.accepted_at ?? at };
};
