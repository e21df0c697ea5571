import { DownloadOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChannelRequest } from '../../../src-shared/bridge/channels.ts';
import { ask } from '../../bridge/station.ts';
import { useProblemText } from '../../components/problem-text.tsx';
import { loadTexts } from '../../i18n/set-up.ts';

type ExportProps = { readonly batchId: number; readonly what: 'results' | 'bad'; readonly words: () => Pick<ChannelRequest<'batch.export'>, 'titles' | 'words'>; readonly label: string };

/** Asks for a place and writes the rows there, as .xlsx or .csv by the name's end. */
export function ExportButton({ batchId, what, words, label }: ExportProps): ReactElement {
  const { t } = useTranslation('rooms');
  const { message } = App.useApp();
  const text = useProblemText();
  const [busy, setBusy] = useState(false);
  async function write(): Promise<void> {
    setBusy(true);
    await loadTexts('errors');
    const answer = await ask('batch.export', { batchId, what, ...words() });
    setBusy(false);
    if (answer.ok && answer.value !== null) void message.success(t('batch.exported', { name: answer.value }));
    if (answer.ok) return;
    const { sentence, action } = text(answer.problem);
    void message.error(`${sentence} ${action} (${answer.problem.code})`);
  }
  return (
    <Button icon={<DownloadOutlined />} loading={busy} data-testid={`export-${what}`} onClick={() => void write()}>
      {label}
    </Button>
  );
}
