import type { TestContext } from 'vitest';

/** Leaves a test out and prints why: a test that is silently not there looks like one that passed. */
export function skipBecause({ task, skip }: TestContext, why: string): never {
  process.stderr.write(`left out: ${task.name}: ${why}\n`);
  return skip(why);
}
