import { useCallback, useEffect, useRef, useState } from 'react';
import type { Answer, ChannelAnswer, ChannelRequest } from '../../src-shared/bridge/channels.ts';
import type { Problem } from '../../src-shared/errors/codes.ts';
import { ask } from '../bridge/station.ts';
import { serverNow } from '../state/status.ts';

/** Channels that are asked for a whole room's data. */
type RoomChannel = 'messages.list' | 'reports.today' | 'exceptions.list' | 'exceptions.unknown' | 'exceptions.rules' | 'batch.view' | 'batch.stores' | 'wallet.view' | 'wallet.reconcile' | 'practice.view';

const NOTHING = {};

export type RoomAnswer<T> = {
  /** The newest answer; it stays while a newer one is fetched or could not be had. */
  readonly value: T | null;
  /** Another request is asked than the one that `value` answers. */
  readonly isBehind: boolean;
  readonly problem: Problem | null;
  readonly loading: boolean;
  readonly at: number | null;
  readonly reload: () => Promise<void>;
  readonly show: (value: T) => void;
};

/** Another `request` is asked at once; until its answer is here the one before stays. */
export function useAnswer<C extends RoomChannel>(channel: C, request: ChannelRequest<C> = NOTHING as ChannelRequest<C>): RoomAnswer<ChannelAnswer<C>> {
  const [value, setValue] = useState<ChannelAnswer<C> | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [loading, setLoading] = useState(true);
  const [at, setAt] = useState<number | null>(null);
  const [answered, setAnswered] = useState<ChannelRequest<C> | null>(null);
  const latest = useRef(0);

  const show = useCallback((next: ChannelAnswer<C>) => {
    // An answer that is still under way is older than this.
    latest.current += 1;
    setValue(next);
    setProblem(null);
    setAt(serverNow());
    setAnswered(request);
    setLoading(false);
  }, [request]);

  /** Takes an answer unless a later question was asked meanwhile. */
  const takeFor = useCallback(
    (turn: number) => (answer: Answer<ChannelAnswer<C>>) => {
      if (turn !== latest.current) return;
      if (answer.ok) return show(answer.value);
      setProblem(answer.problem);
      setLoading(false);
    },
    [show],
  );

  useEffect(() => {
    const take = takeFor(++latest.current);
    void ask(channel, request).then(take);
    return () => void (latest.current += 1);
  }, [channel, request, takeFor]);

  const reload = useCallback(async () => {
    setLoading(true);
    const take = takeFor(++latest.current);
    take(await ask(channel, request));
  }, [channel, request, takeFor]);

  return { value, isBehind: answered !== request, problem, loading, at, reload, show };
}
