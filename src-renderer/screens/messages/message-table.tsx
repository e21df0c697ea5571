import { Button, Tag } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageLine } from '../../../src-shared/bridge/views.ts';
import { formatYuan } from '../../../src-shared/domain/money.ts';
import { DataTable, type Column } from '../../components/data-table.tsx';
import { useProblemText } from '../../components/problem-text.tsx';
import { OptedOut } from '../../components/sent-fields.tsx';
import { dateTime } from '../../components/times.ts';
import { useWaitWord } from '../../components/wait-word.ts';
import { Waybill } from '../../components/waybill.tsx';
import { When } from '../../components/when.tsx';
import { useStatus } from '../../state/status.ts';
import { waitReason } from '../../state/waits.ts';
import { costsOf } from './costs.ts';

type MessageTableProps = { readonly lines: readonly MessageLine[]; readonly onEdit: (line: MessageLine) => void; readonly onDetail: (jobId: string) => void };

export function MessageTable({ lines, onEdit, onDetail }: MessageTableProps): ReactElement {
  const { t } = useTranslation(['rooms', 'station']);
  const columns: readonly Column<MessageLine>[] = [
    { key: 'at', title: t('messages.at'), render: (line) => <When at={line.at} />, sort: (line) => line.at, total: t('total') },
    { key: 'number', title: t('messages.number'), render: (line) => <What line={line} />, sort: (line) => line.number },
    { key: 'template', title: t('messages.template'), render: (line) => <Text line={line} />, sort: (line) => line.template },
    { key: 'phone', title: t('messages.phone'), render: (line) => <span className="message-phone">{line.phone}</span> },
    { key: 'segments', title: t('messages.segments'), render: (line) => line.segments, sort: (line) => line.segments, number: true, total: lines.reduce((sum, line) => sum + line.segments, 0) },
    { key: 'cost', title: t('messages.cost'), render: (line) => formatYuan(line.cost), sort: (line) => line.cost, number: true, total: <CostSum lines={lines} /> },
    { key: 'state', title: t('messages.state'), render: (line) => <State line={line} />, sort: (line) => line.state },
    { key: 'do', title: '', render: (line) => <Ways line={line} onEdit={onEdit} onDetail={onDetail} />, ways: true },
  ];
  return <DataTable name="messages" columns={columns} rows={lines} rowKey={(line) => line.key} attributes={(line) => ({ 'data-state': line.state, 'data-rule': line.rule ?? '', 'data-delivery': line.delivery ?? '', 'data-segments': String(line.segments) })} />;
}

/** The sum of what the rows show; what of it is not charged stands below. */
function CostSum({ lines }: Pick<MessageTableProps, 'lines'>): ReactElement {
  const { t } = useTranslation('rooms');
  const { all, uncharged } = costsOf(lines);
  return (
    <span className="cost-sum">
      {formatYuan(all)}
      {uncharged === 0 ? null : <small>{t('messages.uncharged', { cost: formatYuan(uncharged) })}</small>}
    </span>
  );
}

function Ways({ line, onEdit, onDetail }: Omit<MessageTableProps, 'lines'> & { readonly line: MessageLine }): ReactElement {
  const { t } = useTranslation('rooms');
  const { jobId } = line;
  return (
    <span className="message-ways">
      {line.canCorrect ? <Button data-testid="correct" onClick={() => onEdit(line)}>{t('messages.correct')}</Button> : null}
      {line.canComplete ? <Button data-testid="complete" onClick={() => onEdit(line)}>{t('messages.complete')}</Button> : null}
      {jobId === null ? null : <Button data-testid="detail" onClick={() => onDetail(jobId)}>{t('messages.detail')}</Button>}
    </span>
  );
}

function What({ line }: { readonly line: MessageLine }): ReactElement {
  if (line.code === null) return <Waybill number={line.number} />;
  return (
    <span className="message-what">
      <b>{line.code}</b>
      <small>{line.place}</small>
      {line.number === line.code ? null : <Waybill number={line.number} />}
    </span>
  );
}

function Text({ line }: { readonly line: MessageLine }): ReactElement {
  const { t } = useTranslation('rooms');
  return (
    <span className="message-text">
      <span>
        {line.template} {line.corrects ? <Tag>{t('messages.correction')}</Tag> : null}
      </span>
      <small>{line.text || t('messages.noText')}</small>
    </span>
  );
}

/** The state, and under it the rule that keeps it or has refused it, with what to do. */
function State({ line }: { readonly line: MessageLine }): ReactElement {
  const { t } = useTranslation(['rooms', 'station']);
  const problemText = useProblemText();
  const waitWord = useWaitWord();
  const waits = useStatus(({ view }) => waitReason(line, view?.standsStill ?? {}));
  const rule = line.rule === null ? null : problemText({ code: line.rule });
  // What a job would have a retry for is done here to the arrival itself.
  const unmade = line.canComplete ? t('messages.completeHint') : line.jobId === null && line.corrects ? t('messages.correctHint') : null;
  return (
    <span className="message-state">
      <b>
        {line.delivery ? t(`station:delivery.${line.delivery}`) : t(`station:jobState.${line.state}`)}
        {waits ? ` · ${waitWord(waits)}` : null}
      </b>
      <OptedOut at={line.optedOutAt} />
      {rule ? (
        <>
          <span>{rule.sentence}</span>
          <small>
            {line.until === null ? (unmade ?? rule.action) : t('messages.until', { time: dateTime(line.until) })} <code>{line.rule}</code>
          </small>
        </>
      ) : null}
    </span>
  );
}
