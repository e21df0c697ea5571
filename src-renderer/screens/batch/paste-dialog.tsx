import { Input, Modal } from 'antd';
import { useRef, useState, type ComponentRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemText } from '../../components/problem-text.tsx';
import { problemOfPasted } from './words.ts';

export function PasteDialog({ open, onClose, onText }: { readonly open: boolean; readonly onClose: () => void; readonly onText: (text: string) => void }): ReactElement {
  const { t } = useTranslation('rooms');
  const [text, setText] = useState('');
  const field = useRef<ComponentRef<typeof Input.TextArea>>(null);
  const problem = problemOfPasted(text);
  return (
    <Modal
      open={open}
      title={t('batch.pasteTitle')}
      okText={t('batch.pasteRead')}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: problem !== null || text.trim() === '' }}
      onCancel={onClose}
      onOk={() => onText(text)}
      afterOpenChange={(isOpen) => (isOpen ? field.current?.focus() : undefined)}
      afterClose={() => setText('')}
      mask={{ closable: false }}
      centered
      destroyOnHidden
    >
      <p className="soft">{t('batch.pasteHint')}</p>
      <Input.TextArea ref={field} value={text} rows={10} spellCheck={false} data-testid="batch-text" aria-label={t('batch.pasteTitle')} onChange={(event) => setText(event.target.value)} />
      {problem ? (
        <p role="alert" data-testid="batch-too-big">
          <ProblemText problem={problem} />
        </p>
      ) : null}
    </Modal>
  );
}
