import { useEffect, useRef, useState, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Recall } from '../../../../src-shared/bridge/views.ts';
import { firstClick } from '../../../components/first-click.ts';
import { AlertIcon } from '../../../components/icons.tsx';
import { Waybill } from '../../../components/waybill.tsx';
import { useDesk } from '../../../state/desk.ts';
import { endRecall, useRecalls } from '../../../state/recalls.ts';
import { serverNow } from '../../../state/status.ts';
import { reasonText } from '../reason-text.ts';
import './cards.css';

/** What to do with a parcel is said before its number: each piece has a line, and the verdict keeps its room. */
const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';

/**
 * Parcels that have passed and must not leave after all: in every room, until somebody has fetched them back. The oldest and the one
 * on the panel have a line; the others are a press away until the next scan, for the verdict needs the room. One whose alarm has just been heard is shown at once.
 */
export function Recalls(): ReactElement | null {
  const { t } = useTranslation();
  const recalls = useRecalls((state) => state.recalls);
  const scanId = useDesk((desk) => desk.current?.scanId ?? null);
  const [opened, setOpened] = useState<{ readonly during: number | null }>();
  const open = opened?.during === scanId;
  const told = useRef<ReadonlySet<number>>(new Set());
  useEffect(() => {
    if (recalls.some((recall) => !told.current.has(recall.scanId))) setOpened({ during: scanId });
    told.current = new Set(recalls.map((recall) => recall.scanId));
  }, [recalls, scanId]);
  const isShown = (recall: Recall, at: number): boolean => at === 0 || recall.scanId === scanId;
  const others = recalls.filter((recall, at) => !isShown(recall, at));
  const more = others.length === 0 ? null : (
    <button type="button" className="button" aria-expanded={open} data-testid="recall-more" onClick={firstClick(() => setOpened(open ? undefined : { during: scanId }))}>
      {open ? t('problem.close') : t('problem.more', { count: others.length })}
    </button>
  );
  return (
    <>
      {recalls.filter(isShown).map((recall, at) => (
        <Line key={recall.scanId} recall={recall}>
          {at === 0 ? more : null}
        </Line>
      ))}
      {open && others.length > 0 ? (
        <div className="recall-others">
          {others.toReversed().map((recall) => (
            <Line key={recall.scanId} recall={recall} />
          ))}
        </div>
      ) : null}
    </>
  );
}

function Line({ recall: { scanId, number, piece, reason }, children }: { readonly recall: Recall; readonly children?: ReactNode }): ReactElement {
  const { t } = useTranslation();
  return (
    <div className="banner recall" role="alert" data-testid="recall" data-scan-id={scanId}>
      <AlertIcon />
      <span className="problem-text">
        <b>{t('cards.recall')}</b>
        <strong>
          <Waybill number={number} />
        </strong>
        <span>{firstLine(reasonText({ number, piece, reason, parcel: null, jobs: [] }, serverNow(), t))}</span>
      </span>
      {children}
      <button type="button" className="button primary" data-testid="recall-done" onClick={firstClick(() => void endRecall(scanId))}>
        {t('cards.recallDone')}
      </button>
    </div>
  );
}
