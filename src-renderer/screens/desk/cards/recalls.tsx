import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { firstClick } from '../../../components/first-click.ts';
import { AlertIcon } from '../../../components/icons.tsx';
import { Waybill } from '../../../components/waybill.tsx';
import { endRecall, useRecalls } from '../../../state/recalls.ts';
import { serverNow } from '../../../state/status.ts';
import { reasonText } from '../reason-text.ts';
import './cards.css';

const SHOWN = 3;
/** What to do with a parcel is said before its number: each piece has a line, and the verdict keeps its room. */
const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';

/** Parcels that have passed and must not leave after all: in every room, until somebody has fetched them back. */
export function Recalls(): ReactElement | null {
  const { t } = useTranslation();
  const recalls = useRecalls((state) => state.recalls);
  if (recalls.length === 0) return null;
  return (
    <>
      {recalls.slice(0, SHOWN).map(({ scanId, number, piece, reason }) => (
        <div key={scanId} className="banner recall" role="alert" data-testid="recall" data-scan-id={scanId}>
          <AlertIcon />
          <span className="problem-text">
            <b>{t('cards.recall')}</b>
            <strong>
              <Waybill number={number} />
            </strong>
            <span>{firstLine(reasonText({ number, piece, reason, parcel: null, jobs: [] }, serverNow(), t))}</span>
          </span>
          <button type="button" className="button primary" onClick={firstClick(() => void endRecall(scanId))}>
            {t('cards.recallDone')}
          </button>
        </div>
      ))}
      {recalls.length > SHOWN ? <p className="banner recall">{t('problem.more', { count: recalls.length - SHOWN })}</p> : null}
    </>
  );
}
