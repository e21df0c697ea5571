import { ReloadOutlined } from '@ant-design/icons';
import { Button, Segmented } from 'antd';
import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageLine, MessagesView } from '../../../src-shared/bridge/views.ts';
import { on } from '../../bridge/station.ts';
import { MessageIcon } from '../../components/icons.tsx';
import { RoomFrame } from '../../components/room-frame.tsx';
import { RoomEmpty, RoomState } from '../../components/room-state.tsx';
import { clockTime } from '../../components/times.ts';
import { useAnswer } from '../../components/use-answer.ts';
import { FILTERS, fits, type Filter } from './filters.ts';
import { MessageDialog } from './message-dialog.tsx';
import { MessageTable } from './message-table.tsx';
import { PickupForm } from './pickup-form.tsx';
import './messages.css';

/** 消息: a pickup code to send, and what became of every message. */
export function Messages(): ReactElement {
  const { t } = useTranslation('rooms');
  const answer = useAnswer('messages.list');
  const [correcting, setCorrecting] = useState<MessageLine | null>(null);
  const [place, setPlace] = useState('');
  const { reload, show } = answer;
  useEffect(() => on('messages', () => void reload()), [reload]);
  const actions = (
    <Button icon={<ReloadOutlined />} loading={answer.loading} onClick={() => void reload()}>
      {t('refresh')}
    </Button>
  );
  const note = answer.value && answer.at !== null ? `${t('messages.count', { count: answer.value.messages.length })} · ${t('asOf', { time: clockTime(answer.at) })}` : null;
  return (
    <RoomFrame name="messages" title={t('messages.title')} note={note} actions={actions}>
      <RoomState answer={answer}>
        {(view) => (
          <div className="panels">
            <PickupForm key={correcting?.key ?? 'new'} templates={view.templates} correcting={correcting} lastPlace={place} onPlace={setPlace} onSent={show} onLeave={() => setCorrecting(null)} />
            <List view={view} onCorrect={setCorrecting} />
          </div>
        )}
      </RoomState>
    </RoomFrame>
  );
}

function List({ view, onCorrect }: { readonly view: MessagesView; readonly onCorrect: (line: MessageLine) => void }): ReactElement {
  const { t } = useTranslation('rooms');
  const [filter, setFilter] = useState<Filter>('all');
  const [detail, setDetail] = useState<string | null>(null);
  const { messages } = view;
  const shown = messages.filter((line) => fits(line, filter));
  if (messages.length === 0) {
    return (
      <section className="panel whole">
        <RoomEmpty icon={<MessageIcon />}>{t('messages.empty')}</RoomEmpty>
      </section>
    );
  }
  return (
    <section className="panel whole">
      <p className="filters">
        <Segmented<Filter>
          value={filter}
          onChange={setFilter}
          options={FILTERS.map((one) => ({ value: one, label: <span data-testid={`filter-${one}`}>{`${t(`messages.filter.${one}`)} ${messages.filter((line) => fits(line, one)).length}`}</span> }))}
        />
      </p>
      {shown.length === 0 ? <p className="soft">{t('messages.noneOf')}</p> : <MessageTable lines={shown} onCorrect={onCorrect} onDetail={setDetail} />}
      <MessageDialog jobId={detail} onClose={() => setDetail(null)} />
    </section>
  );
}
