import { lazy, Suspense, useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { AlertIcon } from '../components/icons.tsx';
import { OverAll } from '../components/over-all.tsx';
import { useSession } from '../state/session.ts';
import { closeSignIn, openSignIn, useSignInAgain } from '../state/sign-in-again.ts';

const SignIn = lazy(async () => ({ default: (await import('./doors/sign-in.tsx')).SignIn }));

/** The session has ended by itself: the desk goes on, and signing in again is one button away. */
export function ExpiredBanner(): ReactElement | null {
  const expired = useSession((session) => session.view?.expired ?? false);
  return expired ? <SignInAgain /> : null;
}

/** Mounted anew each time a session ends: nothing lies over the desk that nobody has asked for. */
function SignInAgain(): ReactElement {
  const { t } = useTranslation();
  const open = useSignInAgain((state) => state.open);
  /** Whoever left now would not be told that the sign-in was refused. */
  const [busy, setBusy] = useState(false);
  useEffect(() => closeSignIn, []);
  return (
    <>
      <div className="banner" role="alert" data-testid="expired-banner">
        <AlertIcon />
        <span className="problem-text">
          <b>{t('expired.sentence')}</b>
          <code>session-expired</code>
        </span>
        <button type="button" className="button primary" data-testid="sign-in-again" onClick={openSignIn}>
          {t('expired.action')}
        </button>
      </div>
      {open ? (
        <OverAll className="door-over" testId="door-over" stays={busy} onCancel={closeSignIn}>
          <Suspense>
            <SignIn line={t('expired.unheard')} onBack={closeSignIn} onBusy={setBusy} />
          </Suspense>
        </OverAll>
      ) : null}
    </>
  );
}
