import type { Steps } from '../flow/steps.ts';
import { TIME_KEPT, TIME_TOLD } from './last-known.ts';
import type { Problems } from './problems.ts';

const EVERY = 20_000;
/** Rounds of a run without a time from the API after which it is told. */
const WITHOUT_TIME = 5;

export type KeepingTimeParts = {
  readonly flow: Pick<Steps, 'store' | 'now' | 'told'>;
  /** Time goes by what the API says; null before it has spoken in this run. */
  readonly followed: () => boolean | null;
  readonly problems: Pick<Problems, 'goesOn' | 'cure'>;
};

/** The API's time, as each round has it. */
export function keepTime({ flow, followed, problems }: KeepingTimeParts) {
  let keptAt = 0;
  let without = 0;
  return {
    /** Without it no lease has ended as far as anybody knows, and none is borrowed in its place. */
    hear(): void {
      without = followed() === null ? without + 1 : 0;
      if (without >= WITHOUT_TIME) problems.goesOn({ code: 'api-without-time' });
      else problems.cure('api-without-time');
    },
    /** For the next start. */
    keep(): void {
      const [now, told] = [flow.now(), flow.told()];
      // What the API contradicts is kept in no database.
      if (Math.abs(now - keptAt) < EVERY || followed() === false) return;
      const { meta, transaction } = flow.store;
      transaction(() => {
        meta.set(TIME_KEPT, String(now));
        if (told !== null) meta.set(TIME_TOLD, String(told));
      });
      keptAt = now;
    },
    end: (): void => problems.cure('api-without-time'),
  };
}
