import { useCallback, useEffect, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer, ChannelAnswer } from '../../../src-shared/bridge/channels.ts';
import type { Problem } from '../../../src-shared/errors/codes.ts';
import { ask } from '../../bridge/station.ts';
import { Door, useDoorRequest } from './door.tsx';
import { SignOut } from './sign-out.tsx';

type AgreementText = ChannelAnswer<'session.agreement'>;

/** Nobody passes before the text has been seen to its end and ticked; the version accepted is the one shown. */
export function Agreement(): ReactElement {
  const { t } = useTranslation();
  const [text, setText] = useState<AgreementText | null>(null);
  const [failure, setFailure] = useState<Problem | null>(null);
  const [agreed, setAgreed] = useState(false);
  const { under, busy, problem, send } = useDoorRequest();
  const { box, seen, look } = useSeenToEnd(text);

  const take = useCallback((answer: Answer<AgreementText>) => {
    if (answer.ok) setText(answer.value);
    setFailure(answer.ok ? null : answer.problem);
  }, []);
  const load = useCallback(() => void ask('session.agreement', {}).then(take), [take]);
  useEffect(load, [load]);

  async function accept(): Promise<void> {
    if (!text || !agreed || !seen) return;
    await send(async () => {
      const answer = await ask('session.accept', { version: text.version });
      if (!answer.ok && isOutdated(answer.problem)) anew();
      return answer;
    });
  }

  /** The text before holds no more, and of the one that holds now nobody has seen anything yet. */
  function anew(): void {
    setText(null);
    setAgreed(false);
    load();
  }

  return (
    <Door name="agreement" title={text?.title ?? t('door.agreementTitle')} {...(text ? { line: t('door.version', { version: text.version }) } : {})} problem={(isOutdated(problem) ? failure : problem) ?? problem ?? failure} onSubmit={() => void accept()}>
      <div ref={box} className="agreement" data-testid="agreement-text" tabIndex={0} onScroll={look}>
        {text ? <Sections text={text} /> : failure ? null : <p aria-busy="true">{t('door.loadingAgreement')}</p>}
      </div>
      <div className="door-ways">
        <SignOut under={under} send={send} />
        {failure ? (
          <button type="button" className="button" onClick={load}>
            {t('problem.retry')}
          </button>
        ) : null}
        <label className="door-agree" data-ready={seen}>
          <input type="checkbox" data-testid="agree" disabled={!seen} checked={agreed} onChange={(event) => setAgreed(event.target.checked)} />
          <span>{t('door.agree')}</span>
          {text && !seen ? <small>{t('door.scrollHint')}</small> : null}
        </label>
        <button type="submit" className="button primary" data-testid="accept" disabled={!agreed || busy} aria-busy={under === 'through'}>
          {under === 'through' ? t('door.accepting') : t('door.accept')}
        </button>
      </div>
    </Door>
  );
}

const isOutdated = (problem: Problem | null): boolean => problem?.code === 'agreement-outdated';

function Sections({ text }: { readonly text: AgreementText }): ReactElement {
  return (
    <>
      {text.sections.map((section, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- a text that never changes its order
        <section key={at}>
          <h2>{section.heading}</h2>
          {section.paragraphs.map((paragraph, line) => (
            // oxlint-disable-next-line react/no-array-index-key -- the same
            <p key={line}>{paragraph.emphasised ? <strong>{paragraph.text}</strong> : paragraph.text}</p>
          ))}
        </section>
      ))}
    </>
  );
}

/** Each text: seen to the end once, or short enough to be seen whole. */
function useSeenToEnd(text: AgreementText | null): { readonly box: React.RefObject<HTMLDivElement | null>; readonly seen: boolean; readonly look: () => void } {
  const box = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState<AgreementText | null>(null);
  const look = useCallback(() => {
    const element = box.current;
    // Scroll positions are fractions of a pixel on scaled screens.
    if (element && element.scrollTop + element.clientHeight >= element.scrollHeight - 4) setSeen(text);
  }, [text]);
  useEffect(() => {
    if (!text || !box.current) return undefined;
    box.current.scrollTop = 0;
    look();
    const observer = new ResizeObserver(look);
    observer.observe(box.current);
    return () => observer.disconnect();
  }, [text, look]);
  return { box, seen: text !== null && seen === text, look };
}
