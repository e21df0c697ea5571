import { lazy, Suspense, useState, type ComponentType, type ReactElement, type ReactNode } from 'react';
import { loadTexts } from '../../../i18n/set-up.ts';

/**
 * A part of the desk that comes with its texts after the first picture. Once it is here it is drawn at once: React shows what it had to wait
 * for no sooner than 300 ms later, and by then somebody has typed.
 */
function later(open: () => Promise<ComponentType>): { readonly prepare: () => Promise<ComponentType>; readonly Part: (props: { readonly meanwhile: ReactNode }) => ReactElement } {
  let here: ComponentType | null = null;
  const prepare = async (): Promise<ComponentType> => {
    const [part] = await Promise.all([open(), loadTexts('rooms'), loadTexts('errors')]);
    here = part;
    return part;
  };
  const Awaited = lazy(async () => ({ default: await prepare() }));
  function Part({ meanwhile }: { readonly meanwhile: ReactNode }): ReactElement {
    // As it was when it was opened: another would begin anew.
    const [Inside] = useState<ComponentType>(() => here ?? Awaited);
    return (
      <Suspense fallback={meanwhile}>
        <Inside />
      </Suspense>
    );
  }
  return { prepare, Part };
}

export const LIST = later(async () => (await import('./today-list.tsx')).TodayList);
export const HISTORY = later(async () => (await import('./history.tsx')).HistoryPage);
