/** Many changes a second, few pictures a second: a window is told what is, not each step to it. `ms` apart at least. */
export function atMostEvery(ms: number, tell: () => void, failed: (error: unknown) => void) {
  let timer: NodeJS.Timeout | undefined;
  return {
    changed(): void {
      timer ??= setTimeout(() => {
        timer = undefined;
        try {
          tell();
        } catch (error) {
          failed(error);
        }
      }, ms);
    },
    stop: (): void => clearTimeout(timer),
  };
}
