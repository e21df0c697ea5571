import { Component, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { AlertIcon } from '../components/icons.tsx';
import { ProblemText } from '../components/problem-text.tsx';

/** Around everything: what breaks outside a room would otherwise leave a white window, at which somebody goes on scanning. */
export class WindowBoundary extends Component<{ readonly children: ReactNode }, { readonly broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override render(): ReactNode {
    return this.state.broken ? <WindowFailed /> : this.props.children;
  }
}

/** The Enter at the end of the next scan opens it again. */
function WindowFailed(): ReactElement {
  const { t } = useTranslation();
  return (
    <main className="start-failed" role="alert" data-testid="window-failed">
      <AlertIcon />
      <ProblemText problem={{ code: 'window-failed' }} />
      <button type="button" className="button primary" autoFocus onClick={() => location.reload()}>
        {t('windowAgain')}
      </button>
    </main>
  );
}
