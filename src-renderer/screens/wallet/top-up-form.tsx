import { Button, Input, Segmented, type InputRef } from 'antd';
import { useState, type FormEvent, type ReactElement, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { createTopUp, useTopUp } from '../../state/top-up.ts';
import { parseTopUp } from './yuan.ts';

const PRESETS = ['50', '100', '200', '500', '1000', '2000'] as const;

export function TopUpForm({ field }: { readonly field: Ref<InputRef> }): ReactElement {
  const { t } = useTranslation('rooms');
  const busy = useTopUp((state) => state.busy);
  const [text, setText] = useState('100');
  const [channel, setChannel] = useState<'wechat' | 'alipay'>('wechat');
  const amount = parseTopUp(text);

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (amount !== null) void createTopUp({ amount, channel });
  }

  return (
    <form className="top-up-form" onSubmit={submit}>
      <div className="presets" role="group" aria-label={t('topUp.amount')}>
        {PRESETS.map((preset) => (
          <Button key={preset} type={text === preset ? 'primary' : 'default'} data-testid={`preset-${preset}`} onClick={() => setText(preset)}>
            ¥{preset}
          </Button>
        ))}
      </div>
      <label>
        <span>{t('topUp.amount')}</span>
        <Input ref={field} prefix="¥" inputMode="decimal" value={text} maxLength={12} status={amount === null ? 'error' : ''} data-testid="top-up-amount" onChange={(event) => setText(event.target.value)} />
      </label>
      {amount === null ? <p className="top-up-wrong" role="alert">{t('topUp.amountWrong')}</p> : null}
      <label>
        <span>{t('topUp.channel')}</span>
        <Segmented<'wechat' | 'alipay'> block value={channel} onChange={setChannel} options={[{ value: 'wechat', label: t('topUp.wechat') }, { value: 'alipay', label: t('topUp.alipay') }]} />
      </label>
      <Button type="primary" htmlType="submit" block loading={busy} disabled={amount === null} data-testid="create-top-up">
        {t('topUp.create')}
      </Button>
    </form>
  );
}
