import { Button } from 'antd';
import { useMemo, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { KeyEvent } from '../../../src-shared/domain/wedge/key-event.ts';
import { replay } from '../../../src-shared/domain/wedge/replay.ts';
import type { Problem } from '../../../src-shared/errors/codes.ts';
import { ask } from '../../bridge/station.ts';
import { AlertIcon, CheckIcon } from '../../components/icons.tsx';
import { ProblemText } from '../../components/problem-text.tsx';
import { Waybill } from '../../components/waybill.tsx';
import { startRecording, throwAway, useRecorder } from '../../state/recorder.ts';
import './recorder.css';

/** A recording of hundreds of scans is for the file: people look at the latest ones. */
const MOST_SHOWN = 50;

/** 录制扫描枪: what a keyboard scanner types, what the desk makes of it, and the file for whoever helps. */
export function Recorder(): ReactElement {
  const { t } = useTranslation('rooms');
  const { running, recorded } = useRecorder();
  return (
    <section className="panel whole recorder" data-testid="recorder">
      <header className="devices-head">
        <h2>{t('recorder.title')}</h2>
        {recorded ? null : (
          <Button disabled={running} data-testid="recorder-start" onClick={startRecording}>
            {t('recorder.start')}
          </Button>
        )}
      </header>
      <p className="soft">{t(running ? 'recorder.running' : 'recorder.line')}</p>
      <p className="recorder-warning">
        <AlertIcon /> {t('recorder.warning')}
      </p>
      {recorded ? <Recorded events={recorded} /> : null}
    </section>
  );
}

function Recorded({ events }: { readonly events: readonly KeyEvent[] }): ReactElement {
  const { t } = useTranslation(['rooms', 'station']);
  const findings = useMemo(() => replay(events), [events]);
  const [saved, setSaved] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  async function save(): Promise<void> {
    const answer = await ask('settings.saveRecording', { events: [...events] });
    setProblem(answer.ok ? null : answer.problem);
    if (answer.ok && answer.value !== null) setSaved(answer.value);
  }
  const first = Math.max(0, findings.length - MOST_SHOWN);
  return (
    <>
      {findings.length === 0 ? <p>{t('recorder.nothing', { count: events.length })}</p> : null}
      <ol className="recorder-findings" start={first + 1} data-testid="recorder-findings">
        {findings.slice(first).map((finding, at) => [finding, first + at] as const).map(([finding, number]) => (
          <li key={number} data-kind={finding.kind} data-why={finding.kind === 'held' ? finding.reason : undefined}>
            {finding.kind === 'scan' ? <CheckIcon /> : <AlertIcon />}
            <b>{t(`recorder.kind.${finding.kind}`)}</b>
            <Waybill number={(finding.kind === 'scan' ? finding.code : finding.text).slice(0, 60)} />
            {finding.kind === 'held' ? <span className="soft">{t(`station:desk.rescan.${finding.reason}`)}</span> : null}
          </li>
        ))}
      </ol>
      <div className="device-form-ways">
        <Button type="primary" data-testid="recorder-save" onClick={() => void save()}>
          {t('recorder.save')}
        </Button>
        <Button data-testid="recorder-again" onClick={startRecording}>
          {t('recorder.again')}
        </Button>
        <Button data-testid="recorder-discard" onClick={throwAway}>
          {t('recorder.discard')}
        </Button>
        {saved === null ? null : <span data-testid="recorder-saved">{t('recorder.saved', { name: saved })}</span>}
      </div>
      {problem ? (
        <div className="room-problem" role="alert">
          <ProblemText problem={problem} />
        </div>
      ) : null}
    </>
  );
}
