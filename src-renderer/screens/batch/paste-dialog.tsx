import { Input, Modal } from 'antd';
import { useRef, useState, type ComponentRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../../src-shared/errors/codes.ts';
import { ListProblem } from './list-problem.tsx';
import { problemOfPasted } from './words.ts';

type DialogProps = { readonly open: boolean; readonly onClose: () => void; /** Null where the list was read. */ readonly onText: (text: string) => Promise<Problem | null> };

/** What was written is kept nowhere else: it stays until it was read well, also where the dialog is closed. */
export function PasteDialog({ open, onClose, onText }: DialogProps): ReactElement {
  const { t } = useTranslation('rooms');
  const [text, setText] = useState('');
  const [refused, setRefused] = useState<Problem | null>(null);
  const [reading, setReading] = useState(false);
  const field = useRef<ComponentRef<typeof Input.TextArea>>(null);
  const tooBig = problemOfPasted(text);
  const problem = tooBig ?? refused;

  async function read(): Promise<void> {
    if (reading) return;
    setReading(true);
    const why = await onText(text);
    setReading(false);
    setRefused(why);
    if (why) return field.current?.focus();
    setText('');
    onClose();
  }
  return (
    <Modal
      open={open}
      title={t('batch.pasteTitle')}
      okText={t('batch.pasteRead')}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: tooBig !== null || text.trim() === '' }}
      cancelButtonProps={{ disabled: reading }}
      confirmLoading={reading}
      onCancel={() => (reading ? undefined : onClose())}
      onOk={() => void read()}
      afterOpenChange={(isOpen) => (isOpen ? field.current?.focus() : undefined)}
      mask={{ closable: false }}
      centered
      destroyOnHidden
    >
      <p className="soft">{t('batch.pasteHint')}</p>
      <Input.TextArea
        ref={field}
        value={text}
        rows={10}
        spellCheck={false}
        readOnly={reading}
        data-testid="batch-text"
        aria-label={t('batch.pasteTitle')}
        onChange={(event) => {
          setText(event.target.value);
          setRefused(null);
        }}
      />
      {problem ? (
        <p role="alert" data-testid="batch-refused">
          <ListProblem problem={problem} />
        </p>
      ) : null}
    </Modal>
  );
}
