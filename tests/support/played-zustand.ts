import { createStore } from 'zustand/vanilla';
import { useEffect, useState } from './played-react.ts';

/** Zustand's `create` for hooks that played-react.ts runs: a test puts it in zustand's place. */
export function create<T>(initial: () => T) {
  const store = createStore(initial);
  const use = <S = T>(of: (state: T) => S = (state) => state as unknown as S): S => {
    const [, look] = useState({});
    useEffect(() => store.subscribe(() => look({})), []);
    return of(store.getState());
  };
  return Object.assign(use, store);
}
