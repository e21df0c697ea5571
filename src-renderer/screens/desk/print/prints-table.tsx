import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ParcelHistory } from '../../../../src-shared/bridge/history-views.ts';
import type { PrintView } from '../../../../src-shared/bridge/printing.ts';
import { SENT_VERDICTS } from '../../../../src-shared/domain/verdict.ts';
import { DataTable, type Column } from '../../../components/data-table.tsx';
import { useProblemText } from '../../../components/problem-text.tsx';
import { When } from '../../../components/when.tsx';
import { refreshHistory } from '../../../state/list.ts';
import { PrintLine } from './print-line.tsx';

/** Every slip of a parcel that was asked for, and for each of its pieces what may be done now. */
export function Prints({ history: { number, scans, prints } }: { readonly history: ParcelHistory }): ReactElement {
  const { t } = useTranslation('rooms');
  const left = scans.filter(({ verdict, source, undone }) => source === 'desk' && undone === null && SENT_VERDICTS.includes(verdict)).map(({ piece }) => piece?.number ?? 1);
  const pieces = [...new Set([...left, ...prints.map(({ piece }) => piece)])].toSorted((a, b) => a - b);
  return (
    <>
      {pieces.map((piece) => (
        <PrintLine key={piece} number={number} piece={piece} print={prints.findLast((print) => print.piece === piece) ?? null} onChange={() => void refreshHistory()} />
      ))}
      {prints.length === 0 ? <p className="soft">{t('history.noPrints')}</p> : <Table prints={prints} pieces={pieces.length} />}
    </>
  );
}

function Table({ prints, pieces }: { readonly prints: readonly PrintView[]; readonly pieces: number }): ReactElement {
  const { t } = useTranslation(['rooms', 'station']);
  const problemText = useProblemText();
  const columns: readonly Column<PrintView>[] = [
    { key: 'at', title: t('history.at'), render: ({ askedAt }) => <When at={askedAt} /> },
    ...(pieces > 1 ? [{ key: 'piece', title: t('history.piece'), render: ({ piece }: PrintView) => String(piece) }] : []),
    {
      key: 'state', title: t('history.state'),
      render: ({ state, error, settledBy }) => (
        <span>
          {t(`station:print.state.${state}`)} <small className="soft">{error ? problemText({ code: error }).sentence : settledBy === null ? '' : t('history.confirmedBy', { by: settledBy })}</small>
        </span>
      ),
    },
    { key: 'why', title: t('history.why'), render: ({ reason, reprint }) => [t(`station:print.reason.${reason}`), reprint > 0 ? t('station:print.reprinted', { count: reprint }) : ''].filter(Boolean).join(' · ') },
    { key: 'who', title: t('history.who'), render: ({ by }) => by },
    { key: 'printer', title: t('history.printer'), render: ({ to, printer }) => `${t(`printing.to.${to}`)} · ${printer}` },
  ];
  return <DataTable name="history-prints" columns={columns} rows={prints} rowKey={({ printId }) => String(printId)} attributes={({ state }) => ({ 'data-print-state': state })} />;
}
