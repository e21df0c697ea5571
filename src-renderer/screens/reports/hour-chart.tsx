import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { SendCount } from '../../../src-shared/bridge/views.ts';
import { hoursOfDay } from './hours.ts';

/** One bar an hour. The figures stand on the bars: nothing has to be hovered. */
export function HourChart({ hours }: { readonly hours: readonly SendCount[] }): ReactElement {
  const { t } = useTranslation(['rooms', 'station']);
  const bars = hoursOfDay(hours);
  const highest = Math.max(1, ...bars.map((bar) => bar.count));
  const text = bars.map((bar) => `${t('reports.hour', { hour: bar.hour })} ${bar.count}`).join(t('station:listComma'));
  return (
    <div className="hours" role="img" aria-label={t('reports.chart', { text })} data-testid="hour-chart">
      {bars.map((bar) => (
        <div key={bar.hour} className="hour" data-hour={bar.hour} data-count={bar.count}>
          <span>{bar.count === 0 ? '' : bar.count}</span>
          <i style={{ height: `${(bar.count / highest) * 100}%` }} />
          <small>{bar.hour}</small>
        </div>
      ))}
    </div>
  );
}
