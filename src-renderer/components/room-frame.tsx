import type { ReactElement, ReactNode } from 'react';
import './room.css';

type FrameProps = { readonly name: string; readonly title: string; readonly note?: ReactNode; readonly actions?: ReactNode; readonly children: ReactNode };

/** What every room but the desk has in common: a title, its actions, and what is in it. */
export function RoomFrame({ name, title, note, actions, children }: FrameProps): ReactElement {
  return (
    <main className="room" data-testid={`${name}-room`}>
      <header className="room-header">
        <h1>{title}</h1>
        <div className="room-note">{note}</div>
        <div className="room-actions">{actions}</div>
      </header>
      <div className="room-body">{children}</div>
    </main>
  );
}
