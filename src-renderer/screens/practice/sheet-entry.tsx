import { memo, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { SheetRow } from '../../../src-shared/bridge/views.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { VerdictIcon } from '../../components/verdict-icon.tsx';
import { Barcode } from '../../components/barcode.tsx';

export const SheetEntry = memo(function SheetEntry({ row }: { readonly row: SheetRow }): ReactElement {
  const { t } = useTranslation(['rooms', 'station']);
  const from = [row.platform ? t(`station:platform.${row.platform}`) : t('practice.noPlatform'), row.courier ? t(`station:courier.${row.courier}`) : null];
  const { verdict } = row;
  const then = row.expired ? t('practice.then.expired') : verdict === 'intercepted' || verdict === 'unknown' || verdict === 'invalid' ? t(`practice.then.${verdict}`) : t('practice.nothing');
  const work = row.work.length === 0 ? then : row.work.map((kind) => t(`station:jobKind.${kind}`)).join(' · ');
  return (
    <li className="entry" data-number={row.number} data-verdict={row.verdict} data-testid="sheet-row">
      <p className="entry-head">
        <span className="entry-verdict">
          <VerdictIcon verdict={row.verdict} small /> <b>{t(`station:verdict.${row.verdict}`)}</b>
        </span>
        <span>{from.filter(Boolean).join(' · ')}</span>
        <CopyButton text={row.number} label={row.number} />
      </p>
      <Barcode text={row.number} />
      <p className="entry-number">{row.number}</p>
      <p className="soft">{row.piece && row.piece.number > 1 ? t('practice.furtherPiece', { piece: row.piece.number, of: row.piece.of }) : work}</p>
      {row.interceptedAfter === null ? null : <p className="entry-after">{t('practice.after', { minutes: Math.round(row.interceptedAfter / 60_000) })}</p>}
    </li>
  );
});
