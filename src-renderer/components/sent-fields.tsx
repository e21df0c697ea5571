import { Tag } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { HistoryMessage, SentFields as Fields } from '../../src-shared/bridge/history-views.ts';
import { formatYuan } from '../../src-shared/domain/money.ts';
import { CopyButton } from './copy-button.tsx';
import { dateTime } from './times.ts';
import './sent-fields.css';

/** The six fields of a complaint's answer, and a button that takes all of them along. */
export function SentFields({ message, fields }: { readonly message: HistoryMessage; readonly fields: Fields }): ReactElement {
  const { t } = useTranslation('rooms');
  const audience = useAudience();
  const effect = useEffectWords();
  const rows = [
    ['id', fields.smsId ?? t(fields.saidBy === 'person' ? 'sentFields.decided' : 'sentFields.neverSaid')],
    ['at', dateTime(fields.sentAt)],
    ['text', fields.text],
    ['planned', t('sentFields.messages', { count: fields.planned })],
    ['audience', audience(fields, message.phone)],
    ['effect', effect(fields, message)],
  ] as const;
  const copied = rows.map(([name, value]) => t('sentFields.line', { name: t(`sentFields.${name}`), value })).join('\n');
  return (
    <div className="sent-fields" data-testid="sent-fields" data-said-by={fields.saidBy}>
      <p className="soft">
        {t('sentFields.title')} <CopyButton text={copied} label={t('sentFields.title')} />
      </p>
      <dl>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{t(`sentFields.${name}`)}</dt>
            <dd data-testid={`sent-${name}`}>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** 退订: whoever got a message wants none any more. */
export function OptedOut({ at }: { readonly at: number | null }): ReactElement | null {
  const { t } = useTranslation('rooms');
  return at === null ? null : <Tag data-testid="opted-out">{t('sentFields.optedOut', { time: dateTime(at) })}</Tag>;
}

function useAudience(): (fields: Fields, phone: string) => string {
  const { t } = useTranslation('rooms');
  return ({ audience: { of, number, place, corrects } }, phone) =>
    `${of === 'parcel' ? t('sentFields.ofParcel', { number, phone }) : t('sentFields.ofArrival', { number, place: place ?? '', phone })}${corrects ? ` · ${t('messages.correction')}` : ''}`;
}

/** What came of it, and what the reports said later. */
function useEffectWords(): (fields: Fields, message: HistoryMessage) => string {
  const { t } = useTranslation(['rooms', 'station']);
  return ({ effect }, { refunded, reports }) =>
    [
      t('sentFields.submitted', { count: effect.submitted, segments: effect.segments, charged: formatYuan(effect.charged) }),
      refunded > 0 ? t('station:refunded', { amount: formatYuan(refunded) }) : '',
      ...reports.map(({ state, code, at }) => `${t(`station:delivery.${state}`)} ${dateTime(at)} ${code}`),
    ].filter(Boolean).join(' · ');
}
