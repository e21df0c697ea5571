import { useEffect, useRef } from 'react';
import type { WalletView } from '../../../src-shared/bridge/views.ts';
import type { RoomAnswer } from '../../components/use-answer.ts';
import { booksState, lookAgainAfter } from './books-state.ts';

/** What is being reported is there in a moment: nobody has to ask again, also where a look has failed. */
export function useLookingAgain({ value, loading, reload }: RoomAnswer<WalletView>): void {
  const looks = useRef(0);
  useEffect(() => {
    if (value === null || loading) return undefined;
    const state = booksState(value);
    const wait = lookAgainAfter(state, looks.current);
    looks.current = state === 'differ' ? looks.current + 1 : 0;
    if (wait === null) return undefined;
    const again = setTimeout(() => void reload(), wait);
    return () => clearTimeout(again);
  }, [value, loading, reload]);
}
