import type { SessionView } from '../../src-shared/bridge/views.ts';
import type { Agreement } from '../../src-shared/contract/session.ts';
import { StationError } from '../../src-shared/errors/codes.ts';
import type { AccountClient } from '../account/client.ts';
import type { SessionRecord } from './session-record.ts';

export type PasswordAndAgreementParts = {
  readonly client: AccountClient;
  /** Null where nobody is signed in. */
  readonly record: () => SessionRecord | null;
  /** Throws where the disk takes nothing. */
  readonly write: (record: SessionRecord) => void;
  readonly keep: (record: SessionRecord) => void;
  readonly pass: () => Promise<SessionView>;
};

/** The two doors between signing in and the rooms. */
export function passwordAndAgreement({ client, record, write, keep, pass }: PasswordAndAgreementParts) {
  function signedIn(): SessionRecord {
    const known = record();
    if (!known) throw new StationError('not-allowed');
    return known;
  }

  return {
    async changePassword(oldPassword: string, newPassword: string): Promise<SessionView> {
      // A disk that takes nothing says so before the password is another one.
      write(signedIn());
      await client.call('changePassword', { oldPassword, newPassword });
      keep({ ...signedIn(), mustChangePassword: false });
      return pass();
    },
    agreement: (): Promise<Agreement> => client.call('agreement', {}),
    async accept(version: string): Promise<SessionView> {
      signedIn();
      const accepted = await client.call('acceptAgreement', { version });
      keep({ ...signedIn(), acceptedAgreementVersion: accepted.version, agreementVersion: accepted.version });
      return pass();
    },
  };
}
