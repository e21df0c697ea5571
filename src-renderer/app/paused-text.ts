import type { TFunction } from 'i18next';
import type { StatusView } from '../../src-shared/bridge/views.ts';
import { dateTime } from '../components/times.ts';

/** Who has paused sending, and when, with its day: a pause is kept for as long as nobody ends it. Of one whose note could not be read neither is known. */
export const pausedText = ({ by, at }: NonNullable<StatusView['paused']>, t: TFunction): string => (by === '' ? t('paused.nameless') : t('paused.sentence', { by, time: dateTime(at) }));
