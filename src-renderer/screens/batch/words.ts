import type { TFunction } from 'i18next';
import type { ChannelRequest } from '../../../src-shared/bridge/channels.ts';
import { BATCH_ROW_STATES, BATCH_SKIPS, type BatchRowView } from '../../../src-shared/bridge/batch-views.ts';
import type { StatusView } from '../../../src-shared/bridge/views.ts';
import { COURIERS, PLATFORMS } from '../../../src-shared/domain/couriers.ts';
import { BAD_ROW_REASONS, LIST_LIMITS } from '../../../src-shared/domain/list.ts';
import type { WaitReason } from '../../../src-shared/domain/work.ts';
import { ERROR_CODES, type Problem } from '../../../src-shared/errors/codes.ts';
import { waitReason } from '../../state/waits.ts';

type Exported = Pick<ChannelRequest<'batch.export'>, 'titles' | 'words'>;
type T = TFunction<['rooms', 'station', 'errors']>;

/** Why a text can't be read as a list; cut off, its last parcels would be missing and nobody would know. */
export const problemOfPasted = (text: string): Problem | null => (text.length > LIST_LIMITS.pasted ? { code: 'list-too-big' } : null);

/** What the main process needs to write a table in the language of this window: of every error, for a list of what a conversion can end with would be out of date one day. */
export function resultWords(t: T): Exported {
  return {
    titles: (['line', 'number', 'courier', 'replacement', 'newCourier', 'status', 'reason', 'platform', 'store', 'order', 'charged'] as const).map((title) => t(`batch.${title}`)),
    words: [
      ['results', t('batch.results')],
      ...ERROR_CODES.map((code): [string, string] => [code, t(`errors:${code}.sentence`)]),
      ...BATCH_SKIPS.map((skip): [string, string] => [skip, t(`batch.skip.${skip}`)]),
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
export function remark(row: BatchRowView, t: T, waitWord: (reason: WaitReason) => string, standsStill: StatusView['standsStill']): string {
  if (row.why) return t(`batch.skip.${row.why}`);
  if (row.error) return t(`errors:${row.error}.sentence`);
  const waits = row.job ? waitReason(row.job, standsStill) : null;
  return waits ? waitWord(waits) : '';
}
