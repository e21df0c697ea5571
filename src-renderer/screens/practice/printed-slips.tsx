import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { PracticeSlip } from '../../../src-shared/bridge/views.ts';
import { Barcode } from '../../components/barcode.tsx';
import { Waybill } from '../../components/waybill.tsx';
import './printed-slips.css';

/** What the practice printer has put on paper, the newest first. */
export function PrintedSlips({ slips }: { readonly slips: readonly PracticeSlip[] }): ReactElement {
  const { t } = useTranslation('rooms');
  return (
    <section className="printed" data-testid="practice-printed">
      <h2>{t('practice.printed')}</h2>
      <ul>
        {slips.map(({ taskId, at, lines }) => (
          <li key={`${taskId} ${at}`} data-testid="practice-slip">
            <p className="printed-head">
              <b>{lines['courier']}</b> <span>{lines['piece']}</span> {lines['mark'] ? <em>{lines['mark']}</em> : null}
            </p>
            <Barcode text={lines['number'] ?? ''} />
            <p className="printed-number">
              <Waybill number={lines['number'] ?? ''} />
            </p>
            <p>{t('practice.slipOriginal', { number: lines['original'] || '—' })}</p>
            <p>{[lines['name'], lines['phone'], lines['address']].filter(Boolean).join(' ')}</p>
            <p>{[lines['operator'], lines['time']].filter(Boolean).join(' · ')}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
