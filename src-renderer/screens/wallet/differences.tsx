import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Difference } from '../../../src-shared/bridge/books-views.ts';
import { formatYuan } from '../../../src-shared/domain/money.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { DataTable, type Column } from '../../components/data-table.tsx';
import { Waybill } from '../../components/waybill.tsx';
import { When } from '../../components/when.tsx';
import { reviewText } from './review-text.ts';

/** One line each: where, what, how much on either side, why, and what to do about it. */
export function Differences({ differences }: { readonly differences: readonly Difference[] }): ReactElement {
  const { t } = useTranslation('rooms');
  const place = (row: Difference): string => {
    if (row.why === 'lost-epoch') return t('reconcile.wholeEpoch', { epoch: row.epoch, sequence: row.sequence });
    if (row.sequence !== null) return t('reconcile.entry', { epoch: row.epoch, sequence: row.sequence });
    return row.lent ? t('reconcile.lease') : row.kind === null ? t('reconcile.sum') : '—';
  };
  const columns: readonly Column<Difference>[] = [
    { key: 'place', title: t('reconcile.place'), render: (row) => <span className="when">{place(row)}</span>, sort: (row) => (row.epoch ?? 0) * 1e9 + (row.sequence ?? 0) },
    { key: 'at', title: t('wallet.at'), render: (row) => <When at={row.at} />, sort: (row) => row.at ?? 0 },
    { key: 'kind', title: t('reconcile.kind'), render: (row) => (row.kind === null ? '—' : t(`reconcile.kinds.${row.kind}`)), sort: (row) => row.kind ?? '' },
    { key: 'number', title: t('wallet.number'), render: (row) => (row.number === null ? '—' : <Waybill number={row.number} />), sort: (row) => row.number ?? '' },
    { key: 'here', title: t('wallet.own'), render: (row) => <Side li={row.here} lent={row.lent?.here ?? null} />, sort: (row) => row.here ?? 0, number: true },
    { key: 'there', title: t('wallet.platform'), render: (row) => <Side li={row.there} lent={row.lent?.there ?? null} gaveBack={row.refunded} />, sort: (row) => row.there ?? 0, number: true },
    { key: 'why', title: t('reconcile.why'), render: (row) => <Why row={row} />, sort: (row) => row.why },
    { key: 'reference', title: '', render: (row) => <CopyButton text={row.reference} label={t('reconcile.reference')} /> },
  ];
  return <DataTable name="differences" columns={columns} rows={differences} rowKey={(row) => `${row.why} ${row.reference}`} attributes={(row) => ({ 'data-why': row.why })} />;
}

/** What one side has: of a lease what was charged, and what was lent with it. */
function Side({ li, lent, gaveBack = 0 }: { readonly li: number | null; readonly lent: number | null; readonly gaveBack?: number }): ReactElement {
  const { t } = useTranslation('rooms');
  return (
    <>
      {li === null ? '—' : formatYuan(li)}
      {lent === null ? null : <small className="difference-more">{t('reconcile.lent', { amount: formatYuan(lent) })}</small>}
      {gaveBack === 0 ? null : <small className="difference-more">{t('reconcile.gaveBack', { amount: formatYuan(gaveBack) })}</small>}
    </>
  );
}

function Why({ row }: { readonly row: Difference }): ReactElement {
  const { t } = useTranslation('rooms');
  return (
    <>
      {t(`reconcile.whys.${row.why}`, { review: row.review === null ? '' : reviewText(row.review, t) })}
      <small className="difference-more">{t(`reconcile.next.${row.why}`)}</small>
    </>
  );
}
