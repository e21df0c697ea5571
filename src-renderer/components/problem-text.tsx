import { useEffect, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../src-shared/errors/codes.ts';
import { loadTexts } from '../i18n/set-up.ts';

/** Sentence and next action of an error code, in the language of now. */
export function useProblemText(): (problem: Problem) => { readonly sentence: string; readonly action: string } {
  const { t, i18n } = useTranslation('errors');
  const ready = i18n.hasResourceBundle(i18n.language, 'errors');
  useEffect(() => {
    if (!ready) void loadTexts('errors');
  }, [ready]);
  // The code stands beside the sentence: until the texts are here it is all there is to read.
  return ({ code }) => (ready ? { sentence: t(`${code}.sentence`), action: t(`${code}.action`) } : { sentence: code, action: '' });
}

/** A failure as people read it: sentence, what to do, and the code. What it was about is for support: a hint at the code. */
export function ProblemText({ problem }: { readonly problem: Problem }): ReactElement {
  const text = useProblemText()(problem);
  return (
    <span className="problem-text" data-testid="problem" data-code={problem.code}>
      <b>{text.sentence}</b>
      <span>{text.action}</span>
      <code title={problem.about}>{problem.code}</code>
    </span>
  );
}
