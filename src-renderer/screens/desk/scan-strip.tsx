import { memo, useEffect, useRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScanLine } from '../../../src-shared/bridge/views.ts';
import { clockTime } from '../../components/times.ts';
import { VerdictIcon } from '../../components/verdict-icon.tsx';
import { lastFour } from '../../components/waybill.tsx';
import { openCard, useDesk } from '../../state/desk.ts';
import { serverNow } from '../../state/status.ts';
import { briefReason } from './reason-text.ts';

/** More than the widest screen holds; what does not fit whole is not shown at all. */
const LINES = 10;

export const ScanStrip = memo(function ScanStrip(): ReactElement {
  const { t } = useTranslation();
  const lines = useDesk((desk) => desk.lines);
  const strip = useRef<HTMLElement>(null);
  useEffect(() => leaveOutTheHidden(strip.current), [lines]);
  return (
    <nav ref={strip} className="strip" aria-label={t('strip.label')} data-testid="strip">
      {lines.length === 0 ? <p>{t('strip.empty')}</p> : null}
      {lines.slice(0, LINES).map((line) => (
        <StripLine key={line.scanId} line={line} />
      ))}
    </nav>
  );
});

const StripLine = memo(function StripLine({ line }: { readonly line: ScanLine }): ReactElement {
  const { t } = useTranslation();
  return (
    <button type="button" className="strip-line" data-verdict={line.verdict} data-undone={line.undone} aria-label={t('strip.open', { number: line.number })} onClick={() => void openCard(line.scanId)}>
      <time>{clockTime(line.at)}</time>
      <VerdictIcon verdict={line.verdict} small />
      <b>{lastFour(line.number)}</b>
      <span>{line.undone ? t('cards.undoneShort') : t(`verdict.${line.verdict}`)}</span>
      <small>{briefReason(line, serverNow(), t)}</small>
    </button>
  );
});

/** A line that has wrapped out of the strip is nothing for the keys either. Asked of the browser after it has drawn: no scan waits for it. */
function leaveOutTheHidden(strip: HTMLElement | null): () => void {
  const watching = new IntersectionObserver((lines) => {
    for (const { target, intersectionRatio } of lines) (target as HTMLElement).inert = intersectionRatio < 0.5;
  }, { root: strip, threshold: 0.5 });
  for (const line of strip?.children ?? []) watching.observe(line);
  return () => watching.disconnect();
}
