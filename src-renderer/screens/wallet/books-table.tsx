import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { TwoBooks } from '../../../src-shared/bridge/books-views.ts';
import { formatYuan } from '../../../src-shared/domain/money.ts';
import { DataTable, type Column } from '../../components/data-table.tsx';

type Line = { readonly item: 'lent' | 'captured' | 'refunded' | 'held' | 'unreported'; readonly own: number; readonly platform: number | null };

/** This station's books beside the platform's, sum by sum. */
export function BooksTable({ name, books: { station, stationThere, unlisted } }: { readonly name: string; readonly books: TwoBooks }): ReactElement {
  const { t } = useTranslation('rooms');
  const lines: readonly Line[] = [
    { item: 'lent', own: station.lent, platform: stationThere.lent },
    { item: 'captured', own: station.captured, platform: stationThere.captured },
    { item: 'refunded', own: station.refunded, platform: stationThere.refunded },
    { item: 'held', own: station.held, platform: null },
    { item: 'unreported', own: station.unreported, platform: null },
  ];
  const columns: readonly Column<Line>[] = [
    { key: 'item', title: t('wallet.item'), render: (line) => t(`wallet.${line.item}`) },
    { key: 'own', title: t('wallet.own'), render: (line) => formatYuan(line.own), number: true },
    { key: 'platform', title: t('wallet.platform'), render: (line) => (line.platform === null ? '—' : formatYuan(line.platform)), number: true },
  ];
  return (
    <>
      <DataTable name={name} columns={columns} rows={lines} rowKey={(line) => line.item} attributes={(line) => ({ 'data-item': line.item, 'data-own': String(line.own), 'data-platform': String(line.platform ?? '') })} />
      {unlisted > 0 ? <p className="compare-note soft">{t('wallet.unlisted', { count: unlisted })}</p> : null}
    </>
  );
}
