import { Button } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../src-shared/errors/codes.ts';
import { AlertIcon } from './icons.tsx';
import { ProblemText } from './problem-text.tsx';

type ProblemProps = { readonly problem: Problem; readonly loading?: boolean; /** Asks for the same again. */ readonly onRetry?: () => void };

/** What has failed, in the room itself: it stays until it is mended. */
export function RoomProblem({ problem, loading = false, onRetry }: ProblemProps): ReactElement {
  const { t } = useTranslation('rooms');
  return (
    <div className="room-problem" role="alert" data-testid="room-problem">
      <AlertIcon />
      <ProblemText problem={problem} />
      {onRetry ? (
        <Button loading={loading} onClick={onRetry}>
          {t('retry')}
        </Button>
      ) : null}
    </div>
  );
}
