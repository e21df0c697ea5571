import { Suspense, lazy, type ComponentType, type ReactElement } from 'react';
import { OverAll } from '../../../components/over-all.tsx';
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
    <OverAll className="desk-overlay" testId="desk-overlay" name={open} onCancel={closeOverlay}>
      <Suspense fallback={null}>
        <Inside />
      </Suspense>
    </OverAll>
  );
}
