import { Suspense, lazy, useLayoutEffect, useRef, type ComponentType, type ReactElement } from 'react';
import { loadTexts } from '../../../i18n/set-up.ts';
import { closeOverlay, useFunctionCards, type DeskOverlay } from '../../../state/function-cards.ts';

const overlay = (open: () => Promise<ComponentType>) =>
  lazy(async () => {
    const [inside] = await Promise.all([open(), loadTexts('rooms')]);
    return { default: inside };
  });

const CARDS = overlay(async () => (await import('./card-sheet.tsx')).CardSheet);
const INSIDE: Readonly<Record<DeskOverlay, ComponentType>> = { help: CARDS, sheet: CARDS, badges: CARDS, entry: overlay(async () => (await import('./manual-entry.tsx')).ManualEntry), operators: overlay(async () => (await import('./operator-list.tsx')).OperatorList) };

/** What lies over the desk. Scans go on behind it. */
export function DeskOverlays(): ReactElement | null {
  const open = useFunctionCards((state) => state.overlay);
  if (open === null) return null;
  const Inside = INSIDE[open];
  return (
    <Dialog name={open}>
      <Suspense fallback={null}>
        <Inside />
      </Suspense>
    </Dialog>
  );
}

function Dialog({ name, children }: { readonly name: DeskOverlay; readonly children: ReactElement }): ReactElement {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // While it is still in the page: whatever had the focus before, the scan surface or the list's search, has it again.
    return () => element?.close();
  }, []);
  return (
    <dialog ref={dialog} className="desk-overlay" data-testid="desk-overlay" data-overlay={name} onCancel={closeOverlay}>
      {children}
    </dialog>
  );
}
