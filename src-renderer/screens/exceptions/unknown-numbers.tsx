import { ReloadOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import { useEffect, useState, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { UnknownNumberRow } from '../../../src-shared/bridge/views.ts';
import type { Problem } from '../../../src-shared/errors/codes.ts';
import { ask } from '../../bridge/station.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { DataTable, type Column } from '../../components/data-table.tsx';
import { CheckIcon } from '../../components/icons.tsx';
import { ProblemText } from '../../components/problem-text.tsx';
import { RoomFrame } from '../../components/room-frame.tsx';
import { RoomState } from '../../components/room-state.tsx';
import { clockTime } from '../../components/times.ts';
import { useAnswer } from '../../components/use-answer.ts';
import { spaced, Waybill } from '../../components/waybill.tsx';
import { When } from '../../components/when.tsx';
import { useStatus } from '../../state/status.ts';
import { allUnknown } from './in-all.ts';
import './exceptions.css';

/** 待查: numbers without an order, and what became of them. Follows the count in the status line. */
export function UnknownNumbers({ tabs }: { readonly tabs: ReactNode }): ReactElement {
  const { t } = useTranslation('rooms');
  const { modal, message } = App.useApp();
  const answer = useAnswer('exceptions.unknown');
  const [problem, setProblem] = useState<Problem | null>(null);
  const { reload } = answer;
  useEffect(
    () =>
      useStatus.subscribe((now, before) => {
        if (now.view?.unknownNumbers !== before.view?.unknownNumbers) void reload();
      }),
    [reload],
  );

  async function drop(row: UnknownNumberRow): Promise<void> {
    const done = await ask('exceptions.dropUnknown', { number: row.number });
    setProblem(done.ok ? null : done.problem);
    if (!done.ok) return void reload();
    answer.show(done.value);
    void message.success(t('unknown.dropped'));
  }
  const confirmDrop = (row: UnknownNumberRow): void =>
    void modal.confirm({ title: t('unknown.dropTitle'), content: t('unknown.dropText', { number: spaced(row.number) }), okText: t('unknown.drop'), cancelText: t('cancel'), autoFocusButton: 'cancel', centered: true, onOk: () => drop(row) });

  const listed = answer.value ?? [];
  const waits = listed.filter(({ state }) => state === 'open').length;
  const all = allUnknown(listed, useStatus((status) => status.view?.unknownNumbers ?? 0));
  const note = answer.at === null ? null : [t('unknown.count', { count: all }), all > waits && waits > 0 ? t('unknown.newest', { count: waits }) : '', t('asOf', { time: clockTime(answer.at) })].filter(Boolean).join(' · ');
  return (
    <RoomFrame name="exceptions" title={t('exceptions.title')} note={note} actions={<Button icon={<ReloadOutlined />} loading={answer.loading} onClick={() => void reload()}>{t('refresh')}</Button>}>
      {tabs}
      {problem ? (
        <div className="room-problem" role="alert">
          <ProblemText problem={problem} />
        </div>
      ) : null}
      <RoomState answer={answer} empty={(rows) => rows.length === 0} whenEmpty={t('unknown.empty')} emptyIcon={<CheckIcon />}>
        {(rows) => (
          <section className="panel whole">
            <UnknownTable rows={rows} onDrop={confirmDrop} />
          </section>
        )}
      </RoomState>
    </RoomFrame>
  );
}

function UnknownTable({ rows, onDrop }: { readonly rows: readonly UnknownNumberRow[]; readonly onDrop: (row: UnknownNumberRow) => void }): ReactElement {
  const { t } = useTranslation(['rooms', 'station']);
  const columns: readonly Column<UnknownNumberRow>[] = [
    {
      key: 'number',
      title: t('unknown.number'),
      render: (row) => (
        <span className="unknown-number">
          <Waybill number={row.number} />
          <CopyButton text={row.number} label={t('unknown.number')} />
        </span>
      ),
      sort: (row) => row.number,
      total: t('total'),
    },
    { key: 'courier', title: t('unknown.courier'), render: (row) => row.candidates.map((courier) => t(`station:courier.${courier}`)).join(' / ') || '—', sort: (row) => row.candidates.join(' ') },
    {
      key: 'state',
      title: t('unknown.state'),
      render: (row) => (
        <span className="unknown-state">
          {t(`unknown.is.${row.state}`)} <small>{t(row.stopped ? 'unknown.stopped' : 'unknown.passed')}</small>
        </span>
      ),
      sort: (row) => row.state,
    },
    { key: 'first', title: t('unknown.first'), render: (row) => <When at={row.firstAt} />, sort: (row) => row.firstAt },
    { key: 'last', title: t('unknown.last'), render: (row) => <When at={row.lastAt} />, sort: (row) => row.lastAt },
    { key: 'times', title: t('unknown.times'), render: (row) => row.times, sort: (row) => row.times, number: true, total: rows.reduce((sum, row) => sum + row.times, 0) },
    { key: 'who', title: t('unknown.who'), render: (row) => `${row.operator} · ${t('station:desk.stationIs', { station: row.station })}`, sort: (row) => row.operator },
    { key: 'do', title: t('unknown.do'), render: (row) => (row.state === 'open' || row.state === 'arrived' ? <Button data-testid="unknown-drop" onClick={() => onDrop(row)}>{t('unknown.drop')}</Button> : '—'), ways: true },
  ];
  return <DataTable name="unknown-numbers" columns={columns} rows={rows} rowKey={(row) => row.number} attributes={(row) => ({ 'data-number': row.number, 'data-state': row.state })} />;
}
