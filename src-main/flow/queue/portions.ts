/**
 * Work in portions, in order and never two in one turn of the event loop: between them the process hears scans, answers and
 * windows.
 */
export function createPortions() {
  const waiting: (() => void)[] = [];
  let coming: NodeJS.Immediate | undefined;

  function one(): void {
    coming = undefined;
    const work = waiting.shift();
    if (waiting.length > 0) coming = setImmediate(one);
    work?.();
  }

  return {
    add(work: () => void): void {
      waiting.push(work);
      coming ??= setImmediate(one);
    },
    clear(): void {
      waiting.length = 0;
      if (coming) clearImmediate(coming);
      coming = undefined;
    },
  };
}
export type Portions = ReturnType<typeof createPortions>;
