import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../../bridge/station.ts';
import type { useDoorRequest } from './door.tsx';
import { forgetPassword } from './first-password.ts';

/** The way back from a door that whoever signed in can't or will not pass. */
export function SignOut({ busy, send }: Pick<ReturnType<typeof useDoorRequest>, 'busy' | 'send'>): ReactElement {
  const { t } = useTranslation();
  async function signOut(): Promise<void> {
    if (await send(() => ask('session.signOut', {}))) forgetPassword();
  }
  return (
    <button type="button" className="button" data-testid="door-sign-out" disabled={busy} onClick={() => void signOut()}>
      {t('signOut')}
    </button>
  );
}
