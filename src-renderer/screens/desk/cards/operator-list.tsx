import { useEffect, useState, type KeyboardEvent, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeskOperator } from '../../../../src-shared/bridge/views.ts';
import type { Problem } from '../../../../src-shared/errors/codes.ts';
import { ask } from '../../../bridge/station.ts';
import { CheckIcon, PersonIcon } from '../../../components/icons.tsx';
import { ProblemText } from '../../../components/problem-text.tsx';
import { chooseOperator, closeOverlay } from '../../../state/function-cards.ts';
import './card-sheet.css';

/** 换人 without a badge: the people of the account. The arrows move, Enter chooses, a badge that is scanned here counts too. */
export function OperatorList(): ReactElement {
  const { t } = useTranslation(['rooms', 'station']);
  const { people, problem } = useOperators();
  return (
    <div className="operators">
      <h1>{t('operators.title')}</h1>
      <p>{t('operators.line')}</p>
      {problem ? <ProblemText problem={problem} /> : null}
      {people?.length === 0 ? <p>{t('operators.none')}</p> : null}
      <div className="operators-list" data-testid="operators" onKeyDown={moveFocus}>
        {people?.map(({ id, name, here }, at) => (
          <button key={id} type="button" className="button" autoFocus={here || (at === 0 && !people.some((one) => one.here))} aria-current={here} data-testid={`operator-${id}`} onClick={() => void chooseOperator(id)}>
            {here ? <CheckIcon /> : <PersonIcon />} {name}
          </button>
        ))}
      </div>
      <footer>
        <button type="button" className="button" onClick={closeOverlay}>
          {t('cancel')}
        </button>
      </footer>
    </div>
  );
}

function moveFocus(event: KeyboardEvent<HTMLDivElement>): void {
  const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  const buttons = [...event.currentTarget.querySelectorAll('button')];
  const at = buttons.findIndex((button) => button === document.activeElement);
  if (by === undefined || at < 0) return;
  event.preventDefault();
  buttons[Math.max(0, Math.min(buttons.length - 1, at + by))]?.focus();
}

function useOperators(): { readonly people: readonly DeskOperator[] | null; readonly problem: Problem | null } {
  const [heard, setHeard] = useState<{ readonly people: readonly DeskOperator[] | null; readonly problem: Problem | null }>({ people: null, problem: null });
  useEffect(() => {
    let here = true;
    void ask('desk.operators', {}).then((answer) => here && setHeard(answer.ok ? { people: answer.value, problem: null } : { people: null, problem: answer.problem }));
    return () => void (here = false);
  }, []);
  return heard;
}
