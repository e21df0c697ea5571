import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../../bridge/station.ts';
import { PersonIcon, SheetIcon } from '../../components/icons.tsx';
import { Door, useDoorRequest } from './door.tsx';

export function Welcome({ onSignIn }: { readonly onSignIn: () => void }): ReactElement {
  const { t } = useTranslation();
  const { busy, problem, send } = useDoorRequest();
  return (
    <Door name="welcome" title={t('product')} line={t('door.welcomeLine')} problem={problem} onSubmit={onSignIn}>
      <div className="welcome-ways">
        <button type="submit" data-testid="go-sign-in" autoFocus disabled={busy}>
          <PersonIcon />
          <b>{t('door.signIn')}</b>
          <span>{t('door.signInLine')}</span>
        </button>
        <button type="button" data-testid="go-practice" disabled={busy} aria-busy={busy} onClick={() => void send(() => ask('session.startPractice', {}))}>
          <SheetIcon />
          <b>{busy ? t('door.opening') : t('door.practice')}</b>
          <span>{t('door.practiceLine')}</span>
        </button>
      </div>
    </Door>
  );
}
