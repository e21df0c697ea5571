import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CardJob } from '../../../src-shared/bridge/views.ts';
import { formatYuan } from '../../../src-shared/domain/money.ts';
import type { JobState } from '../../../src-shared/domain/work.ts';
import { ArrowsIcon, CheckIcon, ClockIcon, CrossIcon, PersonIcon, QuestionIcon } from '../../components/icons.tsx';
import { useProblemText } from '../../components/problem-text.tsx';
import { useWaitWord } from '../../components/wait-word.ts';
import { useStatus } from '../../state/status.ts';
import { waitReason } from '../../state/waits.ts';

const ICONS: Readonly<Record<JobState, () => ReactElement>> = {
  waiting: ClockIcon,
  calling: ArrowsIcon,
  done: CheckIcon,
  refused: CrossIcon,
  unknown: QuestionIcon,
  parked: PersonIcon,
  void: CrossIcon,
};

/** One job: state as icon and word, and why it is not done yet. */
export function JobLine({ job, detail }: { readonly job: CardJob; readonly detail: ReactNode }): ReactElement {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const waitWord = useWaitWord();
  const Icon = job.delivery === 'failed' ? CrossIcon : ICONS[job.state];
  const word = job.kind === 'write-back' && job.state === 'done' ? t('written') : job.delivery ? t(`delivery.${job.delivery}`) : t(`jobState.${job.state}`);
  const back = job.refunded > 0 ? t('refunded', { amount: formatYuan(job.refunded) }) : null;
  const waits = useStatus(({ view }) => waitReason(job, view?.standsStill ?? {}));
  const why = waits ? waitWord(waits) : job.error ? problemText({ code: job.error }).sentence : null;
  return (
    <li className="job" data-job-kind={job.kind} data-job-state={job.state} data-job-waits={waits ?? undefined} data-job-delivery={job.delivery ?? undefined}>
      <Icon />
      <b>{t(`jobKind.${job.kind}`)}</b>
      <span className="job-state">{word}</span>
      <span className="job-detail">{detail ?? why ?? back}</span>
    </li>
  );
}
