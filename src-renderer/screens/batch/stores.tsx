import { App, Button } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { StoresView } from '../../../src-shared/bridge/batch-views.ts';
import type { ConversionRule, StoreTerms } from '../../../src-shared/contract/stores.ts';
import { ask } from '../../bridge/station.ts';
import { DataTable, type Column } from '../../components/data-table.tsx';
import { ListIcon } from '../../components/icons.tsx';
import { useProblemText } from '../../components/problem-text.tsx';
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
  const columns: readonly Column<StoreTerms>[] = [
    { key: 'name', title: t('batch.stores.name'), render: (store) => store.name, sort: (store) => store.name },
    { key: 'platform', title: t('batch.stores.platform'), render: (store) => (store.platform ? t(`station:platform.${store.platform}`) : ''), sort: (store) => store.platform ?? '' },
    { key: 'rules', title: t('batch.stores.rules'), render: (store) => <Rules rules={store.rules} /> },
    { key: 'authorised', title: t('batch.stores.authorised'), render: (store) => <Authorised store={store} may={view.mayAuthorise} onView={onView} />, sort: (store) => store.authorised?.at ?? 0 },
    { key: 'do', title: '', render: (store) => <Button data-testid="edit-rules" onClick={() => setEditing(store)}>{t('batch.rules.edit')}</Button> },
  ];
  return (
    <section className="panel whole">
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

/** Who recorded it and when; a merchant may record it, once, after being asked. */
function Authorised({ store, may, onView }: { readonly store: StoreTerms; readonly may: boolean; readonly onView: (view: StoresView) => void }): ReactElement {
  const { t } = useTranslation('rooms');
  const { message, modal } = App.useApp();
  const text = useProblemText();
  const [busy, setBusy] = useState(false);
  if (store.authorised) return <span className="when">{t('batch.stores.by', { by: store.authorised.by, time: dateTime(store.authorised.at) })}</span>;

  async function record(): Promise<void> {
    setBusy(true);
    const answer = await ask('batch.authorise', { storeId: store.storeId });
    setBusy(false);
    if (answer.ok) {
      onView(answer.value);
      void message.success(t('batch.stores.done'));
      return;
    }
    const { sentence, action } = text(answer.problem);
    void message.error(`${sentence} ${action} (${answer.problem.code})`);
  }
  const confirm = (): void =>
    void modal.confirm({ title: t('batch.stores.confirmTitle', { store: store.name }), content: t('batch.stores.confirmText'), okText: t('batch.stores.authorise'), cancelText: t('cancel'), centered: true, onOk: record });
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
