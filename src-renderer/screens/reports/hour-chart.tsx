import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { SendCount } from '../../../src-shared/bridge/views.ts';
import { hoursOfDay } from './hours.ts';

/** One bar an hour: the parcels that left. The figures stand on the bars: nothing has to be hovered. */
export function HourChart({ hours }: { readonly hours: readonly SendCount[] }): ReactElement {
  const { t } = useTranslation(['rooms', 'station']);
  const bars = hoursOfDay(hours);
  const highest = Math.max(1, ...bars.map((bar) => bar.parcels));
  const text = bars.map((bar) => `${t('reports.hour', { hour: bar.hour })} ${bar.parcels}`).join(t('station:listComma'));
  return (
    <div className="hours" role="img" aria-label={t('reports.chart', { text })} data-testid="hour-chart">
      {bars.map((bar) => (
        <div key={bar.hour} className="hour" data-hour={bar.hour} data-parcels={bar.parcels}>
          <span>{bar.parcels === 0 ? '' : bar.parcels}</span>
          <i style={{ height: `${(bar.parcels / highest) * 100}%` }} />
          <small>{bar.hour}</small>
        </div>
      ))}
    </div>
  );
}
