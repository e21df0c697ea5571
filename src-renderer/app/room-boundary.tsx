import { Component, type ReactNode } from 'react';
import { Translation } from 'react-i18next';

/** A room that breaks leaves rail, status line and desk alone. */
export class RoomBoundary extends Component<{ readonly children: ReactNode }, { readonly broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children;
    return (
      <Translation>
        {(t) => (
          <main className="room-broken" data-testid="room-broken">
            <p>{t('roomBroken')}</p>
            <code>internal</code>
            <button type="button" className="button primary" onClick={() => this.setState({ broken: false })}>
              {t('problem.retry')}
            </button>
          </main>
        )}
      </Translation>
    );
  }
}
