import type { TFunction } from 'i18next';
import type { ScannerCalibration } from '../../src-shared/bridge/devices.ts';

/** 每个字符 8 毫秒 · 回车结尾 · 大写 */
export function calibrationFacts({ gap, end, ends, letters }: ScannerCalibration, t: TFunction): string {
  const how = t(`calibration.end.${end}`);
  return t('calibration.facts', { gap: Math.round(gap), end: ends > 1 ? t('calibration.twoEnds', { end: how, count: ends }) : how, letters: t(`calibration.letters.${letters}`) });
}
