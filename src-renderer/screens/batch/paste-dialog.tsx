import { Input, Modal } from 'antd';
import { useRef, type ComponentRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { closePasted, readPasted, usePasted, writePasted } from '../../state/pasted.ts';
import { ListProblem } from './list-problem.tsx';
import { problemOfPasted } from './words.ts';

export function PasteDialog(): ReactElement {
  const { t } = useTranslation('rooms');
  const { open, text, reading, refused } = usePasted();
  const field = useRef<ComponentRef<typeof Input.TextArea>>(null);
  const tooBig = problemOfPasted(text);
  const problem = tooBig ?? refused;

  async function read(): Promise<void> {
    await readPasted();
    if (usePasted.getState().refused) field.current?.focus();
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
      onCancel={closePasted}
      onOk={() => void read()}
      // What is pasted next takes the place of what was kept.
      afterOpenChange={(isOpen) => (isOpen ? field.current?.focus({ cursor: 'all' }) : undefined)}
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
        onChange={(event) => writePasted(event.target.value)}
      />
      {problem ? (
        <p role="alert" data-testid="batch-refused">
          <ListProblem problem={problem} />
        </p>
      ) : null}
    </Modal>
  );
}
