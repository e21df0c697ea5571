import { PrinterOutlined } from '@ant-design/icons';
import { App, Button, Select, Switch } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { PracticeView } from '../../../src-shared/bridge/views.ts';
import { PLATFORMS } from '../../../src-shared/domain/couriers.ts';
import { VERDICTS } from '../../../src-shared/domain/verdict.ts';
import type { Answer } from '../../../src-shared/bridge/channels.ts';
import type { Problem } from '../../../src-shared/errors/codes.ts';
import { ask } from '../../bridge/station.ts';
import { SheetIcon } from '../../components/icons.tsx';
import { ProblemText } from '../../components/problem-text.tsx';
import { RoomFrame } from '../../components/room-frame.tsx';
import { RoomEmpty, RoomState } from '../../components/room-state.tsx';
import { useAnswer, type RoomAnswer } from '../../components/use-answer.ts';
import { ALL, filterRows, type PlatformFilter, type VerdictFilter } from './sheet-filter.ts';
import { PrintedSlips } from './printed-slips.tsx';
import { SheetEntry } from './sheet-entry.tsx';
import './practice.css';

/** 练习单: parcels to scan, each with what should happen. The printed page is only the sheet. */
export function Practice(): ReactElement {
  const { t } = useTranslation(['rooms', 'station']);
  const answer = useAnswer('practice.view');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [verdict, setVerdict] = useState<VerdictFilter>(ALL);
  const [platform, setPlatform] = useState<PlatformFilter>(ALL);
  const seed = answer.value?.seed;
  return (
    <RoomFrame name="practice" title={t('practice.title')} note={seed === undefined ? null : `${t('practice.seed', { seed })} · ${t('practice.hint')}`} actions={<Controls answer={answer} onProblem={setProblem} />}>
      {problem ? (
        <div className="room-problem" role="alert">
          <ProblemText problem={problem} />
        </div>
      ) : null}
      <RoomState answer={answer}>
        {(view) => {
          const rows = filterRows(view.rows, verdict, platform);
          return (
            <>
              {view.printed.length > 0 ? <PrintedSlips slips={view.printed} /> : null}
              <p className="sheet-filters">
                <Select<VerdictFilter>
                  value={verdict}
                  onChange={setVerdict}
                  data-testid="filter-verdict"
                  aria-label={t('practice.allVerdicts')}
                  options={[{ value: ALL, label: t('practice.allVerdicts') }, ...VERDICTS.map((value) => ({ value, label: t(`station:verdict.${value}`) }))]}
                />
                <Select<PlatformFilter>
                  value={platform}
                  onChange={setPlatform}
                  data-testid="filter-platform"
                  aria-label={t('practice.allPlatforms')}
                  options={[{ value: ALL, label: t('practice.allPlatforms') }, ...PLATFORMS.map((value) => ({ value, label: t(`station:platform.${value}`) }))]}
                />
                <span className="soft">{t('practice.shown', { count: rows.length })}</span>
              </p>
              {rows.length === 0 ? <RoomEmpty icon={<SheetIcon />}>{t('practice.empty')}</RoomEmpty> : null}
              <ul className="sheet" data-testid="sheet">
                {rows.map((row) => (
                  <SheetEntry key={row.number} row={row} />
                ))}
              </ul>
            </>
          );
        }}
      </RoomState>
    </RoomFrame>
  );
}

function Controls({ answer, onProblem }: { readonly answer: RoomAnswer<PracticeView>; readonly onProblem: (problem: Problem | null) => void }): ReactElement {
  const { t } = useTranslation('rooms');
  const { modal, message } = App.useApp();
  const [busy, setBusy] = useState(false);

  async function change(request: () => Promise<Answer<PracticeView>>): Promise<boolean> {
    setBusy(true);
    const changed = await request();
    setBusy(false);
    onProblem(changed.ok ? null : changed.problem);
    if (changed.ok) answer.show(changed.value);
    return changed.ok;
  }

  async function print(): Promise<void> {
    const printed = await ask('practice.print', {});
    onProblem(printed.ok ? null : printed.problem);
  }

  const drain = (): void =>
    void modal.confirm({
      title: t('practice.drainTitle'),
      content: t('practice.drainText'),
      okText: t('practice.drain'),
      cancelText: t('cancel'),
      okButtonProps: { danger: true },
      centered: true,
      onOk: async () => {
        if (await change(() => ask('practice.drainBalance', {}))) void message.success(t('practice.drained'));
      },
    });

  return (
    <>
      <label className="practice-network">
        {t('practice.network')}
        <Switch
          checked={answer.value?.network !== 'off'}
          loading={busy}
          disabled={answer.value === null}
          checkedChildren={t('practice.on')}
          unCheckedChildren={t('practice.off')}
          data-testid="practice-network"
          onChange={(on) => void change(() => ask('practice.network', { network: on ? 'on' : 'off' }))}
        />
      </label>
      <Button danger disabled={busy || answer.value === null} data-testid="practice-drain" onClick={drain}>
        {t('practice.drain')}
      </Button>
      <Button type="primary" icon={<PrinterOutlined />} disabled={answer.value === null} data-testid="practice-print" onClick={() => void print()}>
        {t('practice.print')}
      </Button>
    </>
  );
}
