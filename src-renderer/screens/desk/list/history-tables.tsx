import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { HistoryAttempt, HistoryDecision, HistoryJob, HistoryMessage, HistoryMoney, HistoryScan } from '../../../../src-shared/bridge/history-views.ts';
import { formatYuan } from '../../../../src-shared/domain/money.ts';
import { reasonName } from '../../../../src-shared/domain/reason.ts';
import { kilograms } from '../../../../src-shared/domain/weight.ts';
import { DataTable, type Column } from '../../../components/data-table.tsx';
import { useProblemText } from '../../../components/problem-text.tsx';
import { OptedOut, SentFields } from '../../../components/sent-fields.tsx';
import { dateTime } from '../../../components/times.ts';
import { VerdictIcon } from '../../../components/verdict-icon.tsx';
import { useWaitWord } from '../../../components/wait-word.ts';
import { When } from '../../../components/when.tsx';
import { useStatus } from '../../../state/status.ts';
import { waitReason } from '../../../state/waits.ts';
import { ReasonIcon } from '../reason-icon.tsx';

/** When, what, who, where and with which device. */
export function ScansTable({ scans }: { readonly scans: readonly HistoryScan[] }): ReactElement {
  const { t } = useTranslation(['rooms', 'station']);
  const columns: readonly Column<HistoryScan>[] = [
    { key: 'at', title: t('history.at'), render: (scan) => <When at={scan.at} /> },
    { key: 'verdict', title: t('history.verdict'), render: (scan) => <span className="history-verdict"><VerdictIcon verdict={scan.verdict} small /> {t(`station:verdict.${scan.verdict}`)}</span> },
    { key: 'why', title: t('history.why'), render: (scan) => <Why scan={scan} /> },
    { key: 'who', title: t('history.who'), render: (scan) => scan.operator },
    { key: 'where', title: t('history.where'), render: (scan) => (scan.source === 'desk' ? t('station:desk.stationIs', { station: scan.station }) : t(`history.source.${scan.source}`)) },
    { key: 'device', title: t('history.device'), render: (scan) => scan.device ?? (scan.source !== 'desk' ? '—' : <span data-typed={scan.typed || undefined}>{t(scan.typed ? 'history.typed' : 'history.keyboard')}</span>) },
  ];
  return <DataTable name="history-scans" columns={columns} rows={scans} rowKey={(scan) => String(scan.scanId)} attributes={(scan) => ({ 'data-verdict': scan.verdict })} />;
}

function Why({ scan }: { readonly scan: HistoryScan }): ReactElement {
  const { t } = useTranslation('rooms');
  const name = reasonName(scan.reason);
  const weightOf = ({ grams, expected, off }: NonNullable<HistoryScan['weight']>): string =>
    expected === null ? t('history.weight', { weight: kilograms(grams) }) : t(off ? 'history.weightOff' : 'history.weightBeside', { weight: kilograms(grams), expected: kilograms(expected) });
  const by = (key: 'history.undone' | 'history.takenOff' | 'history.fetched', done: { readonly by: string; readonly at: number } | null | undefined): string => (done ? t(key, { by: done.by, time: dateTime(done.at) }) : '');
  const more = [
    scan.piece ? `${scan.piece.number}/${scan.piece.of}` : '', scan.label ?? '', scan.weight ? weightOf(scan.weight) : '', by('history.undone', scan.undone), by('history.takenOff', scan.taken),
    scan.recalled ? t('history.recalled', { time: dateTime(scan.recalled.at) }) : '', by('history.fetched', scan.recalled?.ended),
  ].filter(Boolean).join(' · ');
  return (
    <span className="history-verdict">
      <ReasonIcon reason={name} /> {t(`history.reason.${name}`)} {more === '' ? null : <small className="soft">{more}</small>}
    </span>
  );
}

/** Each job with its attempts beneath it. */
export function JobsTable({ jobs }: { readonly jobs: readonly HistoryJob[] }): ReactElement {
  const { t } = useTranslation(['rooms', 'station']);
  const columns: readonly Column<HistoryJob>[] = [
    { key: 'kind', title: t('history.job'), render: (job) => <b>{t(`station:jobKind.${job.kind}`)}</b> },
    { key: 'state', title: t('history.state'), render: (job) => <JobState job={job} /> },
    { key: 'from', title: t('history.from'), render: (job) => <When at={job.createdAt} /> },
    { key: 'to', title: t('history.to'), render: (job) => <When at={job.endedAt} /> },
    { key: 'charged', title: t('history.charged'), render: (job) => formatYuan(job.charged - job.refunded), number: true, total: formatYuan(jobs.reduce((sum, job) => sum + job.charged - job.refunded, 0)) },
    { key: 'attempts', title: t('history.attempts'), render: (job) => <Course job={job} /> },
  ];
  return <DataTable name="history-jobs" columns={columns} rows={jobs} rowKey={(job) => job.jobId} attributes={(job) => ({ 'data-job-kind': job.kind, 'data-job-state': job.state })} />;
}

function JobState({ job }: { readonly job: HistoryJob }): ReactElement {
  const { t } = useTranslation('station');
  const problemText = useProblemText();
  const waitWord = useWaitWord();
  const waits = useStatus(({ view }) => waitReason(job, view?.standsStill ?? {}));
  const why = waits ? waitWord(waits) : job.error ? problemText({ code: job.error }).sentence : job.delivery ? t(`delivery.${job.delivery}`) : null;
  return (
    <span>
      {t(`jobState.${job.state}`)} {why === null ? null : <small className="soft">{why}</small>}
    </span>
  );
}

/** Every call and look-up, and what people decided in between, in the order of time. */
function Course({ job: { attempts, decisions } }: { readonly job: HistoryJob }): ReactElement {
  const { t } = useTranslation('rooms');
  if (attempts.length === 0 && decisions.length === 0) return <span className="soft">{t('history.neverCalled')}</span>;
  const lines = [
    ...attempts.map((attempt) => ({ at: attempt.startedAt, key: `attempt-${attempt.attempt}`, line: <Attempt attempt={attempt} /> })),
    ...decisions.map((decision, n) => ({ at: decision.at, key: `decision-${n}`, line: <Decision decision={decision} /> })),
  ].toSorted((a, b) => a.at - b.at);
  return (
    <ol className="history-attempts">
      {lines.map(({ key, at, line }) => (
        <li key={key}>
          <When at={at} /> {line}
        </li>
      ))}
    </ol>
  );
}

function Attempt({ attempt: { purpose, provider, outcome, startedAt, endedAt, about } }: { readonly attempt: HistoryAttempt }): ReactElement {
  const { t } = useTranslation('rooms');
  return (
    <>
      {t(`history.purpose.${purpose}`)} {providerWord(provider, t)} <b>{outcomeWord(outcome, t)}</b> {endedAt === null ? null : <span className="soft">{t('history.took', { ms: endedAt - startedAt })}</span>} {about === '' ? null : <code>{about}</code>}
    </>
  );
}

function Decision({ decision: { by, action, error, about } }: { readonly decision: HistoryDecision }): ReactElement {
  const { t } = useTranslation('rooms');
  const { sentence } = useProblemText()({ code: error });
  return (
    <span data-decision={action}>
      <b>{t('history.decided', { by, action: t(`exceptions.action.${action}`) })}</b> <span className="soft">{sentence}</span> <code>{[error, about].filter(Boolean).join(' · ')}</code>
    </span>
  );
}

const PROVIDERS = ['yunguanlian', 'danhaobao', 'yunxinliuke-sms', 'yunxinliuke-voice', 'aliyun-sms', 'aliyun-pls', 'tencent-sms', 'huawei-axb', 'gateway'] as const;
/** A kind that this release has no word for is shown as it came. */
function providerWord(kind: string | null, t: (key: `history.provider.${(typeof PROVIDERS)[number]}`) => string): string {
  const known = PROVIDERS.find((one) => one === kind);
  return known ? t(`history.provider.${known}`) : (kind ?? '');
}

const OUTCOMES = ['done', 'refused', 'later', 'unknown', 'absent', 'not-done'] as const;
function outcomeWord(outcome: string | null, t: (key: `history.outcome.${(typeof OUTCOMES)[number] | 'open'}`) => string): string {
  if (outcome === null) return t('history.outcome.open');
  const known = OUTCOMES.find((one) => one === outcome);
  return known ? t(`history.outcome.${known}`) : outcome;
}

/** 预占 实扣 释放 退回, to the 厘. */
export function MoneyTable({ money }: { readonly money: readonly HistoryMoney[] }): ReactElement {
  const { t } = useTranslation(['rooms', 'station']);
  const charged = money.reduce((sum, { entry, amount }) => sum + (entry === 'capture' ? amount : entry === 'refund' ? -amount : 0), 0);
  const columns: readonly Column<HistoryMoney>[] = [
    { key: 'at', title: t('history.at'), render: ({ at }) => <When at={at} />, total: t('history.chargedInAll') },
    { key: 'entry', title: t('history.entry'), render: ({ entry }) => t(`history.entries.${entry}`) },
    { key: 'for', title: t('history.for'), render: ({ kind }) => t(`station:jobKind.${kind}`) },
    { key: 'amount', title: t('history.amount'), render: ({ amount }) => formatYuan(amount), number: true, total: formatYuan(charged) },
  ];
  return <DataTable name="history-money" columns={columns} rows={money} rowKey={({ id }) => id} attributes={({ entry }) => ({ 'data-entry': entry })} />;
}

export function MessagesList({ messages }: { readonly messages: readonly HistoryMessage[] }): ReactElement {
  const { t } = useTranslation(['rooms', 'station']);
  return (
    <ul className="history-messages">
      {messages.map((message) => (
        <li key={message.jobId}>
          <p>
            <b>{t(`station:jobKind.${message.kind}`)}</b> {message.phone} {message.fields ? null : `· ${t('history.notSent')}`} <OptedOut at={message.optedOutAt} />
          </p>
          {message.fields ? <SentFields message={message} fields={message.fields} /> : <blockquote>{message.text === '' ? t('messages.noText') : message.text}</blockquote>}
        </li>
      ))}
    </ul>
  );
}
