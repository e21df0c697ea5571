import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../src-shared/errors/codes.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { firstClick } from '../components/first-click.ts';
import { AlertIcon, CrossIcon } from '../components/icons.tsx';
import { ProblemText, useProblemText } from '../components/problem-text.tsx';
import { lastFour } from '../components/waybill.tsx';
import { openHistory } from '../state/list.ts';
import { enterRoom } from '../state/room.ts';
import { useSession } from '../state/session.ts';
import { useStatus } from '../state/status.ts';
import { usePutAway } from './put-away.ts';

const NONE: readonly Problem[] = [];

/** What is wrong at the moment. One slim line: the newest, and how many more there are. What is put away stays reachable in the log by its code. */
export function ProblemBanner(): ReactElement | null {
  const { t } = useTranslation();
  const all = useStatus((status) => status.view?.problems ?? NONE);
  const expired = useSession((session) => session.view?.expired ?? false);
  // The banner above says that already, with the button for it.
  const { shown, putAway } = usePutAway(all);
  const problems = expired ? shown.filter((problem) => problem.code !== 'session-expired') : shown;
  const text = useProblemText();
  const newest = problems[0];
  if (!newest) return null;
  const { sentence, action } = text(newest);
  return (
    <div className="banner" role="alert" data-testid="problem-banner" data-code={newest.code}>
      <AlertIcon />
      <ProblemText problem={newest} />
      {newest.count ? <small>{t('problem.slips', { count: newest.count })}</small> : null}
      <ItsParcel problem={newest} />
      {problems.length > 1 ? <small>{t('problem.more', { count: problems.length - 1 })}</small> : null}
      <CopyButton text={[newest.code, newest.about, sentence, action].filter(Boolean).join(' | ')} label={newest.code} />
      <button type="button" className="copy" aria-label={t('problem.close')} title={t('problem.close')} onClick={firstClick(putAway)}>
        <CrossIcon />
      </button>
    </div>
  );
}

/** What went wrong with a slip is put right on the page of its parcel. */
function ItsParcel({ problem: { code, about } }: { readonly problem: Problem }): ReactElement | null {
  const { t } = useTranslation();
  const hasDesk = useSession((session) => session.view?.rooms.includes('desk') ?? false);
  if (!code.startsWith('print') || about === undefined || !hasDesk) return null;
  return (
    <button
      type="button" className="button" data-testid="problem-parcel"
      onClick={() => {
        enterRoom('desk');
        void openHistory(about);
      }}
    >
      {t('problem.parcel', { number: lastFour(about) })}
    </button>
  );
}
