import type { JobKind } from '../../src-shared/domain/work.ts';
import type { Unsafe } from '../../src-shared/errors/codes.ts';
import type { Problems } from './problems.ts';

/** Who asks outside: a kind of work, the station's own conversation with the account API, or the question where a parcel is. */
type Asker = JobKind | 'account' | 'tracking';

/** What this machine did not let out, told until whoever met it gets through: others that do say nothing of it. */
export function unsafeProblems(problems: Pick<Problems, 'add' | 'cure'>) {
  const met = new Map<Asker, Unsafe>();
  let hasEnded = false;
  function passed(asker: Asker): void {
    const code = met.get(asker);
    if (code !== undefined && met.delete(asker) && ![...met.values()].includes(code)) problems.cure(code);
  }
  return {
    passed,
    met(asker: Asker, code: Unsafe, about: string): void {
      if (hasEnded) return;
      if (met.get(asker) !== code) passed(asker);
      met.set(asker, code);
      problems.add({ code, about });
    },
    /** Nobody of this station asks any more: whoever works next does not know who met what, and meets it itself. */
    end(): void {
      hasEnded = true;
      for (const asker of met.keys()) passed(asker);
    },
  };
}
export type UnsafeProblems = ReturnType<typeof unsafeProblems>;
