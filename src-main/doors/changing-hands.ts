import type { DeskOperator, OperatorAnswer } from '../../src-shared/bridge/views.ts';
import type { KnownOperator } from '../station/operators.ts';
import type { Station } from '../station/station.ts';

export type ChangingHandsParts = {
  /** Throws StationError before anybody is inside. */
  readonly station: () => Station;
  /** Who stands at the desk, by id. */
  readonly here: () => string | null;
  readonly taken: (person: KnownOperator) => void;
};

/** 换人: the desk changes hands, and a new shift begins. The session stays whose it is. */
export function changingHands({ station, here, taken }: ChangingHandsParts) {
  function handOver(at: Station, person: KnownOperator, byBadge: boolean): OperatorAnswer {
    at.operators.take(person, byBadge);
    at.newShift();
    taken(person);
    return { kind: 'switched', operator: person.name };
  }
  return {
    async takeDesk(badge: string): Promise<OperatorAnswer> {
      const at = station();
      const person = await at.operators.whose(badge);
      return person ? handOver(at, person, true) : { kind: 'refused', why: 'unknown-badge' };
    },
    operators: (): DeskOperator[] => station().operators.list().map(({ id, name }) => ({ id, name, here: id === here() })),
    /** From the list of the account's people. */
    chooseOperator(id: string): OperatorAnswer {
      const at = station();
      const person = at.operators.list().find((one) => one.id === id);
      return person ? handOver(at, person, false) : { kind: 'refused', why: 'unknown-person' };
    },
  };
}
