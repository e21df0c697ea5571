import { Skeleton } from 'antd';
import type { ReactElement, ReactNode } from 'react';
import { RoomProblem } from './room-problem.tsx';
import type { RoomAnswer } from './use-answer.ts';

type StateProps<T> = { readonly answer: RoomAnswer<T>; readonly empty?: (value: T) => boolean; readonly whenEmpty?: ReactNode; readonly emptyIcon?: ReactNode; readonly children: (value: T) => ReactNode };

/** A room's list in its four states: skeleton, failure with retry, empty with what will come, and itself. */
export function RoomState<T>({ answer, empty, whenEmpty, emptyIcon, children }: StateProps<T>): ReactElement {
  const { value, problem } = answer;
  if (value === null) return problem ? <Failure answer={answer} /> : <div data-testid="room-loading"><Skeleton active paragraph={{ rows: 8 }} /></div>;
  return (
    <>
      {problem ? <Failure answer={answer} /> : null}
      {empty?.(value) ? <RoomEmpty icon={emptyIcon}>{whenEmpty}</RoomEmpty> : children(value)}
    </>
  );
}

/** What will be here, and how it comes. */
export function RoomEmpty({ icon, children }: { readonly icon?: ReactNode; readonly children: ReactNode }): ReactElement {
  return (
    <div className="room-empty" data-testid="room-empty">
      {icon}
      <p>{children}</p>
    </div>
  );
}

function Failure<T>({ answer }: { readonly answer: RoomAnswer<T> }): ReactElement | null {
  return answer.problem ? <RoomProblem problem={answer.problem} loading={answer.loading} onRetry={() => void answer.reload()} /> : null;
}
