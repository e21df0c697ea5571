import { DownloadOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../src-shared/bridge/channels.ts';
import { loadTexts } from '../i18n/set-up.ts';
import { useProblemText } from './problem-text.tsx';

type ExportProps = { readonly name: string; readonly label: string; readonly write: () => Promise<Answer<string | null>> };

/** Has a table written where a person chooses, as .xlsx or .csv by the name's end. */
export function ExportButton({ name, label, write }: ExportProps): ReactElement {
  const { t } = useTranslation('rooms');
  const { message } = App.useApp();
  const text = useProblemText();
  const [busy, setBusy] = useState(false);
  async function exportNow(): Promise<void> {
    setBusy(true);
    await loadTexts('errors');
    const answer = await write();
    setBusy(false);
    if (answer.ok && answer.value !== null) void message.success(t('exported', { name: answer.value }));
    if (answer.ok) return;
    const { sentence, action } = text(answer.problem);
    void message.error(`${sentence} ${action} (${answer.problem.code})`);
  }
  return (
    <Button icon={<DownloadOutlined />} loading={busy} data-testid={`export-${name}`} onClick={() => void exportNow()}>
      {label}
    </Button>
  );
}
