import type { Problems } from './problems.ts';

/** ms. Time is the API's while it can be heard; but a start without a network, certificates and people go by this machine's clock. */
const BEARABLE = 300_000;
const MINUTE = 60_000;

/**
 * Says that this machine's clock is far from the API's, and by how much, until it is right again; and that it is being found out whose is right:
 * what is lent may seem to have ended so long. `offset` is server time minus this machine's, ms.
 */
export function clockProblem(problems: Pick<Problems, 'goesOn' | 'cure'>): (offset: number, isDoubted: boolean) => void {
  return (offset, isDoubted) => {
    if (Math.abs(offset) > BEARABLE) problems.goesOn({ code: 'clock-wrong', about: `${Math.round(offset / MINUTE)} min` });
    else problems.cure('clock-wrong');
    if (isDoubted) problems.goesOn({ code: 'clock-doubted' });
    else problems.cure('clock-doubted');
  };
}
