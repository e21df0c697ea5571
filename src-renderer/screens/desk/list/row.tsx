import { memo, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListRow } from '../../../../src-shared/bridge/history-views.ts';
import { CopyButton } from '../../../components/copy-button.tsx';
import { shortTime } from '../../../components/times.ts';
import { VerdictIcon } from '../../../components/verdict-icon.tsx';
import { Waybill, lastFour } from '../../../components/waybill.tsx';
import { openHistory, select } from '../../../state/list.ts';
import { serverNow } from '../../../state/status.ts';
import { WorkSign } from './work-sign.tsx';

type RowProps = { readonly row: ListRow; readonly selected: boolean; readonly top: number; readonly height: number };

export const Row = memo(function Row({ row, selected, top, height }: RowProps): ReactElement {
  const { t } = useTranslation(['rooms', 'station']);
  return (
    <div
      role="option" aria-selected={selected} tabIndex={-1} className="list-row" data-testid="list-row" data-number={row.number} data-verdict={row.verdict ?? undefined} data-work={row.work} data-undone={row.undone || undefined}
      style={{ height, transform: `translateY(${top}px)` }}
      onClick={() => select(row)} onDoubleClick={() => void openHistory(row.number)}
    >
      {row.verdict ? <VerdictIcon verdict={row.verdict} small /> : <span className="no-verdict" />}
      <p className="list-number">
        <Waybill number={row.number} />
        {row.piece ? <small>{row.piece.number}/{row.piece.of}</small> : null}
      </p>
      <p className="list-about">
        <b>{row.verdict ? t(`station:verdict.${row.verdict}`) : t('list.neverScanned')}</b>
        {row.undone ? <em>{t('list.undone')}</em> : null}
        {row.at === null ? null : <time>{shortTime(row.at, serverNow())}</time>}
        <span>{row.operator}</span>
        {row.typed ? <span>{t('history.typed')}</span> : null}
        {row.label && row.label !== row.replacement ? <span>{t('list.label', { number: lastFour(row.label) })}</span> : null}
        {row.replacement ? <span>{t('list.to', { number: lastFour(row.replacement) })}</span> : null}
      </p>
      <WorkSign work={row.work} />
      {selected ? (
        <span className="list-do">
          {row.number === '' ? null : <CopyButton text={row.number} label={t('station:card.original')} />}
          {row.replacement ? <CopyButton text={row.replacement} label={t('station:card.replacement')} /> : null}
          {row.number === '' ? null : (
            <button type="button" className="button" data-testid="list-open" onClick={() => void openHistory(row.number)}>
              {t('list.open')}
            </button>
          )}
        </span>
      ) : null}
    </div>
  );
});
