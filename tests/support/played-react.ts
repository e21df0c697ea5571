/**
 * Plays the part of React that a hook of the window needs, without a page: a test puts it in React's place and runs the hook with `mount`. After
 * whatever sets a state the hook runs again, once for all that were set together, and then the effects whose dependencies are others than before.
 */
type Cell = { value?: unknown; deps?: readonly unknown[] | undefined; end?: (() => void) | void };
type Root = { readonly cells: Cell[]; next: number; due: boolean; readonly effects: (() => void)[]; run: () => void };
let current: Root | null = null;

function cell(): { root: Root; own: Cell; first: boolean } {
  if (!current) throw new Error('a hook outside of mount');
  const root = current;
  const at = root.next++;
  const first = root.cells[at] === undefined;
  return { root, own: (root.cells[at] ??= {}), first };
}

const differ = (before: readonly unknown[] | undefined, now: readonly unknown[] | undefined): boolean => !before || !now || now.some((one, at) => !Object.is(one, before[at]));

export function useState<T>(initial: T | (() => T)): [T, (next: T) => void] {
  const { root, own, first } = cell();
  if (first) own.value = typeof initial === 'function' ? (initial as () => T)() : initial;
  return [own.value as T, (next) => {
    if (Object.is(own.value, next)) return;
    own.value = next;
    if (root.due) return;
    root.due = true;
    queueMicrotask(root.run);
  }];
}

export function useRef<T>(initial: T): { current: T } {
  const { own, first } = cell();
  if (first) own.value = { current: initial };
  return own.value as { current: T };
}

export function useCallback<F>(callback: F, deps: readonly unknown[]): F {
  const { own } = cell();
  if (differ(own.deps, deps)) Object.assign(own, { value: callback, deps });
  return own.value as F;
}

export function useMemo<T>(make: () => T, deps: readonly unknown[]): T {
  const { own } = cell();
  if (differ(own.deps, deps)) Object.assign(own, { value: make(), deps });
  return own.value as T;
}

export function useEffect(effect: () => (() => void) | void, deps?: readonly unknown[]): void {
  const { root, own } = cell();
  if (!differ(own.deps, deps)) return;
  own.deps = deps;
  root.effects.push(() => {
    own.end?.();
    own.end = effect();
  });
}

/** `now` is what the hook has answered last. */
export function mount<T>(hook: () => T): { now: () => T; unmount: () => void } {
  let answer: T;
  const root: Root = {
    cells: [], next: 0, due: false, effects: [],
    run() {
      Object.assign(root, { next: 0, due: false });
      current = root;
      answer = hook();
      current = null;
      for (const effect of root.effects.splice(0)) effect();
    },
  };
  root.run();
  return { now: () => answer, unmount: () => root.cells.forEach(({ end }) => end?.()) };
}
