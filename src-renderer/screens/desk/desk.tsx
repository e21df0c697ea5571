import { useEffect, useRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useStatus } from '../../state/status.ts';
import { DeskHeader } from './desk-header.tsx';
import { ParcelCard } from './parcel-card.tsx';
import { ScanStrip } from './scan-strip.tsx';
import { VerdictPanel } from './verdict-panel.tsx';
import './desk.css';
import './desk-card.css';
import './verdict.css';
import './notices.css';

/**
 * 扫描台. Its root is the scan surface: focused and not editable, since a Chinese input method eats the
 * keys of a scanner in anything editable. It holds no state: the stores do, whatever room is open.
 */
export function Desk(): ReactElement {
  const { t } = useTranslation();
  const ready = useStatus((status) => status.view?.ordersReady ?? false);
  const surface = useScanSurface();
  // User timing: how long a start takes until scans are taken is read from here.
  useEffect(() => {
    if (ready) requestAnimationFrame(() => performance.mark('scan-ready'));
  }, [ready]);
  return (
    <main ref={surface} className="desk" tabIndex={0} aria-label={t('desk.surface')} data-testid="desk" data-ready={ready}>
      <DeskHeader />
      <VerdictPanel />
      <ParcelCard />
      <ScanStrip />
    </main>
  );
}

/** The focus comes back here after a click, a copied number or another window. */
function useScanSurface(): React.RefObject<HTMLElement | null> {
  const surface = useRef<HTMLElement | null>(null);
  useEffect(() => {
    const focus = (): void => surface.current?.focus({ preventScroll: true });
    const afterClick = (): void => void setTimeout(focus);
    focus();
    window.addEventListener('focus', focus);
    window.addEventListener('click', afterClick);
    return () => {
      window.removeEventListener('focus', focus);
      window.removeEventListener('click', afterClick);
    };
  }, []);
  return surface;
}
