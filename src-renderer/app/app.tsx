import { lazy, Suspense, type ReactElement } from 'react';
import type { Problem } from '../../src-shared/errors/codes.ts';
import { useSession } from '../state/session.ts';
import { Shell } from './shell.tsx';
import { StartFailed } from './start-failed.tsx';
import { UntakenNotice } from './untaken-notice.tsx';

const Doors = lazy(async () => ({ default: (await import('./doors/doors.tsx')).Doors }));

/** In front of a door, or inside. `failure` is why the first question to the main process had no answer. */
export function App({ failure }: { readonly failure: Problem | null }): ReactElement | null {
  const phase = useSession((session) => session.view?.phase);
  const stopped = useSession((session) => session.view?.failure) ?? failure;
  if (phase === 'failed' || phase === undefined) return <StartFailed problem={stopped ?? { code: 'internal' }} />;
  if (phase === 'ready') return <Shell />;
  return (
    <Suspense fallback={<div className="door-waiting" />}>
      <UntakenNotice />
      <Doors phase={phase} />
    </Suspense>
  );
}
