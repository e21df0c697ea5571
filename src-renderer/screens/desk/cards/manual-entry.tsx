import { useState, type ChangeEvent, type FormEvent, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Waybill } from '../../../components/waybill.tsx';
import { scan } from '../../../state/desk.ts';
import { closeOverlay } from '../../../state/function-cards.ts';
import { foldCode } from '../../../../src-shared/domain/waybill-number.ts';
import { checkEntry } from './entry-check.ts';
import { EntryWords } from './entry-words.tsx';
import { isByScanner, isMixed, NOTHING_TYPED, typedOn } from './typed-text.ts';
import './card-sheet.css';

/** 手工录入: a damaged label, typed. What is no number of ours is refused before it becomes a scan. */
export function ManualEntry(): ReactElement {
  const { t } = useTranslation(['rooms', 'station']);
  // A scanner may type here: it is what the field is for.
  const [typed, setTyped] = useState(NOTHING_TYPED);
  /** An input method took part in what stands here. */
  const [composed, setComposed] = useState(false);
  function enter(event: ChangeEvent<HTMLInputElement>): void {
    const { value } = event.target;
    setTyped((before) => typedOn(before, value, event.timeStamp));
    if (value === '') setComposed(false);
  }
  const { text } = typed;
  const spoilt = composed ? 'composed' : isMixed(typed) ? 'mixed' : null;
  const check = checkEntry(text, spoilt);
  const may = check.kind === 'fits' || check.kind === 'odd';

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (!may) return;
    scan({ text, typed: !isByScanner(typed) });
    closeOverlay();
  }

  return (
    <form className="manual-entry" onSubmit={submit}>
      <h1>{t('entry.title')}</h1>
      <p>{t('entry.line')}</p>
      <input type="text" value={text} maxLength={60} autoFocus spellCheck={false} autoComplete="off" inputMode="text" data-takes-scans="" data-testid="entry-number" onCompositionStart={() => setComposed(true)} aria-label={t('entry.title')} onChange={enter} />
      <p className="manual-entry-number">{text === '' ? null : <Waybill number={foldCode(text).slice(0, 40)} />}</p>
      <p className="manual-entry-check" aria-live="polite">
        <EntryWords text={text} spoilt={spoilt} />
      </p>
      <footer>
        <button type="submit" className="button primary" disabled={!may} data-testid="entry-submit">
          {t(check.kind === 'odd' ? 'entry.submitOdd' : 'entry.submit')}
        </button>
        <button type="button" className="button" onClick={closeOverlay}>
          {t('cancel')}
        </button>
      </footer>
    </form>
  );
}
