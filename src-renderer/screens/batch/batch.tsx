import { FileExcelOutlined, SnippetsOutlined } from '@ant-design/icons';
import { App, Button, Segmented, Select } from 'antd';
import { useEffect, useMemo, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { BatchRoomView } from '../../../src-shared/bridge/batch-views.ts';
import type { Answer } from '../../../src-shared/bridge/channels.ts';
import type { Problem } from '../../../src-shared/errors/codes.ts';
import { ask } from '../../bridge/station.ts';
import { ListIcon } from '../../components/icons.tsx';
import { RoomFrame } from '../../components/room-frame.tsx';
import { RoomEmpty, RoomState } from '../../components/room-state.tsx';
import { dateTime } from '../../components/times.ts';
import { useAnswer } from '../../components/use-answer.ts';
import { openPasted, usePasted } from '../../state/pasted.ts';
import { showBatchTab, useRoom } from '../../state/room.ts';
import { useStatus } from '../../state/status.ts';
import { ListProblem } from './list-problem.tsx';
import { OneBatch } from './one-batch.tsx';
import { PasteDialog } from './paste-dialog.tsx';
import { Preview } from './preview.tsx';
import { Stores } from './stores.tsx';
import './batch.css';

const AT_MOST_EVERY = 400;
/** Lists that are shown at first, and that come with each look further back. */
const LISTS = 20;

/** 批量: a list -> its preview -> its conversion, and the stores that have authorised it. */
export function BatchRoom(): ReactElement {
  const { t } = useTranslation('rooms');
  const { message } = App.useApp();
  const [lists, setLists] = useState(LISTS);
  const answer = useAnswer('batch.view', useMemo(() => ({ lists }), [lists]));
  const { reload, show } = answer;
  const tab = useRoom((state) => state.batchTab);
  const [choosing, setChoosing] = useState(false);
  const pasting = usePasted((pasted) => pasted.reading);
  const reading = choosing || pasting;
  const [problem, setProblem] = useState<Problem | null>(null);
  useFollowing(reload);
  // Also where the reading was begun before the room was left, and entered again.
  useEffect(() => usePasted.subscribe((now, before) => {
    if (now.reading || !before.reading) return;
    setProblem(null);
    void reload();
  }), [reload]);

  function take(room: Answer<BatchRoomView>): void {
    setProblem(room.ok ? null : room.problem);
    // It has the newest lists, and none of the older ones that are shown.
    if (room.ok && lists === LISTS) show(room.value);
    else void reload();
  }
  async function choose(): Promise<void> {
    setChoosing(true);
    const list = await ask('batch.choose', {});
    setChoosing(false);
    setProblem(list.ok ? null : list.problem);
    void reload();
  }

  const actions = (
    <>
      <Segmented<'lists' | 'stores'> value={tab} onChange={showBatchTab} options={[{ value: 'lists', label: t('batch.tabs.lists') }, { value: 'stores', label: <span data-testid="tab-stores">{t('batch.tabs.stores')}</span> }]} />
      <Button icon={<SnippetsOutlined />} disabled={reading} data-testid="batch-paste" onClick={openPasted}>
        {t('batch.paste')}
      </Button>
      <Button type="primary" icon={<FileExcelOutlined />} loading={reading} data-testid="batch-choose" onClick={() => void choose()}>
        {t('batch.choose')}
      </Button>
    </>
  );
  return (
    <RoomFrame name="batch" title={t('batch.title')} note={reading ? t('batch.reading') : null} actions={actions}>
      {problem ? (
        <div className="room-problem" role="alert">
          <ListProblem problem={problem} />
        </div>
      ) : null}
      {tab === 'stores' ? (
        <Stores />
      ) : (
        <RoomState answer={answer}>
          {(room) =>
            room.preview ? (
              <Preview key={room.preview.batchId} batch={room.preview} onRoom={take} onDiscarded={() => void message.info(t('batch.preview.discarded'))} />
            ) : (
              <Batches room={room} onRoom={take} onOlder={() => setLists(room.batches.length + LISTS)} />
            )
          }
        </RoomState>
      )}
      <PasteDialog />
    </RoomFrame>
  );
}

type BatchesProps = { readonly room: BatchRoomView; readonly onRoom: (room: Answer<BatchRoomView>) => void; readonly onOlder: () => void };

function Batches({ room: { batches, more }, onRoom, onOlder }: BatchesProps): ReactElement {
  const { t } = useTranslation('rooms');
  const [chosen, setChosen] = useState<number | null>(null);
  const newest = batches[0];
  if (!newest) return <RoomEmpty icon={<ListIcon />}>{t('batch.empty')}</RoomEmpty>;
  const batch = batches.find(({ batchId }) => batchId === chosen) ?? newest;
  const options = batches.map((one) => ({ value: one.batchId, label: `${t('batch.batchOption', { time: dateTime(one.at), name: one.name || t('batch.pasted') })} · ${t(`batch.state.${one.state}`)}` }));
  return (
    <>
      {batches.length > 1 ? (
        <p className="batch-older">
          <span className="soft">{t('batch.older')}</span>
          <Select value={batch.batchId} options={options} onChange={setChosen} popupMatchSelectWidth={false} aria-label={t('batch.older')} />
          {more ? <Button data-testid="batches-older" onClick={onOlder}>{t('batch.loadOlder')}</Button> : null}
        </p>
      ) : null}
      <OneBatch key={batch.batchId} batch={batch} onRoom={onRoom} />
    </>
  );
}

/** A batch moves with the queue: the room looks again when the status line does, not more often than people can read. */
function useFollowing(reload: () => Promise<void>): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const leave = useStatus.subscribe(() => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void reload();
      }, AT_MOST_EVERY);
    });
    return () => {
      leave();
      clearTimeout(timer);
    };
  }, [reload]);
}
