import type { Interception } from '../../../src-shared/contract/parcels.ts';
import type { Stage } from '../stage/stage.ts';
import type { Plays } from './call.ts';
import { pageOf } from './page.ts';

type Planned = { number: string; reason: Interception['reason']; due: number };

export function intercept(stage: Stage, number: string, reason: Interception['reason'], at: number): void {
  stage.sql('INSERT INTO interceptions (number, reason, at) VALUES (?,?,?)').run(number, reason, at);
}

/**
 * Moves what is due into the feed. It goes by the machine's own clock, since moving the world's clock must not make the
 * day's events happen early. Done whenever somebody looks, so a restart needs no timer.
 */
export function tellDueInterceptions(stage: Stage): void {
  const offset = stage.now() - Date.now();
  const due = stage.sql<Planned>('SELECT * FROM planned_interceptions WHERE due <= ? ORDER BY due, number').all(Date.now());
  if (due.length === 0) return;
  stage.atomically(() => {
    for (const planned of due) {
      intercept(stage, planned.number, planned.reason, planned.due + offset);
      stage.sql('DELETE FROM planned_interceptions WHERE number = ?').run(planned.number);
    }
  });
}

export const playInterceptions: Plays<'interceptions'> = ({ stage, request }) => {
  tellDueInterceptions(stage);
  return pageOf(request, (after, limit) =>
    stage
      .sql<Interception & { sequence: number }>('SELECT * FROM interceptions WHERE sequence > ? ORDER BY sequence LIMIT ?')
      .all(after, limit)
      .map(({ sequence, number, reason, at }) => ({ sequence, item: { number, reason, at } })),
  );
};
