import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../../bridge/station.ts';
import { Door, Field, useDoorRequest } from './door.tsx';
import { forgetPassword, typedPassword } from './first-password.ts';
import { passwordRules, passwordStrength } from './password-rules.ts';
import { SignOut } from './sign-out.tsx';

export function NewPassword(): ReactElement {
  const { t } = useTranslation();
  // Asked for only where it was not typed in this run, or was refused.
  const [known] = useState(typedPassword);
  const [oldPassword, setOldPassword] = useState(known ?? '');
  const [password, setPassword] = useState('');
  const [repeated, setRepeated] = useState('');
  const { under, busy, problem, send } = useDoorRequest();
  const rules = passwordRules(oldPassword, password, repeated);
  const strength = passwordStrength(password);
  // Letters and digits both are advice; the account API decides.
  const ready = rules.length && rules.new && rules.same && oldPassword !== '';

  async function change(): Promise<void> {
    if (!ready) return;
    if (await send(() => ask('session.changePassword', { oldPassword, newPassword: password }))) forgetPassword();
  }

  return (
    <Door name="new-password" title={t('door.newPasswordTitle')} line={t('door.newPasswordLine')} problem={problem} onSubmit={() => void change()}>
      {known === null || problem?.code === 'wrong-password' ? <Field label={t('door.oldPassword')} name="old-password" value={oldPassword} onChange={setOldPassword} secret focused complete="current-password" /> : null}
      <Field label={t('door.newPassword')} name="new-password" value={password} onChange={setPassword} secret focused={known !== null} complete="new-password" />
      <Field label={t('door.repeat')} name="repeat-password" value={repeated} onChange={setRepeated} secret complete="new-password" />
      <ul className="door-rules">
        {(['length', 'mixed', 'new', 'same'] as const).map((rule) => (
          <li key={rule} data-kept={rules[rule]}>
            {t(`door.rule.${rule}`)}
          </li>
        ))}
      </ul>
      <p className="door-strength" data-strength={password === '' ? 'none' : strength}>
        {t('door.strength.label')} <i aria-hidden="true" /> {password === '' ? '—' : t(`door.strength.${strength}`)}
      </p>
      <div className="door-ways">
        <SignOut under={under} send={send} />
        <button type="submit" className="button primary" data-testid="change-password" disabled={busy || !ready} aria-busy={under === 'through'}>
          {under === 'through' ? t('door.changing') : t('door.change')}
        </button>
      </div>
    </Door>
  );
}
