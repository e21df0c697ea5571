import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../src-shared/errors/codes.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { AlertIcon } from '../components/icons.tsx';
import { useProblemText } from '../components/problem-text.tsx';

/** Nothing can be done here, and why: a database that cannot be used, for one. Nothing was deleted. */
export function StartFailed({ problem }: { readonly problem: Problem }): ReactElement {
  const { t } = useTranslation();
  const { sentence, action } = useProblemText()(problem);
  return (
    <main className="start-failed" role="alert" data-testid="start-failed" data-code={problem.code}>
      <AlertIcon />
      <h1>{t('startFailed')}</h1>
      <p>{sentence}</p>
      {problem.about ? <p className="problem-about">{problem.about}</p> : null}
      <p>
        <b>{action}</b>
      </p>
      <p>
        <code>{problem.code}</code>
        <CopyButton text={[problem.code, problem.about, sentence, action].filter(Boolean).join(' | ')} label={problem.code} />
      </p>
    </main>
  );
}
