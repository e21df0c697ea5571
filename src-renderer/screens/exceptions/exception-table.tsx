import { MoreOutlined } from '@ant-design/icons';
import { App, Button, Dropdown } from 'antd';
import { useRef, type KeyboardEvent, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExceptionAction, ExceptionRow } from '../../../src-shared/bridge/views.ts';
import { formatYuan } from '../../../src-shared/domain/money.ts';
import { DataTable, type Column } from '../../components/data-table.tsx';
import { firstClick } from '../../components/first-click.ts';
import { useProblemText } from '../../components/problem-text.tsx';
import { spaced, Waybill } from '../../components/waybill.tsx';
import { When } from '../../components/when.tsx';
import { showStores } from '../../state/room.ts';
import './exceptions.css';

type Act = (row: ExceptionRow, action: ExceptionAction) => void;

export function ExceptionTable({ rows, acting, onAct }: { readonly rows: readonly ExceptionRow[]; readonly acting: string | null; readonly onAct: Act }): ReactElement {
  const { t } = useTranslation(['rooms', 'station']);
  const columns: readonly Column<ExceptionRow>[] = [
    { key: 'number', title: t('exceptions.number'), render: (row) => <Waybill number={row.number} />, sort: (row) => row.number, total: t('total') },
    { key: 'kind', title: t('exceptions.kind'), render: (row) => <Work row={row} />, sort: (row) => row.kind },
    { key: 'reason', title: t('exceptions.reason'), render: (row) => <Reason row={row} />, sort: (row) => row.error },
    { key: 'attempts', title: t('exceptions.attempts'), render: (row) => row.attempts, sort: (row) => row.attempts, number: true },
    { key: 'since', title: t('exceptions.since'), render: (row) => <When at={row.since} />, sort: (row) => row.since },
    { key: 'held', title: t('exceptions.held'), render: (row) => formatYuan(row.held), sort: (row) => row.held, number: true, total: formatYuan(rows.reduce((sum, row) => sum + row.held, 0)) },
    { key: 'do', title: t('exceptions.do'), render: (row) => <Actions row={row} busy={acting !== null} mine={acting === row.jobId} onAct={onAct} />, ways: true },
  ];
  return <DataTable name="exceptions" columns={columns} rows={rows} rowKey={(row) => row.jobId} attributes={(row) => ({ 'data-job-id': row.jobId, 'data-job-kind': row.kind, 'data-code': row.error })} />;
}

function Work({ row }: { readonly row: ExceptionRow }): ReactElement {
  const { t } = useTranslation('station');
  return (
    <span className="exception-work">
      {t(`jobKind.${row.kind}`)} <small>{t(`jobState.${row.state}`)}</small>
    </span>
  );
}

function Reason({ row }: { readonly row: ExceptionRow }): ReactElement {
  const { sentence, action } = useProblemText()({ code: row.error });
  return (
    <span className="exception-reason">
      <b>{sentence}</b>
      <span>{action}</span>
      <small>
        <code>{[row.error, row.about].filter(Boolean).join(' · ')}</code>
      </small>
    </span>
  );
}

function Actions({ row, busy, mine, onAct }: { readonly row: ExceptionRow; readonly busy: boolean; readonly mine: boolean; readonly onAct: Act }): ReactElement {
  const { t } = useTranslation(['rooms', 'station']);
  const { modal } = App.useApp();
  const more = useRef<HTMLButtonElement>(null);
  // Nothing else helps before a merchant has recorded it; then the job goes on by itself.
  const leads = row.error === 'store-not-authorised';
  const others = row.allowed.filter((action) => leads || action !== row.proposed);

  function choose(action: ExceptionAction, backTo?: HTMLElement | null): void {
    // A plain retry takes nothing away; the others settle the money for good, or may do it twice.
    if (action === 'retry' && !row.mayDouble) return onAct(row, action);
    const about = { kind: t(`station:jobKind.${row.kind}`), number: spaced(row.number), held: formatYuan(row.held), price: formatYuan(row.price), ...(row.held === 0 && { context: 'free' }) };
    void modal.confirm({
      title: t(`exceptions.confirm.${action}.title`),
      content: t(`exceptions.confirm.${action}.text`, about),
      okText: t(`exceptions.action.${action}`),
      cancelText: t('cancel'),
      okButtonProps: { danger: action !== 'done' },
      autoFocusButton: 'cancel',
      centered: true,
      // A menu that has closed is nothing to come back to.
      afterClose: () => backTo?.focus(),
      onOk: () => onAct(row, action),
    });
  }

  return (
    <span className="exception-actions">
      {leads ? (
        <Button type="primary" data-testid="to-stores" onClick={showStores}>
          {t('batch.tabs.stores')}
        </Button>
      ) : (
        <Button type="primary" loading={mine} disabled={busy && !mine} data-testid={`act-${row.proposed}`} onClick={firstClick(() => choose(row.proposed))}>
          {t(`exceptions.action.${row.proposed}`)}
        </Button>
      )}
      {others.length > 0 ? (
        <Dropdown
          trigger={['click']}
          autoFocus
          destroyOnHidden
          disabled={busy}
          menu={{
            items: others.map((action) => ({ key: action, label: t(`exceptions.action.${action}`), danger: action === 'void' })),
            onKeyDown: pressBySpace,
            onClick({ key, domEvent }) {
              // The rest of the same Enter would answer the question that it has just opened.
              domEvent.preventDefault();
              choose(key as ExceptionAction, more.current);
            },
          }}
        >
          <Button ref={more} icon={<MoreOutlined />} aria-label={t('exceptions.other')} title={t('exceptions.other')} data-testid="act-other" />
        </Dropdown>
      ) : null}
    </span>
  );
}

/** The library's menu knows Enter alone. */
function pressBySpace(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== ' ' || !(event.target instanceof HTMLElement)) return;
  event.preventDefault();
  event.target.click();
}
