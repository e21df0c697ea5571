import { InputNumber, Switch } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { changeSettings, useSettings } from '../../state/settings.ts';

/** Whether a parcel may go without its weight, and how far it may be from its order's. */
export function WeighingRule(): ReactElement {
  const { t } = useTranslation('rooms');
  const rules = useSettings((state) => state.settings.weighing);
  const change = (part: Partial<typeof rules>): void => void changeSettings({ weighing: { ...rules, ...part } });
  return (
    <div className="weighing-rule" data-testid="weighing-rule">
      <label>
        <Switch checked={rules.required} data-testid="weight-required" aria-label={t('devices.required')} onChange={(required) => change({ required })} /> {t('devices.required')}
      </label>
      <label>
        {t('devices.tolerance')} <InputNumber min={0} max={10_000} precision={0} value={rules.toleranceGrams} data-testid="tolerance-grams" onChange={(toleranceGrams) => (toleranceGrams === null ? undefined : change({ toleranceGrams }))} />
      </label>
      <label>
        {t('devices.toleranceText')} <InputNumber min={0} max={100} precision={0} value={rules.tolerancePercent} data-testid="tolerance-percent" onChange={(tolerancePercent) => (tolerancePercent === null ? undefined : change({ tolerancePercent }))} />
      </label>
    </div>
  );
}
