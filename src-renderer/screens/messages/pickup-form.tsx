import { App, Button, Input, Select, type InputRef } from 'antd';
import { useEffect, useRef, useState, type FormEvent, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageLine, MessagesView } from '../../../src-shared/bridge/views.ts';
import { AlertIcon } from '../../components/icons.tsx';
import { ProblemText, useProblemText } from '../../components/problem-text.tsx';
import { checkEntry } from '../desk/cards/entry-check.ts';
import { EntryWords } from '../desk/cards/entry-words.tsx';
import { Preview } from './preview.tsx';
import { useCounted, type Pickup } from './use-counted.ts';

type FormProps = { readonly templates: MessagesView['templates']; readonly editing: MessageLine | null; readonly lastPlace: string; readonly onPlace: (place: string) => void; readonly onSent: (view: MessagesView) => void; readonly onLeave: () => void };

/**
 * Place, code, phone: Enter counts it, Enter again sends it. The place stays for the next parcel. `editing`: a message that is corrected, or an
 * arrival that is completed.
 */
export function PickupForm({ templates, editing, lastPlace, onPlace, onSent, onLeave }: FormProps): ReactElement {
  const { t } = useTranslation('rooms');
  const { message } = App.useApp();
  const correcting = editing?.jobId ? editing : null;
  const [typed, setTyped] = useState<Pickup>({ place: editing?.place ?? lastPlace, code: editing?.code ?? '', phone: '', number: numberOf(editing), template: 'pickup-code', corrects: editing?.jobId ?? '' });
  const { preview, problem, busy, count, send: sendShown, back } = useCounted(typed);
  /** Fields in whose text an input method took part: it may have eaten what a scanner typed. */
  const [composed, setComposed] = useState<readonly (keyof Pickup)[]>([]);
  const code = useRef<InputRef>(null);
  const place = useRef<InputRef>(null);
  const send = useRef<HTMLButtonElement>(null);
  const change = (part: Partial<Pickup>): void => {
    setTyped((now) => ({ ...now, ...part }));
    setComposed((now) => now.filter((field) => part[field] !== ''));
  };
  const compose = (field: keyof Pickup) => (): void => setComposed((now) => [...new Set([...now, field])]);
  const spoilt = composed.includes('number') ? 'composed' : null;
  /** What is left of one number may be another's. */
  const unsure = checkEntry(typed.number, spoilt).kind === 'composed';
  // Where the next word is to be typed, once, when the form appears.
  const begins = useRef(typed.place === '' ? place : code);
  useEffect(() => begins.current.current?.focus({ cursor: 'all' }), []);
  useEffect(() => {
    if (preview) send.current?.focus();
  }, [preview]);

  async function sendNow(): Promise<void> {
    const view = await sendShown();
    if (!view) return;
    void message.success(t('messages.queued'));
    onSent(view);
    if (editing) return onLeave();
    onPlace(typed.place);
    setTyped((now) => ({ ...now, code: '', phone: '', number: '' }));
    setComposed([]);
    code.current?.focus();
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (!unsure) void count();
  }

  function leave(): void {
    if (preview) back();
    else onLeave();
  }

  return (
    <section className="panel whole pickup" data-testid="pickup" data-correcting={correcting !== null} onKeyDown={(event) => (event.key === 'Escape' ? leave() : undefined)}>
      <h2>{editing ? t(correcting ? 'messages.correctTitle' : 'messages.completeTitle', { code: editing.code ?? '', phone: editing.phone }) : t('messages.newTitle')}</h2>
      <form className="pickup-form" onSubmit={submit}>
        <label>
          <span>{t('messages.place')}</span>
          <Input ref={place} value={typed.place} maxLength={60} data-testid="pickup-place" onChange={(event) => change({ place: event.target.value })} />
        </label>
        <label>
          <span>{t('messages.code')}</span>
          <Input ref={code} value={typed.code} maxLength={40} data-takes-scans="" data-testid="pickup-code" onCompositionStart={compose('code')} onChange={(event) => change({ code: event.target.value })} />
        </label>
        <label>
          <span>{t('messages.to')}</span>
          <Input value={typed.phone} inputMode="tel" maxLength={20} autoComplete="off" placeholder={correcting?.phone ?? t('messages.phoneHint')} data-testid="pickup-phone" onChange={(event) => change({ phone: event.target.value })} />
        </label>
        {correcting ? null : (
          <label>
            <span>{t('messages.waybill')}</span>
            <Input value={typed.number} maxLength={60} placeholder={t('messages.waybillHint')} data-takes-scans="" data-testid="pickup-number" onCompositionStart={compose('number')} onChange={(event) => change({ number: event.target.value })} />
          </label>
        )}
        {correcting || templates.length < 2 ? null : (
          <label>
            <span>{t('messages.template')}</span>
            <Select value={typed.template} data-testid="pickup-template" options={templates.map(({ template, name, rule }) => ({ value: template, label: <TemplateName name={name} rule={rule} />, disabled: rule !== null }))} popupMatchSelectWidth={false} onChange={(template) => change({ template })} />
          </label>
        )}
        <Button htmlType="submit" type={preview ? 'default' : 'primary'} loading={busy && !preview} disabled={preview !== null || unsure} data-testid="pickup-count">
          {t('messages.preview')}
        </Button>
        {editing ? <Button onClick={onLeave}>{t('cancel')}</Button> : null}
      </form>
      {unsure || composed.includes('code') ? (
        <p className="pickup-composed" role="status" data-testid="pickup-composed">
          {unsure ? <EntryWords text={typed.number} spoilt={spoilt} /> : <><AlertIcon /> {t('messages.codeComposed')}</>}
        </p>
      ) : null}
      {problem ? (
        <div className="room-problem" role="alert" data-testid="pickup-problem">
          <ProblemText problem={problem} />
        </div>
      ) : null}
      {preview ? <Preview preview={preview} busy={busy} button={send} onSend={() => void sendNow()} onBack={back} /> : <p className="soft">{t('messages.keys')}</p>}
    </section>
  );
}

/** Of an arrival that is completed: its parcel's. Where none is known, the line has its code there. */
const numberOf = (line: MessageLine | null): string => (line === null || line.jobId !== null || line.number === line.code ? '' : line.number);

/** One that nothing can be sent by says why. */
function TemplateName({ name, rule }: Omit<MessagesView['templates'][number], 'template'>): ReactElement {
  const problemText = useProblemText();
  return (
    <span className="template-name" data-testid="template" data-rule={rule ?? ''}>
      {name}
      {rule ? <small>{problemText({ code: rule }).sentence}</small> : null}
    </span>
  );
}
