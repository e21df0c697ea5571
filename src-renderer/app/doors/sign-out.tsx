import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../../bridge/station.ts';
import { useSession } from '../../state/session.ts';
import type { useDoorRequest } from './door.tsx';
import { forgetPassword } from './first-password.ts';

/** The way back from a door that whoever signed in can't or will not pass. In the middle of a day it is asked about first. */
export function SignOut({ under, send }: Pick<ReturnType<typeof useDoorRequest>, 'under' | 'send'>): ReactElement {
  const { t } = useTranslation();
  const atWork = useSession((session) => session.view?.atWork ?? false);
  const [sure, setSure] = useState(true);
  async function signOut(): Promise<void> {
    setSure(true);
    if (await send(() => ask('session.signOut', {}), 'out')) forgetPassword();
  }
  return (
    <>
      <button type="button" className="button" data-testid="door-sign-out" disabled={under !== null} aria-busy={under === 'out'} onClick={() => (atWork ? setSure(false) : void signOut())}>
        {under === 'out' ? t('door.signingOut') : t('signOut')}
      </button>
      {sure ? null : (
        <dialog ref={show} className="door-sure" data-testid="door-sure" aria-label={t('door.signOutTitle')} onClose={() => setSure(true)}>
          <h2>{t('door.signOutTitle')}</h2>
          <p>{t('door.signOutText')}</p>
          <div className="door-ways">
            <button type="button" className="button" data-testid="door-stay" onClick={() => setSure(true)}>
              {t('door.back')}
            </button>
            <button type="button" className="button primary" data-testid="door-sign-out-now" onClick={() => void signOut()}>
              {t('signOut')}
            </button>
          </div>
        </dialog>
      )}
    </>
  );
}

/** Closed while it is still in the page: the button that it came from has the focus again. */
function show(dialog: HTMLDialogElement | null): () => void {
  dialog?.showModal();
  return () => dialog?.close();
}
