import { useEffect, useRef, type ReactElement } from 'react';
import { minuteTime } from '../components/times.ts';
import { serverNow } from '../state/status.ts';

/**
 * Server time, to the minute: nothing moves on a desk where nothing has happened, and a second that is painted keeps an idle processor busy. It is looked
 * at every second all the same, for server time can jump, and the machine can have slept.
 */
export function Clock(): ReactElement {
  const clock = useRef<HTMLTimeElement>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const tick = (): void => {
      const now = serverNow();
      const time = minuteTime(now);
      if (clock.current && clock.current.textContent !== time) clock.current.textContent = time;
      timer = setTimeout(tick, 1000 - (now % 1000));
    };
    tick();
    return () => clearTimeout(timer);
  }, []);
  return <time ref={clock} className="clock" data-testid="clock" />;
}
