import { Modal } from 'antd';
import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../../src-shared/bridge/channels.ts';
import type { HistoryMessage } from '../../../src-shared/bridge/history-views.ts';
import { ask } from '../../bridge/station.ts';
import { ProblemText } from '../../components/problem-text.tsx';
import { OptedOut, SentFields } from '../../components/sent-fields.tsx';

/** All that is known of one message, asked for anew each time it is opened. */
export function MessageDialog({ jobId, onClose }: { readonly jobId: string | null; readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation('rooms');
  return (
    <Modal open={jobId !== null} title={t('messages.detail')} footer={null} width={720} destroyOnHidden onCancel={onClose}>
      {jobId === null ? null : <Whole key={jobId} jobId={jobId} />}
    </Modal>
  );
}

function Whole({ jobId }: { readonly jobId: string }): ReactElement | null {
  const { t } = useTranslation('rooms');
  const [answer, setAnswer] = useState<Answer<HistoryMessage | null> | null>(null);
  useEffect(() => void ask('messages.one', { jobId }).then(setAnswer), [jobId]);
  if (answer === null) return null;
  if (!answer.ok) return <ProblemText problem={answer.problem} />;
  const message = answer.value;
  return (
    <div data-testid="message-detail">
      <OptedOut at={message?.optedOutAt ?? null} />
      {message?.fields ? <SentFields message={message} fields={message.fields} /> : <p>{t('history.notSent')}</p>}
    </div>
  );
}
