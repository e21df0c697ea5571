import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { TFunction } from 'i18next';
import { firstClick } from '../../../components/first-click.ts';
import { CrossIcon, SheetIcon } from '../../../components/icons.tsx';
import { ProblemText } from '../../../components/problem-text.tsx';
import { spaced } from '../../../components/waybill.tsx';
import { closeNotice, useFunctionCards, type CardNotice } from '../../../state/function-cards.ts';
import { CalibrationOffer } from '../calibration-offer.tsx';
import { orderArrived } from './order-arrived.ts';
import { afterUndo, undoneText } from './undone-text.ts';
import './cards.css';

/** What a card has brought about, until the next scan. */
export function CardNoticeBar(): ReactElement | null {
  const { t } = useTranslation();
  const notice = useFunctionCards((state) => state.notice);
  if (!notice) return null;
  const [sentence, more] = notice.kind === 'problem' ? ['', ''] : textOf(notice, t);
  return (
    <div className="banner card-notice" role="status" data-testid="card-notice" data-kind={notice.kind}>
      <SheetIcon />
      {notice.kind === 'problem' ? (
        <ProblemText problem={notice.problem} />
      ) : (
        <span className="problem-text">
          <b>{sentence}</b>
          <span>{more}</span>
          {notice.kind === 'switched' ? <CalibrationOffer /> : null}
        </span>
      )}
      <button type="button" className="copy" aria-label={t('problem.close')} title={t('problem.close')} onClick={firstClick(closeNotice)}>
        <CrossIcon />
      </button>
    </div>
  );
}

function textOf(notice: Exclude<CardNotice, { kind: 'problem' }>, t: TFunction): readonly [string, string] {
  switch (notice.kind) {
    case 'undone': {
      const { card } = notice;
      const { taken, kept } = undoneText(card, t);
      const then = afterUndo(card);
      return [t('cards.undone', { number: spaced(card.label ?? card.number), verdict: t(`verdict.${card.verdict}`) }), [taken, kept, then === 'again' ? '' : t(`cards.undoneThen.${then}`)].filter(Boolean).join(t('cards.stop'))];
    }
    case 'undo-refused':
      return [t(`cards.undoRefused.${notice.why}`, { number: spaced(notice.number ?? '') }), t('cards.undoRefusedMore')];
    case 'switched':
      return [t('cards.switched', { operator: notice.operator }), t('cards.switchedMore')];
    case 'order-arrived':
      return [t('cards.orderArrived', { number: spaced(notice.number) }), t(`cards.orderArrivedThen.${orderArrived(notice.verdict)}`)];
    default:
      return [t(`cards.say.${notice.kind}`), t(`cards.then.${notice.kind}`)];
  }
}
