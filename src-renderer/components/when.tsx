import type { ReactElement } from 'react';
import { calendarDay, clockTime } from './times.ts';

/** 2026-11-24 09:30:05 in a table, where a narrow window has it on two lines and breaks neither; — for never. */
export function When({ at }: { readonly at: number | null }): ReactElement {
  return (
    <span className="when">
      {at === null ? (
        '—'
      ) : (
        <>
          <span>{calendarDay(at)}</span> <span>{clockTime(at)}</span>
        </>
      )}
    </span>
  );
}
