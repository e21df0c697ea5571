import { useId, useRef, useState, type FormEvent, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../../src-shared/bridge/channels.ts';
import type { SessionView } from '../../../src-shared/bridge/views.ts';
import type { Problem } from '../../../src-shared/errors/codes.ts';
import { ProblemText } from '../../components/problem-text.tsx';
import { showSession } from '../../state/session.ts';
import './door.css';

type DoorProps = {
  readonly name: string;
  readonly title: string;
  readonly line?: string;
  readonly problem: Problem | null;
  readonly onSubmit: () => void;
  readonly children: ReactNode;
};

/** A door is a form: Enter submits, and what goes wrong stands above its button. */
export function Door({ name, title, line, problem, onSubmit, children }: DoorProps): ReactElement {
  function submit(event: FormEvent): void {
    event.preventDefault();
    onSubmit();
  }
  return (
    <form className="door" data-testid={`door-${name}`} onSubmit={submit} noValidate>
      <h1>{title}</h1>
      {line ? <p className="door-line">{line}</p> : null}
      {children}
      {problem ? (
        <div className="door-problem" role="alert">
          <ProblemText problem={problem} />
        </div>
      ) : null}
    </form>
  );
}

type FieldProps = {
  readonly label: string;
  readonly name: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly secret?: boolean;
  readonly focused?: boolean;
  readonly hint?: string;
  readonly complete?: string;
};

/** Nothing that is typed at a door is listened to, a password least of all, whether it is shown or not. */
export function Field({ label, name, value, onChange, secret = false, focused = false, hint, complete = 'off' }: FieldProps): ReactElement {
  const { t } = useTranslation();
  const id = useId();
  const [shown, setShown] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  function turn(): void {
    setShown(!shown);
    // Typing goes on there: on a button it would be for nobody.
    field.current?.focus();
  }
  return (
    <p className="door-field">
      <label htmlFor={id}>{label}</label>
      <span>
        <input
          ref={field}
          id={id}
          data-of-a-door=""
          name={name}
          data-testid={`field-${name}`}
          type={secret && !shown ? 'password' : 'text'}
          value={value}
          placeholder={hint}
          autoFocus={focused}
          autoComplete={complete}
          autoCapitalize="off"
          spellCheck={false}
          maxLength={name === 'server' ? 300 : name === 'account' ? 64 : 128}
          onChange={(event) => onChange(event.target.value)}
        />
        {secret ? (
          <button type="button" className="button" aria-pressed={shown} onClick={turn}>
            {shown ? t('door.hide') : t('door.show')}
          </button>
        ) : null}
      </span>
    </p>
  );
}

/** Through the door, or back out of it by signing out. */
type Way = 'through' | 'out';
type DoorRequest = {
  /** Which one is asked for at the moment. */
  readonly under: Way | null;
  readonly busy: boolean;
  readonly problem: Problem | null;
  readonly send: (request: () => Promise<Answer<SessionView>>, way?: Way) => Promise<boolean>;
};

/** Asks once at a time; a new session view opens the next door. */
export function useDoorRequest(): DoorRequest {
  const [under, setUnder] = useState<Way | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const busy = under !== null;
  async function send(request: () => Promise<Answer<SessionView>>, way: Way = 'through'): Promise<boolean> {
    if (busy) return false;
    setUnder(way);
    setProblem(null);
    const answer = await request();
    setUnder(null);
    if (answer.ok) showSession(answer.value);
    else setProblem(answer.problem);
    return answer.ok;
  }
  return { under, busy, problem, send };
}
