import { Input, Modal } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

export function PasteDialog({ open, onClose, onText }: { readonly open: boolean; readonly onClose: () => void; readonly onText: (text: string) => void }): ReactElement {
  const { t } = useTranslation('rooms');
  const [text, setText] = useState('');
  return (
    <Modal
      open={open}
      title={t('batch.pasteTitle')}
      okText={t('batch.pasteRead')}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: text.trim() === '' }}
      onCancel={onClose}
      onOk={() => onText(text)}
      afterClose={() => setText('')}
      centered
      destroyOnHidden
    >
      <p className="soft">{t('batch.pasteHint')}</p>
      <Input.TextArea value={text} rows={10} maxLength={5_000_000} spellCheck={false} data-testid="batch-text" aria-label={t('batch.pasteTitle')} onChange={(event) => setText(event.target.value)} />
    </Modal>
  );
}
