import { useLayoutEffect, useRef, type RefObject } from 'react';
import { colourNow, NOTHING_SHOWN, type Fill } from './verdict-colour.ts';

/** Fills an element with the colour that is wanted, as soon as that is no flicker: `data-fill`, before the next picture and without drawing anything else. */
export function useSteadyFill<T extends HTMLElement>(wanted: Fill): RefObject<T | null> {
  const element = useRef<T>(null);
  const shown = useRef(NOTHING_SHOWN);
  useLayoutEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const show = (): void => {
      const next = colourNow(shown.current, wanted, performance.now());
      shown.current = next.shown;
      if (element.current && element.current.dataset['fill'] !== next.shown.fill) element.current.dataset['fill'] = next.shown.fill;
      if (next.again !== null) timer = setTimeout(show, next.again);
    };
    show();
    return () => clearTimeout(timer);
  }, [wanted]);
  return element;
}
