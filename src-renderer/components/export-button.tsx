import { DownloadOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../src-shared/bridge/channels.ts';
import type { Problem } from '../../src-shared/errors/codes.ts';
import { loadTexts } from '../i18n/set-up.ts';
import { RoomProblem } from './room-problem.tsx';

type ExportProps = { readonly name: string; readonly label: string; readonly write: () => Promise<Answer<string | null>> };

/** Has a table written where a person chooses, as .xlsx or .csv by the name's end. What fails is told in a line below. */
export function ExportButton({ name, label, write }: ExportProps): ReactElement {
  const { t } = useTranslation('rooms');
  const { message } = App.useApp();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  async function exportNow(): Promise<void> {
    setBusy(true);
    await loadTexts('errors');
    const answer = await write();
    setBusy(false);
    setProblem(answer.ok ? null : answer.problem);
    if (answer.ok && answer.value !== null) void message.success(t('exported', { name: answer.value }));
  }
  return (
    <>
      <Button icon={<DownloadOutlined />} loading={busy} data-testid={`export-${name}`} onClick={() => void exportNow()}>
        {label}
      </Button>
      {problem ? <RoomProblem problem={problem} loading={busy} onRetry={() => void exportNow()} /> : null}
    </>
  );
}
