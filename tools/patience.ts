/** How long to wait for a server: for its first byte, and between any two. */
export interface Patience {
  readonly firstMs: number;
  readonly idleMs: number;
}

/** A signal that aborts when nothing was heard for too long; a slow but living download is left alone. */
export function waiting(patience: Patience): { signal: AbortSignal; heard: () => void; stop: () => void } {
  const controller = new AbortController();
  const arm = (ms: number): NodeJS.Timeout =>
    setTimeout(() => controller.abort(new Error(`no answer within ${ms / 1000} s`)), ms);
  let timer = arm(patience.firstMs);
  return {
    signal: controller.signal,
    heard: () => {
      clearTimeout(timer);
      timer = arm(patience.idleMs);
    },
    stop: () => clearTimeout(timer),
  };
}
