import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../../bridge/station.ts';
import { useSession } from '../../state/session.ts';
import { Door, Field, useDoorRequest } from './door.tsx';
import { rememberAccount, rememberPassword, typedAccount } from './first-password.ts';

type SignInProps = {
  /** What whoever signs in has to know. */
  readonly line?: string;
  /** null where there is no door behind this one. */
  readonly onBack: (() => void) | null;
  readonly onBusy?: (busy: boolean) => void;
};

export function SignIn({ line = '', onBack, onBusy }: SignInProps): ReactElement {
  const { t } = useTranslation();
  const session = useSession((state) => state.view);
  const [account, setAccount] = useState(session?.expired ? typedAccount : '');
  // Only the password is missing: it is where typing starts.
  const [again] = useState(account !== '');
  const [password, setPassword] = useState('');
  const [accountApi, setAccountApi] = useState(session?.accountApi ?? '');
  const { busy, problem, send } = useDoorRequest();
  useEffect(() => void onBusy?.(busy), [onBusy, busy]);

  async function signIn(): Promise<void> {
    if (account.trim() === '' || password === '') return;
    rememberPassword(password);
    rememberAccount(account.trim());
    await send(() => ask('session.signIn', { accountApi: accountApi.trim(), account: account.trim(), password }));
  }

  return (
    <Door name="sign-in" title={t('door.signIn')} line={line} problem={problem} onSubmit={() => void signIn()}>
      <Field label={t('door.account')} name="account" value={account} onChange={setAccount} focused={!again} complete="username" />
      <Field label={t('door.password')} name="password" value={password} onChange={setPassword} secret focused={again} complete="current-password" />
      <Field label={t('door.server')} name="server" value={accountApi} onChange={setAccountApi} hint={t('door.serverHint')} />
      <div className="door-ways">
        {onBack ? (
          <button type="button" className="button" onClick={onBack} disabled={busy}>
            {t('door.back')}
          </button>
        ) : null}
        <button type="submit" className="button primary" data-testid="sign-in" disabled={busy || account.trim() === '' || password === ''} aria-busy={busy}>
          {busy ? t('door.signingIn') : t('door.signIn')}
        </button>
      </div>
    </Door>
  );
}
