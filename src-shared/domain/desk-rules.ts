import type { Platform } from './couriers.ts';

/** What a supervisor has ruled for this station. */
export type DeskRules = {
  /** A number without an order: `pass` lets the parcel leave, and its work is done when the order arrives; `stop` keeps it here. */
  readonly unknown: 'pass' | 'stop';
  /** The platforms that this station packs for; empty where it packs for all. */
  readonly platforms: readonly Platform[];
};

/** Before anybody has ruled. */
export const FIRST_RULES: DeskRules = { unknown: 'pass', platforms: [] };
