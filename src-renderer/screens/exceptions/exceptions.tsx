import { ReloadOutlined } from '@ant-design/icons';
import { App, Button, Segmented } from 'antd';
import { useEffect, useState, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExceptionAction, ExceptionRow } from '../../../src-shared/bridge/views.ts';
import { JOB_KINDS, type JobKind } from '../../../src-shared/domain/work.ts';
import type { Problem } from '../../../src-shared/errors/codes.ts';
import { ask } from '../../bridge/station.ts';
import { CheckIcon } from '../../components/icons.tsx';
import { PauseButton } from '../../components/pause-button.tsx';
import { ProblemText } from '../../components/problem-text.tsx';
import { RoomFrame } from '../../components/room-frame.tsx';
import { RoomState } from '../../components/room-state.tsx';
import { clockTime } from '../../components/times.ts';
import { useAnswer, type RoomAnswer } from '../../components/use-answer.ts';
import { useStatus } from '../../state/status.ts';
import { ExceptionTable } from './exception-table.tsx';
import { allExceptions } from './in-all.ts';
import { StationRules } from './station-rules.tsx';
import { UnknownNumbers } from './unknown-numbers.tsx';

type Tab = 'jobs' | 'unknown' | 'rules';

/** 异常: jobs that wait for a person, numbers that wait for their order, and what the station is ruled to do. */
export function Exceptions(): ReactElement {
  const { t } = useTranslation('rooms');
  const [tab, setTab] = useState<Tab>('jobs');
  const unknown = useStatus((status) => status.view?.unknownNumbers ?? 0);
  const words: Readonly<Record<Tab, string>> = { jobs: t('exceptions.tab.jobs'), unknown: unknown === 0 ? t('exceptions.tab.unknown') : `${t('exceptions.tab.unknown')} ${unknown}`, rules: t('exceptions.tab.rules') };
  const tabs = (
    <p className="filters">
      <Segmented<Tab> value={tab} onChange={setTab} data-testid="exceptions-tabs" options={(['jobs', 'unknown', 'rules'] as const).map((value) => ({ value, label: words[value] }))} />
    </p>
  );
  if (tab === 'unknown') return <UnknownNumbers tabs={tabs} />;
  return tab === 'rules' ? <StationRules tabs={tabs} /> : <ParkedJobs tabs={tabs} />;
}

function ParkedJobs({ tabs }: { readonly tabs: ReactNode }): ReactElement {
  const { t } = useTranslation('rooms');
  const answer = useAnswer('exceptions.list');
  const { act, acting, problem } = useActions(answer);
  const { reload } = answer;
  // The list follows the count in the status line: a new exception is here without asking.
  useEffect(
    () =>
      useStatus.subscribe((now, before) => {
        if (now.view?.queue.exceptions !== before.view?.queue.exceptions) void reload();
      }),
    [reload],
  );
  const actions = (
    <>
      <PauseButton />
      <Button icon={<ReloadOutlined />} loading={answer.loading} onClick={() => void reload()}>
        {t('refresh')}
      </Button>
    </>
  );
  const listed = answer.value?.length ?? 0;
  const all = allExceptions(listed, useStatus((status) => status.view?.queue.exceptions ?? 0));
  const note = answer.at === null ? null : [t('exceptions.count', { count: all }), all > listed ? t('exceptions.newest', { count: listed }) : '', t('asOf', { time: clockTime(answer.at) })].filter(Boolean).join(' · ');
  return (
    <RoomFrame name="exceptions" title={t('exceptions.title')} note={note} actions={actions}>
      {tabs}
      {problem ? (
        <div className="room-problem" role="alert">
          <ProblemText problem={problem} />
        </div>
      ) : null}
      <RoomState answer={answer} empty={(rows) => rows.length === 0} whenEmpty={t('exceptions.empty')} emptyIcon={<CheckIcon />}>
        {(rows) => <Filtered rows={rows} acting={acting} onAct={act} />}
      </RoomState>
    </RoomFrame>
  );
}

type FilteredProps = { readonly rows: readonly ExceptionRow[]; readonly acting: string | null; readonly onAct: (row: ExceptionRow, action: ExceptionAction) => void };

function Filtered({ rows, acting, onAct }: FilteredProps): ReactElement {
  const { t } = useTranslation(['rooms', 'station']);
  const [kind, setKind] = useState<JobKind | 'all'>('all');
  const countOf = (one: JobKind): number => rows.filter((row) => row.kind === one).length;
  const kinds = JOB_KINDS.filter((one) => countOf(one) > 0);
  const shown = rows.filter((row) => kind === 'all' || row.kind === kind);
  return (
    <>
      <p className="filters">
        <Segmented<JobKind | 'all'>
          value={kind}
          onChange={setKind}
          options={[{ value: 'all', label: `${t('exceptions.all')} ${rows.length}` }, ...kinds.map((one) => ({ value: one, label: `${t(`station:jobKind.${one}`)} ${countOf(one)}` }))]}
        />
      </p>
      <section className="panel whole">
        <ExceptionTable rows={shown.length > 0 ? shown : rows} acting={acting} onAct={onAct} />
      </section>
    </>
  );
}

/** One action at a time; the answer to an action is the new list. */
function useActions(answer: RoomAnswer<readonly ExceptionRow[]>): { readonly acting: string | null; readonly problem: Problem | null; readonly act: (row: ExceptionRow, action: ExceptionAction) => Promise<void> } {
  const { t } = useTranslation('rooms');
  const { message } = App.useApp();
  const [acting, setActing] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  async function act(row: ExceptionRow, action: ExceptionAction): Promise<void> {
    setActing(row.jobId);
    const done = await ask('exceptions.act', { jobId: row.jobId, action, problem: row.error });
    setActing(null);
    setProblem(done.ok ? null : done.problem);
    if (!done.ok) return void answer.reload();
    answer.show(done.value);
    void message.success(t(`exceptions.acted.${action}`));
  }
  return { acting, problem, act };
}
