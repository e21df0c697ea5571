import { memo, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Card } from '../../../src-shared/bridge/views.ts';
import { SENT_VERDICTS } from '../../../src-shared/domain/verdict.ts';
import { formatYuan } from '../../../src-shared/domain/money.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { calendarDay, clockTime } from '../../components/times.ts';
import { Waybill } from '../../components/waybill.tsx';
import { closeCard, useDesk } from '../../state/desk.ts';
import { openHistory, openList } from '../../state/list.ts';
import { isFiled, noJobs } from './reason-text.ts';
import { PrintLine } from './print/print-line.tsx';
import { JobLine } from './job-line.tsx';
import { WeightText } from './weight-text.tsx';

/** 本单: fills in by itself while the packer is already at the next parcel. */
export const ParcelCard = memo(function ParcelCard(): ReactElement {
  const { t } = useTranslation();
  const current = useDesk((desk) => desk.current);
  const opened = useDesk((desk) => desk.opened);
  const card = opened ?? current;
  return (
    <aside className="card" data-testid="card" data-scan-id={card?.scanId}>
      <div className="card-body">
        <header>
          <h2>{opened ? t('card.opened', { time: clockTime(opened.at) }) : t('card.title')}</h2>
          <span className="card-do">
            {card && (card.verdict !== 'invalid' || card.parcel || isFiled(card)) ? (
              <button type="button" className="button" data-testid="card-history" onClick={() => void openHistory(card.number)}>
                {t('card.history')}
              </button>
            ) : null}
            {opened ? (
              <button type="button" className="button" onClick={closeCard}>
                {t('card.back')}
              </button>
            ) : (
              <button type="button" className="button" title="/" data-testid="list-open-button" onClick={openList}>
                {t('card.list')}
              </button>
            )}
          </span>
        </header>
        {card ? <Contents card={card} /> : <p className="card-empty">{t('card.empty')}</p>}
      </div>
    </aside>
  );
});

function Contents({ card }: { readonly card: Card }): ReactElement {
  const { t } = useTranslation();
  const { parcel } = card;
  return (
    <>
      {parcel ? (
        <dl className="card-facts">
          <Fact name={t('card.store')}>
            {storeText(t(`platform.${parcel.platform}`), parcel.store)}
          </Fact>
          <Fact name={t('card.order')}>{parcel.orderNumber}</Fact>
          <Fact name={t('card.recipient')}>
            {parcel.recipient} {parcel.phone} · {parcel.region}
          </Fact>
          <Fact name={t('card.items')}>{parcel.items.map((item) => `${item.name} × ${item.quantity}`).join(t('listComma'))}</Fact>
        </dl>
      ) : (
        <p className="card-empty">{t('card.noParcel')}</p>
      )}
      {card.piece ? (
        <dl className="card-facts" data-testid="piece">
          <Fact name={t('card.pieces')}>
            <b>{t('card.piece', { piece: card.piece.number, of: card.piece.of })}</b> <small>{t('card.piecesSent', { sent: card.piece.sent, of: card.piece.of })}</small>
          </Fact>
        </dl>
      ) : null}
      <Numbers card={card} />
      <ul className="jobs" data-testid="jobs">
        {card.jobs.length === 0 ? <li className="card-empty">{t(`card.noJobs.${noJobs(card)}`)}</li> : null}
        {card.jobs.map((job) => (
          <JobLine key={job.jobId} job={job} detail={job.kind === 'privacy' && card.privacyNumber ? <PrivacyNumber {...card.privacyNumber} /> : null} />
        ))}
      </ul>
      {card.undone === null && SENT_VERDICTS.includes(card.verdict) ? <PrintLine key={card.scanId} number={card.number} piece={card.piece?.number ?? 1} print={card.print} /> : null}
      <dl className="card-sums">
        {card.weight ? (
          <Fact name={t('card.weight')}>
            <WeightText weight={card.weight} />
          </Fact>
        ) : null}
        <Fact name={t('card.cost')}>
          <b>{formatYuan(card.cost)}</b> {card.charged === card.cost ? null : <small>{t('card.charged', { charged: formatYuan(card.charged) })}</small>}
        </Fact>
        <Fact name={t('card.took')}>{card.took === null ? (card.jobs.length > 0 ? t('card.running') : '—') : t('card.seconds', { seconds: (card.took / 1000).toFixed(1) })}</Fact>
      </dl>
    </>
  );
}

/** Original and new number stay side by side: the law of the platform, and the packer's check. */
function Numbers({ card }: { readonly card: Card }): ReactElement {
  const { t } = useTranslation();
  const converts = card.jobs.some((job) => job.kind === 'sync' || job.kind === 'trace');
  return (
    <div className="numbers">
      <div data-testid="original">
        <NumberTitle name={t('card.original')} courier={card.parcel ? t(`courier.${card.parcel.courier}`) : null} />
        <p data-long={card.number.length > 20}>
          <Waybill number={card.number} />
        </p>
        <CopyButton text={card.number} label={t('card.original')} />
      </div>
      <div data-testid="replacement">
        <NumberTitle name={t('card.replacement')} courier={card.replacement ? t(`courier.${card.replacement.courier}`) : null} />
        {card.replacement ? (
          <>
            <p>
              <Waybill number={card.replacement.number} />
            </p>
            <CopyButton text={card.replacement.number} label={t('card.replacement')} />
          </>
        ) : (
          <p className="numbers-none">{converts ? t('card.converting') : card.verdict === 'pass' ? t('card.none') : card.verdict === 'duplicate' ? t('card.notAgain') : '—'}</p>
        )}
      </div>
    </div>
  );
}

function NumberTitle({ name, courier }: { readonly name: string; readonly courier: string | null }): ReactElement {
  return (
    <h3>
      {name}
      {courier === null ? null : <small>{courier}</small>}
    </h3>
  );
}

/** 拼多多 · 小林家居; many stores carry their platform in their name, and once is enough. */
const storeText = (platform: string, store: string): string => (store.includes(platform) ? store : `${platform} · ${store}`);

function PrivacyNumber({ number, until }: { readonly number: string; readonly until: number }): ReactElement {
  const { t } = useTranslation();
  return (
    <span data-testid="privacy-number">
      <b>{number}</b> <small>{t('card.until', { date: calendarDay(until) })}</small>
    </span>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactElement {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
