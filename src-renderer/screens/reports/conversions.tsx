import type { TFunction } from 'i18next';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChannelRequest } from '../../../src-shared/bridge/channels.ts';
import type { TodaySends } from '../../../src-shared/bridge/views.ts';
import { COURIERS, PLATFORMS } from '../../../src-shared/domain/couriers.ts';
import { JOB_STATES } from '../../../src-shared/domain/work.ts';
import { ask } from '../../bridge/station.ts';
import { ExportButton } from '../../components/export-button.tsx';
import { groupedCount } from '../../components/times.ts';

/** 单号转换 of the day that is shown: original and new number side by side, in a file. */
export function Conversions({ sends }: { readonly sends: TodaySends }): ReactElement {
  const { t } = useTranslation(['rooms', 'station']);
  const done = sends.byService.filter(({ key }) => key === 'sync' || key === 'trace').reduce((sum, { jobs }) => sum + jobs, 0);
  return (
    <section className="panel half">
      <div className="panel-head">
        <h2>{t('reports.conversions')}</h2>
        <ExportButton name="conversions" label={t('export')} write={() => ask('reports.export', { day: sends.day, ...conversionWords(t) })} />
      </div>
      <p data-testid="conversions-done">{done === 0 ? t('reports.noConversions') : t('reports.conversionsDone', { n: groupedCount(done) })}</p>
      <p className="soft">{t('reports.conversionsAre')}</p>
    </section>
  );
}

/** What the main process needs to write them in the language of this window. */
export function conversionWords(t: TFunction<['rooms', 'station']>): Pick<ChannelRequest<'reports.export'>, 'titles' | 'words'> {
  return {
    titles: [t('reports.at'), t('batch.number'), t('batch.courier'), t('batch.platform'), t('batch.order'), t('batch.replacement'), t('batch.newCourier'), t('reports.operator'), t('batch.status')],
    words: [
      ['conversions', t('reports.conversions')],
      ...JOB_STATES.map((state): [string, string] => [state, t(`station:jobState.${state}`)]),
      ...PLATFORMS.map((platform): [string, string] => [platform, t(`station:platform.${platform}`)]),
      ...COURIERS.map((courier): [string, string] => [courier, t(`station:courier.${courier}`)]),
    ],
  };
}
