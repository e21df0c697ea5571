import { Button } from 'antd';
import type { ReactElement, Ref } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessagePreview } from '../../../src-shared/bridge/views.ts';
import { formatYuan } from '../../../src-shared/domain/money.ts';
import { ProblemText } from '../../components/problem-text.tsx';
import { dateTime } from '../../components/times.ts';

type PreviewProps = { readonly preview: MessagePreview; readonly busy: boolean; readonly button: Ref<HTMLButtonElement>; readonly onSend: () => void; readonly onBack: () => void };

/** The very text that goes out, what it costs, and what the rules say of it before anything is sent. */
export function Preview({ preview, busy, button, onSend, onBack }: PreviewProps): ReactElement {
  const { t } = useTranslation('rooms');
  const { rule } = preview;
  return (
    <div className="pickup-preview" data-testid="preview" data-decision={preview.decision} data-segments={preview.segments} data-cost={preview.cost} data-rule={rule ?? ''}>
      <blockquote data-testid="preview-text">{preview.text}</blockquote>
      <p>
        <b>{t('messages.counted', { length: preview.length, count: preview.segments, segments: preview.segments, cost: formatYuan(preview.cost) })}</b> <span className="soft">{t('messages.goesTo', { phone: preview.phone })}</span>
      </p>
      {rule ? (
        <div className="room-problem" role="alert">
          <ProblemText problem={{ code: rule }} />
          {preview.until === null ? null : <span>{t('messages.until', { time: dateTime(preview.until) })}</span>}
        </div>
      ) : null}
      <p className="pickup-ways">
        <Button data-testid="pickup-back" onClick={onBack}>
          {t('messages.back')}
        </Button>
        <Button ref={button} type="primary" loading={busy} disabled={preview.decision === 'refuse'} data-testid="pickup-send" onClick={onSend}>
          {t(preview.decision === 'hold' ? 'messages.queue' : 'messages.send')}
        </Button>
      </p>
    </div>
  );
}
