/** ms: a slow scanner has gaps of 120 between its keys. */
const ALONE_FOR = 200;

/**
 * A space that a person presses comes alone; a scanner that sends one before its code, or between two parts of it, goes on.
 * `pressed` runs its answer when nothing else came for a while.
 */
export function loneSpace(): { readonly pressed: (answer: () => void) => void; readonly otherKey: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const otherKey = (): void => clearTimeout(timer);
  return {
    pressed(answer) {
      otherKey();
      timer = setTimeout(answer, ALONE_FOR);
    },
    otherKey,
  };
}
