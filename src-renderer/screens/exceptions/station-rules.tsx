import { App, Checkbox, Segmented } from 'antd';
import { useState, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PLATFORMS, type Platform } from '../../../src-shared/domain/couriers.ts';
import type { DeskRules } from '../../../src-shared/domain/desk-rules.ts';
import type { Problem } from '../../../src-shared/errors/codes.ts';
import { ask } from '../../bridge/station.ts';
import { ProblemText } from '../../components/problem-text.tsx';
import { RoomFrame } from '../../components/room-frame.tsx';
import { RoomState } from '../../components/room-state.tsx';
import { useAnswer } from '../../components/use-answer.ts';
import './exceptions.css';

/** What a supervisor rules for this station: unknown numbers, and whose parcels are packed here. */
export function StationRules({ tabs }: { readonly tabs: ReactNode }): ReactElement {
  const { t } = useTranslation(['rooms', 'station']);
  const { message } = App.useApp();
  const answer = useAnswer('exceptions.rules');
  const [problem, setProblem] = useState<Problem | null>(null);

  async function rule(rules: DeskRules): Promise<void> {
    const done = await ask('exceptions.setRules', { unknown: rules.unknown, platforms: [...chosen(rules)] });
    setProblem(done.ok ? null : done.problem);
    if (!done.ok) return;
    answer.show(done.value);
    void message.success(t('stationRules.saved'));
  }

  return (
    <RoomFrame name="exceptions" title={t('exceptions.title')}>
      {tabs}
      {problem ? (
        <div className="room-problem" role="alert">
          <ProblemText problem={problem} />
        </div>
      ) : null}
      <RoomState answer={answer}>
        {(rules) => (
          <section className="panel station-rules">
            <h2>{t('stationRules.unknown')}</h2>
            <Segmented<DeskRules['unknown']>
              value={rules.unknown}
              data-testid="rule-unknown"
              onChange={(unknown) => void rule({ ...rules, unknown })}
              options={(['pass', 'stop'] as const).map((value) => ({ value, label: t(`stationRules.${value}`) }))}
            />
            <p className="soft">{t(`stationRules.${rules.unknown}Means`)}</p>
            <h2>{t('stationRules.platforms')}</h2>
            <Checkbox.Group<Platform>
              value={[...chosen(rules)]}
              data-testid="rule-platforms"
              // None at all would stop every parcel: the last one stays.
              onChange={(platforms) => void (platforms.length > 0 && rule({ ...rules, platforms }))}
              options={PLATFORMS.map((value) => ({ value, label: t(`station:platform.${value}`) }))}
            />
            <p className="soft">{t('stationRules.platformsMean')}</p>
          </section>
        )}
      </RoomState>
    </RoomFrame>
  );
}

const chosen = ({ platforms }: DeskRules): readonly Platform[] => (platforms.length === 0 ? PLATFORMS : platforms);
