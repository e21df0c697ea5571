import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { chance, type Chance } from './chance.ts';

/** Somebody whose code runs: a life of a station, or the world. The dead do nothing any more; sleepers do it when they wake. */
export type Actor = {
  readonly name: string;
  alive: boolean;
  asleepUntil: number;
  /** ms that its machine's clock is ahead of the truth; none for the world and the day. */
  readonly wallOffset?: () => number;
};
type Event = { readonly at: number; readonly order: number; readonly actor: Actor; readonly run: () => unknown; cancelled: boolean };

const realImmediate = globalThis.setImmediate;
/** Every promise that can go on without a timer has gone on. */
const settled = (): Promise<void> => new Promise((go) => void realImmediate(go));

/**
 * One virtual clock and one queue of events, instead of the process's timers. One event is one step: it runs, and all
 * that follows from it without a timer runs too, before the next one begins. Nothing in here depends on real time.
 */
export function virtualTime(start: number) {
  const queue: Event[] = [];
  const nobody: Actor = { name: '-', alive: true, asleepUntil: 0 };
  let now = start;
  let order = 0;
  let current = nobody;
  let latest = nobody;
  let steps = 0;
  const errors: { actor: Actor; error: unknown }[] = [];

  const before = (a: Event, b: Event): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);
  function push(event: Event): void {
    let at = queue.length;
    queue.push(event);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(event, queue[parent] as Event)) break;
      queue[at] = queue[parent] as Event;
      at = parent;
    }
    queue[at] = event;
  }
  function pop(): Event | undefined {
    const first = queue[0];
    const last = queue.pop();
    if (!first || !last || queue.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= queue.length) break;
      if (child + 1 < queue.length && before(queue[child + 1] as Event, queue[child] as Event)) child += 1;
      if (!before(queue[child] as Event, last)) break;
      queue[at] = queue[child] as Event;
      at = child;
    }
    queue[at] = last;
    return first;
  }

  const plan = (actor: Actor, delay: number, run: () => unknown): Event => {
    const event = { at: now + Math.max(0, Math.ceil(Number.isFinite(delay) ? delay : 0)), order: (order += 1), actor, run, cancelled: false };
    push(event);
    return event;
  };

  return {
    now: (): number => now,
    start,
    steps: (): number => steps,
    current: (): Actor => current,
    /** Whose the step was that has just ended. */
    last: (): Actor => latest,
    errors,
    /** The rest of this step is somebody else's: a program that was just started. */
    become: (actor: Actor): void => void (current = actor),
    /** `run` becomes a step of its own after `delay` ms. */
    after: (actor: Actor, delay: number, run: () => unknown): void => void plan(actor, delay, run),
    timer: (delay: number, run: () => unknown): Event => plan(current, delay, run),
    /** The next step, or false where nothing is left or everything lies behind `until`. */
    async step(until: number): Promise<boolean> {
      for (;;) {
        const first = queue[0];
        if (!first || first.at > until) return false;
        pop();
        if (first.cancelled || !first.actor.alive) continue;
        if (first.actor.asleepUntil > first.at) {
          push({ ...first, at: first.actor.asleepUntil, order: (order += 1) });
          continue;
        }
        now = Math.max(now, first.at);
        current = first.actor;
        steps += 1;
        try {
          await first.run();
        } catch (error) {
          errors.push({ actor: first.actor, error });
        }
        await settled();
        latest = current;
        current = nobody;
        return true;
      }
    },
    skipTo(at: number): void {
      now = Math.max(now, at);
    },
  };
}
export type VirtualTime = ReturnType<typeof virtualTime>;

let time: VirtualTime | null = null;
let random: Chance = chance('nothing');
let uuids = 0;
/** A stream for each size that is asked for: what the code keeps in store from the day before must not move the others. */
const streams = new Map<number, Chance>();
let seedOfBytes = 0;

/** From here on timers, clocks and random numbers of this process are those of the simulation. */
export function enter(next: VirtualTime, seed: number): void {
  time = next;
  random = chance('random', seed);
  streams.clear();
  seedOfBytes = seed;
  uuids = 0;
}

let installed = false;
/** Once a process, before any code of the station is loaded. */
export function install(): void {
  if (installed) return;
  installed = true;
  const of = (): VirtualTime => {
    if (!time) throw new Error('no simulation is running');
    return time;
  };
  const cancel = (event: unknown): void => {
    if (event !== null && typeof event === 'object' && 'cancelled' in event) event.cancelled = true;
  };
  const replaced = {
    setTimeout: (run: (...given: unknown[]) => unknown, delay = 0, ...given: unknown[]) => of().timer(delay, () => run(...given)),
    setImmediate: (run: (...given: unknown[]) => unknown, ...given: unknown[]) => of().timer(0, () => run(...given)),
    setInterval: () => {
      throw new Error('the station has no intervals');
    },
    clearTimeout: cancel,
    clearImmediate: cancel,
  };
  Object.assign(globalThis, replaced);
  Date.now = () => (time ? time.now() + (time.current().wallOffset?.() ?? 0) : 0);
  // Whoever asks without a number asks the same clock.
  globalThis.Date = new Proxy(Date, {
    construct: (real, given, as) => Reflect.construct(real, given.length === 0 ? [real.now()] : given, as) as object,
    apply: (real) => new real(real.now()).toString(),
  });
  performance.now = () => (time ? time.now() - time.start : 0);
  Math.random = () => random.next();
  const uuid = (): string => {
    uuids += 1;
    return `00000000-0000-4000-8000-${uuids.toString(16).padStart(12, '0')}`;
  };
  const bytes = (size: number): Buffer => {
    const stream = streams.get(size) ?? chance('bytes', seedOfBytes, size);
    streams.set(size, stream);
    return Buffer.from(Array.from({ length: size }, () => stream.below(256)));
  };
  // Slow on purpose, and the few passwords of a day are hashed again and again.
  const hashes = new Map<string, Buffer>();
  const { scryptSync } = crypto;
  const scrypt = (...given: Parameters<typeof scryptSync>): Buffer => {
    const words = JSON.stringify(given);
    const known = hashes.get(words) ?? scryptSync(...given);
    hashes.set(words, known);
    return known;
  };
  Object.assign(crypto, { randomUUID: uuid, randomBytes: bytes, scryptSync: scrypt });
  syncBuiltinESMExports();
  // A promise nobody waits for that fails belongs to whoever is running.
  process.on('unhandledRejection', (error) => void of().errors.push({ actor: of().current(), error }));
}
