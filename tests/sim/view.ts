import type { Seat } from './seat.ts';
import type { VirtualTime } from './virtual-time.ts';
import type { World } from './world.ts';

/** Names as in docs/money.md; `calm` is the station's code failing in a way that it does not catch, or by its own fault. */
export const INVARIANTS = ['conservation', 'no overspend', 'one capture', 'one refund', 'money first', 'one effect', 'nothing lost', 'order', 'convergence', 'fencing', 'time', 'calm'] as const;
export type Invariant = (typeof INVARIANTS)[number];
export type Violation = { readonly invariant: Invariant; readonly about: string };

export type View = {
  readonly time: VirtualTime;
  readonly world: World;
  readonly seats: () => readonly Seat[];
  /** Orders that the platform has held at some time of the day. */
  readonly onceHeld: ReadonlySet<string>;
  readonly broken: (invariant: Invariant, about: string) => void;
  /** Of the time invariant: what nobody can know (see docs/simulation.md). */
  readonly excluded: (what: string) => void;
};
