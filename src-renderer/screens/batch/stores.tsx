import { App, Button } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { StoresView } from '../../../src-shared/bridge/batch-views.ts';
import type { ConversionRule, StoreTerms } from '../../../src-shared/contract/stores.ts';
import type { Problem } from '../../../src-shared/errors/codes.ts';
import { ask } from '../../bridge/station.ts';
import { DataTable, type Column } from '../../components/data-table.tsx';
import { ListIcon } from '../../components/icons.tsx';
import { RoomProblem } from '../../components/room-problem.tsx';
import { RoomState } from '../../components/room-state.tsx';
import { dateTime } from '../../components/times.ts';
import { useAnswer } from '../../components/use-answer.ts';
import { segmentText } from '../desk/reason-text.ts';
import { RulesEditor } from './rules-editor.tsx';

/** 店铺授权: what the platform has on record of each store, and the rules by which its parcels are converted, which may be changed. */
export function Stores(): ReactElement {
  const { t } = useTranslation('rooms');
  const answer = useAnswer('batch.stores');
  return (
    <RoomState answer={answer} empty={({ stores }) => stores.length === 0} whenEmpty={t('batch.stores.empty')} emptyIcon={<ListIcon />}>
      {(view) => <StoreTable view={view} onView={answer.show} onStale={() => void answer.reload()} />}
    </RoomState>
  );
}

function StoreTable({ view, onView, onStale }: { readonly view: StoresView; readonly onView: (view: StoresView) => void; readonly onStale: () => void }): ReactElement {
  const { t } = useTranslation(['rooms', 'station']);
  const [editing, setEditing] = useState<StoreTerms | null>(null);
  const { busy, failed, record } = useRecording(onView);
  const columns: readonly Column<StoreTerms>[] = [
    { key: 'name', title: t('batch.stores.name'), render: (store) => store.name, sort: (store) => store.name },
    { key: 'platform', title: t('batch.stores.platform'), render: (store) => (store.platform ? t(`station:platform.${store.platform}`) : ''), sort: (store) => store.platform ?? '' },
    { key: 'rules', title: t('batch.stores.rules'), render: (store) => <Rules rules={store.rules} /> },
    { key: 'authorised', title: t('batch.stores.authorised'), render: (store) => <Authorised store={store} may={view.mayAuthorise} busy={busy === store.storeId} onRecord={() => record(store.storeId)} />, sort: (store) => store.authorised?.at ?? 0 },
    { key: 'do', title: '', render: (store) => <Button data-testid="edit-rules" onClick={() => setEditing(store)}>{t('batch.rules.edit')}</Button>, ways: true },
  ];
  return (
    <section className="panel whole">
      {failed ? <RoomProblem problem={failed.problem} loading={busy !== null} onRetry={() => void record(failed.storeId)} /> : null}
      <DataTable name="stores" columns={columns} rows={view.stores} rowKey={(store) => store.storeId} attributes={(store) => ({ 'data-store-id': store.storeId, 'data-authorised': String(store.authorised !== null), 'data-rules': String(store.rules.length) })} />
      {editing ? <RulesEditor key={editing.storeId} store={editing} onView={onView} onStale={onStale} onClose={() => setEditing(null)} /> : null}
    </section>
  );
}

function Rules({ rules }: { readonly rules: readonly ConversionRule[] }): ReactElement {
  const { t } = useTranslation(['rooms', 'station']);
  const { t: station } = useTranslation('station');
  if (rules.length === 0) return <span className="soft">{t('batch.stores.noRules')}</span>;
  const fromText = ({ platform, courier, prefix }: ConversionRule['from']): string =>
    [platform && t(`station:platform.${platform}`), courier && t(`station:courier.${courier}`), prefix && t('batch.stores.prefix', { prefix })].filter(Boolean).join(' · ') || t('batch.stores.anyParcel');
  const toText = ({ to }: ConversionRule): string => (to === null ? t('batch.stores.notConverted') : to.kind === 'courier' ? t(`station:courier.${to.courier}`) : segmentText(to.segment, station));
  return (
    <span className="batch-rules">
      {rules.map((rule, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- the order of rules is what they are
        <span key={at}>
          {t('batch.stores.rule', { from: fromText(rule.from), to: toText(rule) })} {rule.overrides ? <small className="soft">{t('batch.stores.overrides')}</small> : null}
        </span>
      ))}
    </span>
  );
}

/** The store that is being recorded, and the one whose recording has failed: it may be asked for again without another question. */
function useRecording(onView: (view: StoresView) => void) {
  const { t } = useTranslation('rooms');
  const { message } = App.useApp();
  const [busy, setBusy] = useState<string | null>(null);
  const [failed, setFailed] = useState<{ readonly storeId: string; readonly problem: Problem } | null>(null);
  async function record(storeId: string): Promise<void> {
    setBusy(storeId);
    const answer = await ask('batch.authorise', { storeId });
    setBusy(null);
    setFailed(answer.ok ? null : { storeId, problem: answer.problem });
    if (!answer.ok) return;
    onView(answer.value);
    void message.success(t('batch.stores.done'));
  }
  return { busy, failed, record };
}

type AuthorisedProps = { readonly store: StoreTerms; readonly may: boolean; readonly busy: boolean; readonly onRecord: () => Promise<void> };

/** Who recorded it and when; a merchant may record it, once, after being asked. */
function Authorised({ store, may, busy, onRecord }: AuthorisedProps): ReactElement {
  const { t } = useTranslation('rooms');
  const { modal } = App.useApp();
  if (store.authorised) return <span className="when">{t('batch.stores.by', { by: store.authorised.by, time: dateTime(store.authorised.at) })}</span>;

  const confirm = (): void =>
    void modal.confirm({ title: t('batch.stores.confirmTitle', { store: store.name }), content: t('batch.stores.confirmText'), okText: t('batch.stores.authorise'), cancelText: t('cancel'), centered: true, onOk: onRecord });
  return (
    <span className="batch-actions">
      <span className="batch-none">{t('batch.stores.none')}</span>
      {may ? (
        <Button type="primary" loading={busy} data-testid="authorise" onClick={confirm}>
          {t('batch.stores.authorise')}
        </Button>
      ) : (
        <span className="soft">{t('batch.stores.askMerchant')}</span>
      )}
    </span>
  );
}
