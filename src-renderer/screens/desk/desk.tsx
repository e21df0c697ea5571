import { useEffect, useRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useList } from '../../state/list.ts';
import { useSignInAgain } from '../../state/sign-in-again.ts';
import { useStatus } from '../../state/status.ts';
import { DeskHeader } from './desk-header.tsx';
import { HISTORY, LIST } from './list/later.tsx';
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
  useEffect(() => {
    const idle = requestIdleCallback(() => void Promise.all([LIST.prepare(), HISTORY.prepare()]));
    return () => cancelIdleCallback(idle);
  }, []);
  return (
    <main ref={surface} className="desk" tabIndex={0} aria-label={t('desk.surface')} data-testid="desk" data-ready={ready}>
      <DeskHeader />
      <VerdictPanel />
      <Aside />
      <ScanStrip />
      <History />
    </main>
  );
}

/** 本单, or the list in its place. */
function Aside(): ReactElement {
  const open = useList((list) => list.open);
  return open ? <LIST.Part meanwhile={<ParcelCard />} /> : <ParcelCard />;
}

function History(): ReactElement | null {
  const open = useList((list) => list.history !== null);
  return open ? <HISTORY.Part meanwhile={null} /> : null;
}

/** The focus comes back here after a click, a copied number, another window or a closed list; the list and its search keep it. */
function useScanSurface(): React.RefObject<HTMLElement | null> {
  const surface = useRef<HTMLElement | null>(null);
  useEffect(() => {
    const focus = (): void => {
      if (!document.activeElement?.closest('[data-keeps-focus]')) surface.current?.focus({ preventScroll: true });
    };
    const afterClick = (): void => void setTimeout(focus);
    focus();
    // What had the focus is gone with the list.
    const unfollow = useList.subscribe((now, before) => {
      if (now.open !== before.open || now.history?.number !== before.history?.number) afterClick();
    });
    // Whoever has signed in has pressed nothing that is still there.
    const unfollowDoor = useSignInAgain.subscribe(afterClick);
    window.addEventListener('focus', focus);
    window.addEventListener('click', afterClick);
    return () => {
      unfollow();
      unfollowDoor();
      window.removeEventListener('focus', focus);
      window.removeEventListener('click', afterClick);
    };
  }, []);
  return surface;
}
