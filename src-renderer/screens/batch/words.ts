import type { TFunction } from 'i18next';
import type { ChannelRequest } from '../../../src-shared/bridge/channels.ts';
import { BATCH_ROW_STATES, type BatchRowView } from '../../../src-shared/bridge/batch-views.ts';
import { COURIERS, PLATFORMS } from '../../../src-shared/domain/couriers.ts';
import { BAD_ROW_REASONS } from '../../../src-shared/domain/list.ts';

type Exported = Pick<ChannelRequest<'batch.export'>, 'titles' | 'words'>;
type T = TFunction<['rooms', 'station', 'errors']>;
const SKIPS = ['no-order', 'no-target', 'intercepted', 'seen', 'number-in-use', 'courier-differs', 'unreadable'] as const;
/** What a conversion can end with (src-shared/errors). */
const ERRORS = ['store-not-authorised', 'number-in-use', 'provider-refused-platform', 'provider-refused-merchant', 'provider-refused-parcel', 'provider-outcome-unknown', 'provider-config', 'job-unreadable', 'job-dependency-failed'] as const;

/** What the main process needs to write a table in the language of this window. */
export function resultWords(t: T): Exported {
  return {
    titles: (['line', 'number', 'courier', 'replacement', 'newCourier', 'status', 'reason', 'platform', 'store', 'order', 'charged'] as const).map((title) => t(`batch.${title}`)),
    words: [
      ['results', t('batch.results')],
      ...ERRORS.map((code): [string, string] => [code, t(`errors:${code}.sentence`)]),
      ...SKIPS.map((skip): [string, string] => [skip, t(`batch.skip.${skip}`)]),
      ...BATCH_ROW_STATES.map((state): [string, string] => [state, t(`batch.row.${state}`)]),
      ...PLATFORMS.map((platform): [string, string] => [platform, t(`station:platform.${platform}`)]),
      ...COURIERS.map((courier): [string, string] => [courier, t(`station:courier.${courier}`)]),
    ],
  };
}

export function badWords(t: T): Exported {
  return {
    titles: [t('batch.bad.line'), t('batch.bad.value'), t('batch.bad.reason')],
    words: [['bad', t('batch.bad.title')], ...BAD_ROW_REASONS.map((reason): [string, string] => [reason, t(`batch.badReason.${reason}`)])],
  };
}

/** Why a row is as it is, in a few words; empty where its state says it all. */
export function remark(row: BatchRowView, t: T): string {
  if (row.why) return t(`batch.skip.${row.why}`);
  if (row.error) return t(`errors:${row.error}.sentence`);
  return row.waits ? t(`station:waits.${row.waits}`) : '';
}
