import { useEffect, useRef, type ReactElement } from 'react';
import { clockTime } from '../components/times.ts';
import { serverNow } from '../state/status.ts';

/** Server time. Writes its own text: a second that passes is no reason to render anything. */
export function Clock(): ReactElement {
  const clock = useRef<HTMLTimeElement>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const tick = (): void => {
      const now = serverNow();
      if (clock.current) clock.current.textContent = clockTime(now);
      timer = setTimeout(tick, 1000 - (now % 1000));
    };
    tick();
    return () => clearTimeout(timer);
  }, []);
  return <time ref={clock} className="clock" data-testid="clock" />;
}
