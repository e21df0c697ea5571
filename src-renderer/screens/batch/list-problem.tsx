import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../../src-shared/errors/codes.ts';
import { ProblemText } from '../../components/problem-text.tsx';

/** Why a list could not be read; where one row is to blame, which. */
export function ListProblem({ problem }: { readonly problem: Problem }): ReactElement {
  const { t } = useTranslation('rooms');
  return (
    <>
      <ProblemText problem={problem} />
      {problem.code === 'list-quote' && problem.about ? <b data-testid="list-row">{t('batch.inRow', { row: problem.about })}</b> : null}
    </>
  );
}
