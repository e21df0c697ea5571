/** ms after which it is tried again when the disk took nothing. */
const AFTER_FAILURE = 5_000;

/**
 * Steps that follow something which is on the disk already, and that nobody else would take again: what fails is told and comes again by
 * itself until it is done or its station ends. One that fails keeps no other waiting.
 */
export function untilDone(failed: (error: unknown) => void) {
  const later = new Set<NodeJS.Timeout>();
  let stopped = false;

  function take(step: () => void): void {
    if (stopped) return;
    try {
      step();
    } catch (error) {
      failed(error);
      const timer = setTimeout(() => {
        later.delete(timer);
        take(step);
      }, AFTER_FAILURE);
      later.add(timer);
    }
  }
  return {
    take,
    stop(): void {
      stopped = true;
      later.forEach(clearTimeout);
    },
  };
}
