/** Work in portions, done without a turn between two. */
export function atOnce<T>(portions: Generator<undefined, T>): T {
  for (let step = portions.next(); ; step = portions.next()) if (step.done) return step.value;
}
