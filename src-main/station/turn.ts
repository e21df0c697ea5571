/** Between two portions: the process hears scans, answers and windows. */
export const turn = (): Promise<void> => new Promise((go) => setImmediate(go));

/** Work in portions, each a step of a generator, with a turn between two. Gives what the last one returns; throws what any of them does. */
export async function inTurns<T>(portions: Generator<undefined, T>): Promise<T> {
  for (let step = portions.next(); ; step = portions.next()) {
    if (step.done) return step.value;
    await turn();
  }
}
