import { lazy, Suspense, useEffect, type ReactElement } from 'react';
import type { Phase } from '../../src-shared/bridge/views.ts';
import type { Problem } from '../../src-shared/errors/codes.ts';
import { missScans } from '../screens/desk/take-scans.ts';
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
  return <InFront phase={phase} />;
}

function InFront({ phase }: { readonly phase: Phase }): ReactElement {
  useEffect(missScans, []);
  return (
    <Suspense fallback={<div className="door-waiting" />}>
      <UntakenNotice />
      <Doors phase={phase} />
    </Suspense>
  );
}
