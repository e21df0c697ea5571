import { ReloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { TodaySends } from '../../../src-shared/bridge/views.ts';
import { formatYuan } from '../../../src-shared/domain/money.ts';
import { VERDICTS } from '../../../src-shared/domain/verdict.ts';
import { ChartIcon } from '../../components/icons.tsx';
import { RoomFrame } from '../../components/room-frame.tsx';
import { RoomState } from '../../components/room-state.tsx';
import { clockTime, groupedCount } from '../../components/times.ts';
import { useAnswer } from '../../components/use-answer.ts';
import { Conversions } from './conversions.tsx';
import { JobTable, SendTable } from './count-table.tsx';
import { HourChart } from './hour-chart.tsx';
import { VerdictTable } from './verdict-table.tsx';
import './reports.css';

export function Reports(): ReactElement {
  const { t } = useTranslation(['rooms', 'station']);
  const answer = useAnswer('reports.today');
  const refresh = (
    <Button icon={<ReloadOutlined />} loading={answer.loading} data-testid="refresh" onClick={() => void answer.reload()}>
      {t('refresh')}
    </Button>
  );
  const note = answer.value && answer.at !== null ? `${answer.value.day} · ${t('asOf', { time: clockTime(answer.at) })}` : null;
  return (
    <RoomFrame name="reports" title={t('reports.title')} note={note} actions={refresh}>
      <RoomState answer={answer} empty={isEmpty} whenEmpty={t('reports.empty')} emptyIcon={<ChartIcon />}>
        {(sends) => <Figures sends={sends} />}
      </RoomState>
      {/* Rows of a list that wait, or came to nothing, count for nothing above. */}
      {answer.value && isEmpty(answer.value) ? (
        <div className="panels">
          <Conversions sends={answer.value} />
        </div>
      ) : null}
    </RoomFrame>
  );
}

function Figures({ sends }: { readonly sends: TodaySends }): ReactElement {
  const { t } = useTranslation(['rooms', 'station']);
  return (
    <div className="panels">
      <section className="panel quarter report-sums">
        <p data-testid="report-parcels">
          {t('reports.left')} <b>{groupedCount(sends.total.parcels)}</b>
        </p>
        <p data-testid="report-jobs">
          {t('reports.finished')} <b>{groupedCount(sends.total.jobs)}</b>
        </p>
        <p data-testid="report-spent" title={formatYuan(sends.total.spent)}>
          {t('reports.spent')} <b>{formatYuan(sends.total.spent, 2)}</b>
        </p>
        <p data-testid="report-scans">
          {t('reports.scans')} <b>{groupedCount(scanCount(sends))}</b>
        </p>
      </section>
      <section className="panel half report-hours">
        <h2>{t('reports.leftByHour')}</h2>
        <HourChart hours={sends.byHour} />
      </section>
      <VerdictTable scans={sends.scans} />
      <JobTable name="service" title={t('reports.byService')} rows={sends.byService} word={({ key }) => wordOf('jobKind', key) ?? wordOf('service', key) ?? key} />
      <SendTable name="courier" title={t('reports.byCourier')} rows={sends.byCourier} word={({ key }) => wordOf('courier', key) ?? key} />
      <SendTable name="platform" title={t('reports.byPlatform')} rows={sends.byPlatform} word={({ key }) => wordOf('platform', key) ?? key} />
      <SendTable name="operator" title={t('reports.byOperator')} rows={sends.byOperator} word={({ name }) => name} />
      <SendTable name="hour" title={t('reports.byHour')} rows={sends.byHour} word={({ key }) => t('reports.hour', { hour: key })} order={({ key }) => Number(key)} />
      <Conversions sends={sends} />
      <section className="panel quarter report-words soft">
        <p>{t('reports.parcelsAre')}</p>
        <p>{t('reports.jobsAre')}</p>
      </section>
    </div>
  );

  /** Keys arrive as plain strings: a courier that this release does not know is shown as it came. */
  function wordOf(group: 'jobKind' | 'service' | 'courier' | 'platform', key: string): string | null {
    const word: string = t(`station:${group}.${key}` as 'station:courier.sf', { defaultValue: '' });
    return word === '' ? null : word;
  }
}

const scanCount = (sends: TodaySends): number => VERDICTS.reduce((sum, verdict) => sum + sends.scans[verdict], 0);
const isEmpty = (sends: TodaySends): boolean => sends.total.jobs === 0 && scanCount(sends) === 0;
