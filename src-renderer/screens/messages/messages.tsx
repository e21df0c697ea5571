import { ReloadOutlined } from '@ant-design/icons';
import { Button, Input, Segmented, Skeleton } from 'antd';
import { useEffect, useMemo, useRef, useState, type ComponentRef, type FormEvent, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageLine, MessagesView } from '../../../src-shared/bridge/views.ts';
import { on } from '../../bridge/station.ts';
import { MessageIcon } from '../../components/icons.tsx';
import { RoomFrame } from '../../components/room-frame.tsx';
import { RoomEmpty, RoomState } from '../../components/room-state.tsx';
import { clockTime } from '../../components/times.ts';
import { useAnswer, type RoomAnswer } from '../../components/use-answer.ts';
import { useBegunWith } from '../../components/use-begun-with.ts';
import { FILTERS, fits, type Filter } from './filters.ts';
import { MessageDialog } from './message-dialog.tsx';
import { MessageTable } from './message-table.tsx';
import { PickupForm } from './pickup-form.tsx';
import './messages.css';

/** 消息: a pickup code to send, and what became of every message. */
export function Messages(): ReactElement {
  const { t } = useTranslation('rooms');
  const [sought, setSought] = useState('');
  const answer = useAnswer('messages.list', useMemo(() => ({ sought }), [sought]));
  const [editing, setEditing] = useState<MessageLine | null>(null);
  const [place, setPlace] = useState('');
  const { reload, show } = answer;
  useEffect(() => on('messages', () => void reload()), [reload]);
  /** What was just sent is among the newest. */
  const sent = (view: MessagesView): void => {
    setSought('');
    show(view);
  };
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
            <PickupForm key={editing?.key ?? 'new'} templates={view.templates} editing={editing} lastPlace={place} onPlace={setPlace} onSent={sent} onLeave={() => setEditing((now) => (now === editing ? null : now))} />
            <List view={view} answer={answer} sought={sought} onSeek={setSought} onEdit={setEditing} />
          </div>
        )}
      </RoomState>
    </RoomFrame>
  );
}

type ListProps = { readonly view: MessagesView; readonly answer: Pick<RoomAnswer<MessagesView>, 'isBehind' | 'problem'>; readonly sought: string; readonly onSeek: (sought: string) => void; readonly onEdit: (line: MessageLine) => void };

function List({ view, answer, sought, onSeek, onEdit }: ListProps): ReactElement {
  const { t } = useTranslation('rooms');
  // What was found stands there whole.
  const [filter, setFilter] = useBegunWith<Filter>(sought, 'all');
  const [detail, setDetail] = useState<string | null>(null);
  // Until the newest are here again it is what was found that is shown: nothing perhaps, and neither the room nor a group of messages is empty.
  const [hasSought, setHasSought] = useState(false);
  const seek = (next: string): void => {
    setHasSought(true);
    onSeek(next);
  };
  const { messages, more } = view;
  const shown = messages.filter((line) => fits(line, filter));
  if (messages.length === 0 && !hasSought) {
    return (
      <section className="panel whole">
        <RoomEmpty icon={<MessageIcon />}>{t('messages.empty')}</RoomEmpty>
      </section>
    );
  }
  return (
    <section className="panel whole">
      <Search sought={sought} onSeek={seek} />
      <p className="filters">
        <Segmented<Filter>
          value={filter}
          onChange={setFilter}
          options={FILTERS.map((one) => ({ value: one, label: <span data-testid={`filter-${one}`}>{`${t(`messages.filter.${one}`)} ${messages.filter((line) => fits(line, one)).length}`}</span> }))}
        />
      </p>
      {more ? <p className="soft" data-testid="messages-more">{t('messages.more', { count: messages.length })}</p> : null}
      {shown.length > 0 ? <MessageTable lines={shown} onEdit={onEdit} onDetail={setDetail} /> : messages.length === 0 ? <Nothing answer={answer} sought={sought} /> : <p className="soft">{t('messages.noneOf')}</p>}
      <MessageDialog jobId={detail} onClose={() => setDetail(null)} />
    </section>
  );
}

/** Not said before it is known: what is sought is asked for, or could not be had. */
function Nothing({ answer: { isBehind, problem }, sought }: Pick<ListProps, 'answer' | 'sought'>): ReactElement | null {
  const { t } = useTranslation('rooms');
  if (isBehind) return problem ? null : <Skeleton active paragraph={{ rows: 5 }} />;
  return <p className="soft">{sought === '' ? t('messages.noneOf') : t('messages.notFound', { sought })}</p>;
}

/** Nobody finds a message of last week by its place in a list. */
function Search({ sought, onSeek }: Pick<ListProps, 'sought' | 'onSeek'>): ReactElement {
  const { t } = useTranslation('rooms');
  const [typed, setTyped] = useBegunWith(sought, sought);
  const field = useRef<ComponentRef<typeof Input>>(null);
  const [seeks, setSeeks] = useState(0);
  // Whatever was pressed for it, the next number can be typed or scanned over this one.
  useEffect(() => {
    if (seeks > 0) field.current?.focus({ cursor: 'all' });
  }, [seeks]);
  function seek(next: string): void {
    setTyped(next);
    setSeeks(seeks + 1);
    onSeek(next);
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    seek(typed.trim());
  };
  return (
    <form className="message-search" onSubmit={submit}>
      <Input ref={field} value={typed} maxLength={60} autoComplete="off" placeholder={t('messages.search')} aria-label={t('messages.search')} data-takes-scans="" data-testid="messages-search" onChange={(event) => setTyped(event.target.value)} />
      <Button htmlType="submit">{t('messages.seek')}</Button>
      {sought === '' ? null : (
        <Button data-testid="messages-newest" onClick={() => seek('')}>
          {t('messages.newest')}
        </Button>
      )}
    </form>
  );
}
