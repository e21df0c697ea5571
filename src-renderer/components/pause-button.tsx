import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../src-shared/errors/codes.ts';
import { ask } from '../bridge/station.ts';
import { showStatus, useStatus } from '../state/status.ts';
import { firstClick } from './first-click.ts';
import { ProblemText } from './problem-text.tsx';

/** 暂停发送 and 继续发送: what the queue does next, on one button. */
export function PauseButton(): ReactElement {
  const { t } = useTranslation();
  const paused = useStatus((state) => state.view?.paused ?? null) !== null;
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  async function toggle(): Promise<void> {
    setBusy(true);
    const done = await ask('exceptions.pause', { paused: !paused });
    setBusy(false);
    setProblem(done.ok ? null : done.problem);
    if (done.ok) showStatus(done.value);
  }
  return (
    <>
      {problem ? <ProblemText problem={problem} /> : null}
      <button type="button" className="button" disabled={busy} data-testid="pause" onClick={firstClick(() => void toggle())}>
        {t(paused ? 'paused.resume' : 'paused.pause')}
      </button>
    </>
  );
}
