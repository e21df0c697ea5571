import { say } from './say.ts';

/** A failure of a tool that a person can act on: what happened, and the next action. */
export class Stop extends Error {
  readonly code: string;
  readonly next: string;

  constructor(code: string, what: string, next: string, cause?: unknown) {
    super(what, { cause });
    this.code = code;
    this.next = next;
  }
}

/** The innermost message of an error: fetch, for one, hides "ENOTFOUND" behind "fetch failed". */
export function reason(error: unknown): string {
  let deepest = error;
  while (deepest instanceof Error && deepest.cause instanceof Error) deepest = deepest.cause;
  return deepest instanceof Error ? deepest.message || deepest.name : String(deepest);
}

/** Tells a person what failed, why, and what to do. */
export function explain(error: unknown): void {
  const stop =
    error instanceof Stop
      ? error
      : new Stop('E_TOOL', reason(error), 'This is a fault in tools/: read the stack below.', error);
  say(`\nerror ${stop.code}: ${stop.message}`);
  if (error instanceof Stop && stop.cause !== undefined) say(`  because: ${reason(stop.cause)}`);
  say(`  next:    ${stop.next}`);
  if (!(error instanceof Stop) && error instanceof Error) say(error.stack ?? '');
}

/** Runs a tool and ends the process with its exit code; every failure leaves code, cause and next action. */
export async function runTool(tool: () => Promise<number>): Promise<never> {
  try {
    process.exit(await tool());
  } catch (error) {
    explain(error);
    process.exit(1);
  }
}
