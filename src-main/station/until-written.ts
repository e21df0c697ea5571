/** ms until what could not be written is tried again. */
const AGAIN = 2_000;

/**
 * What a device says is said once, and in an event in which nobody can be told of a failure: where the disk is full or the database locked
 * it is kept here, and written as soon as it can be.
 */
export function untilWritten(failed: (error: unknown) => void) {
  /** Each writes, and returns how the screens are told of it; that is not tried again. */
  const owed: (() => () => void)[] = [];
  let timer: NodeJS.Timeout | undefined;

  function writeAll(): void {
    timer = undefined;
    for (let write = owed.shift(); write; write = owed.shift()) {
      let tell: () => void;
      try {
        tell = write();
      } catch (error) {
        owed.push(write);
        timer = setTimeout(writeAll, AGAIN);
        return failed(error);
      }
      try {
        tell();
      } catch (error) {
        failed(error);
      }
    }
  }
  return {
    /** Tried at once, unless something before it waits. */
    add<T>(write: () => T, tell: (written: T) => void): void {
      owed.push(() => {
        const written = write();
        return () => tell(written);
      });
      if (timer === undefined) writeAll();
    },
    /** Tried for the last time. */
    stop(): void {
      clearTimeout(timer);
      writeAll();
      clearTimeout(timer);
    },
  };
}
