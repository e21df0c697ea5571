import { useEffect, useState, type ReactElement } from 'react';
import type { Phase } from '../../../src-shared/bridge/views.ts';
import { loadTexts } from '../../i18n/set-up.ts';
import { Agreement } from './agreement.tsx';
import { forgetPassword } from './first-password.ts';
import { NewPassword } from './new-password.tsx';
import { SignIn } from './sign-in.tsx';
import { Welcome } from './welcome.tsx';

/** Everything in front of the rooms. The main process says which door; only welcome and sign-in are walked between here. */
export function Doors({ phase }: { readonly phase: Phase }): ReactElement {
  const [signingIn, setSigningIn] = useState(false);
  useEffect(() => {
    void loadTexts('errors');
    // Whatever way leads out of the doors, a typed password does not stay in memory.
    return forgetPassword;
  }, []);
  return <div className="door-page">{phase === 'new-password' ? <NewPassword /> : phase === 'agreement' ? <Agreement /> : phase === 'sign-in' || signingIn ? <SignIn onBack={phase === 'sign-in' ? null : () => setSigningIn(false)} /> : <Welcome onSignIn={() => setSigningIn(true)} />}</div>;
}
